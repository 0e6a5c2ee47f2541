import { earlyScript } from './early';
import { dataElement, plotlyElement } from './elements';
import { reportTheme } from './report-theme';

/*
 * The one page that draws comparisons: in a panel of VS Code with its scripts beside it, or as a report with everything
 * inside.
 */

/** A script by address, or by its text. */
export type PageScript = { readonly src: string } | { readonly code: string };

export interface PageOptions {
  /** Fresh from a cryptographic generator for every page. */
  readonly nonce: string;
  /** `webview.cspSource`; absent in a report. */
  readonly cspSource?: string;
  readonly title: string;
  /** The language of the page, as `vscode.env.language`. */
  readonly language?: string;
  /** The page's bundle, and `plotly.js` where it plots. */
  readonly scripts: { readonly page: PageScript; readonly plotly?: PageScript };
  /** For a report: `{ title, document, catalogue }`, and colours of its own. */
  readonly data?: unknown;
}

/** What the page may load: nothing but its own scripts, styles and the pictures that it draws itself. */
export function contentSecurityPolicy(nonce: string, cspSource = ''): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src-elem 'nonce-${nonce}' ${cspSource}`,
    `style-src-attr 'unsafe-inline'`,
    `img-src ${cspSource} data: blob:`,
    cspSource && `font-src ${cspSource}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ]
    .filter((directive) => directive !== '')
    .map((directive) => directive.trim())
    .join('; ');
}

export function pageHtml({ nonce, cspSource, title, language = 'en', scripts, data }: PageOptions): string {
  const { page, plotly } = scripts;
  return [
    '<!DOCTYPE html>',
    `<html lang="${attribute(language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${attribute(contentSecurityPolicy(nonce, cspSource))}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${attribute(title)}</title>`,
    // The toolkit tries a style of its own: here is where it looks for the nonce.
    `<meta property="csp-nonce" content="${attribute(nonce)}">`,
    // Plotly writes its rules into an element of this id, where there is one: that is how they carry the nonce.
    `<style nonce="${attribute(nonce)}" id="plotly.js-style-global"></style>`,
    data === undefined
      ? script({ code: earlyScript }, ` nonce="${attribute(nonce)}"`)
      : `<style nonce="${attribute(nonce)}">${reportTheme}</style>`,
    '</head>',
    '<body>',
    data === undefined ? '' : `<script type="application/json" id="${dataElement}">${scriptJson(data)}</script>`,
    // Both are fetched at once; where they have addresses, the page's runs first, so that it can hear whether the other came.
    plotly && script(plotly, ` id="${plotlyElement}" nonce="${attribute(nonce)}"`, ' defer'),
    script(page, ` nonce="${attribute(nonce)}"`),
    '</body>',
    '</html>',
  ]
    .filter((line) => line !== undefined && line !== '')
    .join('\n');
}

function script(given: PageScript, attributes: string, whereFetched = ''): string {
  return 'src' in given
    ? `<script${attributes}${whereFetched} src="${attribute(given.src)}"></script>`
    : `<script${attributes}>${scriptCode(given.code)}</script>`;
}

/** JSON that cannot end the script element it stands in, nor open a comment there. */
export function scriptJson(data: unknown): string {
  return JSON.stringify(data).replace(/</g, '\\u003c');
}

/**
 * A bundle's code for inside of a script element. In a minified bundle these character sequences stand only in strings,
 * templates and regular expressions, where the escape means the same.
 */
export function scriptCode(code: string): string {
  return code.replace(/<(?=\/script|script|!--)/gi, '\\x3C');
}

function attribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
