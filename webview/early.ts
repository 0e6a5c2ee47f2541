import type { Channel } from '../src/rpc/rpc';
import type { KeptState } from './protocol';

/*
 * The first word to the extension: the page's HTML says `ready` before the page's own code is there, so that the answer is on its
 * way meanwhile, and gathers what comes until the code takes over.
 */

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: KeptState): void;
}

interface Early {
  readonly api: VsCodeApi;
  readonly heard: unknown[];
  hear(event: MessageEvent): void;
}

/** Defines `likenessEarly`, an `Early`. */
export const earlyScript = `{
const api = acquireVsCodeApi(), heard = [], hear = ({ data }) => heard.push(data);
addEventListener('message', hear);
globalThis.likenessEarly = { api, heard, hear };
api.postMessage({ rpc: 'event', event: 'ready', payload: null });
}`;

/** VS Code's side, and the way to the extension, of which one may ask once; nothing where nobody is behind the page. */
export function takeOver(): { readonly api: VsCodeApi; readonly channel: Channel } | undefined {
  const { likenessEarly: early } = globalThis as { likenessEarly?: Early };
  return (
    early && {
      api: early.api,
      channel: {
        send: (message) => early.api.postMessage(message),
        listen(onMessage) {
          const listener = (event: MessageEvent): void => onMessage(event.data);
          removeEventListener('message', early.hear);
          addEventListener('message', listener);
          // once the page stands: before anything that comes from now on
          queueMicrotask(() => early.heard.splice(0).forEach(onMessage));
          return () => removeEventListener('message', listener);
        },
      },
    }
  );
}
