import { randomBytes } from 'node:crypto';
import { commands, Disposable, env, l10n, Uri, window, type WebviewView, type WebviewViewProvider } from 'vscode';
import * as v from 'valibot';
import { pageHtml } from '../../../webview/html';
import type { SimilarityHostSide, SimilarityPageSide } from '../../../webview/similarity/protocol';
import { connect, type Validators } from '../../rpc/rpc';
import { webviewChannel } from '../panel/channel';
import { localRoots } from '../panel/panel';
import type { Similarity } from './similarity';

export const SIMILARITY_VIEW = 'likeness.similarity';

const validators: Validators<SimilarityHostSide> = {
  requests: {},
  events: {
    ready: v.null(),
    act: v.object({ id: v.picklist(['setBaseline', 'createSample', 'chooseLayout', 'showLog']) }),
    open: v.null(),
    trouble: v.object({ message: v.string() }),
  },
};

export interface SimilarityViewParts {
  readonly extensionUri: Uri;
  readonly similarity: Similarity;
  trouble(message: string): void;
}

/** The view under the trees. Its page is loaded when the view is first opened, and again after it was hidden. */
export class SimilarityView implements WebviewViewProvider {
  #ready = false;

  constructor(private readonly parts: SimilarityViewParts) {}

  register(): Disposable {
    return window.registerWebviewViewProvider(SIMILARITY_VIEW, this);
  }

  /** True once the page has asked for what it shows. */
  get ready(): boolean {
    return this.#ready;
  }

  resolveWebviewView(view: WebviewView): void {
    const { extensionUri, similarity, trouble } = this.parts;
    const { webview } = view;
    const peer = connect<SimilarityHostSide, SimilarityPageSide>(
      webviewChannel(webview),
      validators,
      {
        requests: {},
        events: {
          ready: () => {
            this.#ready = true;
            tell();
          },
          act: ({ id }) => void commands.executeCommand(`likeness.${id}`),
          open: () => void commands.executeCommand('likeness.openSimilarity'),
          trouble: ({ message }) => trouble(message),
        },
      },
      (why) => trouble(`The Similarity view sent something unexpected: ${why}`),
    );
    const tell = (): void => {
      const strings = l10n.bundle;
      if (this.#ready) peer.tell('show', { showing: similarity.showing, ...(strings && { strings }) });
    };
    const subscriptions = Disposable.from(
      similarity.onDidChange(tell),
      view.onDidChangeVisibility(() => similarity.look(view.visible)),
    );
    view.onDidDispose(() => {
      this.#ready = false;
      subscriptions.dispose();
      peer.close('The view was closed.');
      similarity.look(false);
    });
    webview.options = { enableScripts: true, localResourceRoots: localRoots(extensionUri) };
    webview.html = pageHtml({
      nonce: randomBytes(16).toString('base64'),
      cspSource: webview.cspSource,
      title: view.title ?? '',
      language: env.language,
      scripts: {
        page: { src: webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', 'similarity.js')).toString() },
      },
    });
    similarity.look(view.visible);
  }
}
