/** Addresses of what the page loads, as the webview may fetch them. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
  /** Fetched by the page (with its own nonce) when the first plot is drawn: `document.body.dataset.plotly`. */
  readonly plotly: string;
}

/**
 * The panel's page: an empty `<main id="app">` and the script that fills it. Nothing may be loaded but what carries the nonce or
 * comes from the extension; plotly finds its style element in the head, and draws heatmaps as `data:` images.
 */
export function pageHtml(assets: PageAssets, cspSource: string, nonce: string, language: string): string {
  const csp = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src-elem 'nonce-${nonce}' ${cspSource}`,
    `style-src-attr 'unsafe-inline'`,
    `img-src ${cspSource} data: blob:`,
    `font-src ${cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(language)}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="${escapeAttribute(csp)}">
    <style nonce="${nonce}" id="plotly.js-style-global"></style>
    <link rel="stylesheet" href="${escapeAttribute(assets.style)}">
    <title>Likeness</title>
  </head>
  <body data-plotly="${escapeAttribute(assets.plotly)}">
    <main id="app"></main>
    <script nonce="${nonce}" src="${escapeAttribute(assets.script)}"></script>
  </body>
</html>
`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
