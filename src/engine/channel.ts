import type { Channel } from '../rpc/rpc';

/** What a forked child and `process` in one have in common. */
interface Speaker {
  readonly connected: boolean;
  send?: (message: object, sent: () => void) => unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  off(event: 'message', listener: (message: unknown) => void): unknown;
}

/** The IPC pipe between a process and the child it forked, seen from either end. */
export function processChannel(other: Speaker): Channel {
  return {
    send(message) {
      // What is sent to a process that is going is lost anyway; its `exit` or `disconnect` settles what is open.
      if (other.connected) other.send?.(message as object, () => undefined);
    },
    listen(onMessage) {
      other.on('message', onMessage);
      return () => other.off('message', onMessage);
    },
  };
}
