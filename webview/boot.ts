import type { Channel } from '../src/rpc/rpc';

/*
 * What every small page begins with: its styles, the way to the extension, and somebody who hears of troubles.
 */

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

export function adoptStyles(...texts: readonly string[]): void {
  const sheets = texts.map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];
}

/** To be called once: VS Code hands out its side only once. */
export function extensionChannel(): Channel {
  const api = acquireVsCodeApi();
  return {
    send: (message) => api.postMessage(message),
    listen(onMessage) {
      const listener = (event: MessageEvent): void => onMessage(event.data);
      addEventListener('message', listener);
      return () => removeEventListener('message', listener);
    },
  };
}

export function reportTroubles(report: (message: string) => void): void {
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    report(`The page's security policy refused ${blockedURI || 'code'} (${violatedDirective}).`),
  );
  addEventListener('error', ({ message }) => report(message));
  addEventListener('unhandledrejection', ({ reason }) => report(String(reason)));
}
