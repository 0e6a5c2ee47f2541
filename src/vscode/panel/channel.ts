import type { Webview } from 'vscode';
import type { Channel } from '../../rpc/rpc';

export function webviewChannel(webview: Webview): Channel {
  return {
    send: (message) => void webview.postMessage(message),
    listen(onMessage) {
      const subscription = webview.onDidReceiveMessage(onMessage);
      return () => void subscription.dispose();
    },
  };
}
