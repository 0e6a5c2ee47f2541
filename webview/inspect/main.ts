import { connect, type Channel } from '../../src/rpc/rpc';
import { speak } from '../words';
import { InspectPage } from './page';
import type { InspectHostSide, InspectPageSide } from './protocol';
import css from '../style.css';
import ownCss from './inspect.css';
import { inspectValidators } from './validators';

/*
 * The page of a dump: its arrays and their health, read-only.
 */

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const sheets = [css, ownCss].map((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
});
document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];

const api = acquireVsCodeApi();
const channel: Channel = {
  send: (message) => api.postMessage(message),
  listen(onMessage) {
    const listener = (event: MessageEvent): void => onMessage(event.data);
    addEventListener('message', listener);
    return () => removeEventListener('message', listener);
  },
};

const page = new InspectPage({
  cancel: () => peer.tell('cancel', null),
  again: () => peer.tell('again', null),
  copy: (text, what) => peer.tell('copy', { text, what }),
});
const trouble = (message: string): void => peer.tell('trouble', { message });

const peer = connect<InspectPageSide, InspectHostSide>(
  channel,
  inspectValidators,
  {
    requests: {},
    events: {
      reading({ name, strings }) {
        speak(strings);
        page.reading(name);
      },
      progress: (progress) => page.progress(progress),
      inspected: ({ inspection, key }) => page.show(inspection, key),
      failed: ({ message }) => page.failed(message),
    },
  },
  (why) => trouble(`Refused a message of the extension: ${why}`),
);

addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  trouble(`The page's security policy refused ${blockedURI || 'code'} (${violatedDirective}).`),
);
addEventListener('error', ({ message }) => trouble(message));
addEventListener('unhandledrejection', ({ reason }) => trouble(String(reason)));

document.body.append(page.element);
peer.tell('ready', null);
