import type { Channel } from '../src/rpc/rpc';
import { takeOver } from './early';

/*
 * What every small page begins with: its styles, the way to the extension, and somebody who hears of troubles.
 */

export function adoptStyles(...texts: readonly string[]): void {
  const sheets = texts.map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];
}

export function extensionChannel(): Channel {
  const extension = takeOver();
  if (!extension) throw new Error('This page works in VS Code only.');
  return extension.channel;
}

export function reportTroubles(report: (message: string) => void): void {
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    report(`The page's security policy refused ${blockedURI || 'code'} (${violatedDirective}).`),
  );
  addEventListener('error', ({ message }) => report(message));
  addEventListener('unhandledrejection', ({ reason }) => report(String(reason)));
}
