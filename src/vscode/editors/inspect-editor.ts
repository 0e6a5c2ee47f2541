import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import {
  Disposable,
  env,
  l10n,
  RelativePattern,
  Uri,
  window,
  workspace,
  type CustomDocument,
  type CustomReadonlyEditorProvider,
  type WebviewPanel,
} from 'vscode';
import * as v from 'valibot';
import { pageHtml } from '../../../webview/html';
import type { InspectHostSide, InspectPageSide } from '../../../webview/inspect/protocol';
import type { Inspection } from '../../engine/protocol';
import { connect, type Validators } from '../../rpc/rpc';
import type { Engine } from '../engine/port';
import { webviewChannel } from '../panel/channel';
import { localRoots } from '../panel/panel';
import { messageOf } from '../../rpc/message-of';

export const INSPECT_EDITOR = 'likeness.inspect';

/** How long a file must be left alone before it is read again. */
const SETTLE_MS = 500;

/** The resource that the editor opens: the file, its fragment naming the array to look at first. */
export function inspectionUri(path: string, key?: string): Uri {
  return Uri.file(path).with({ fragment: key ?? '' });
}

const validators: Validators<InspectHostSide> = {
  requests: {},
  events: {
    ready: v.null(),
    cancel: v.null(),
    again: v.null(),
    copy: v.object({ text: v.string(), what: v.string() }),
    trouble: v.object({ message: v.string() }),
  },
};

export interface InspectEditorParts {
  readonly extensionUri: Uri;
  readonly engine: Engine;
  trouble(message: string): void;
  tell(message: string): void;
}

/** What the editor of a dump shows now. */
export interface Inspecting {
  readonly ready: boolean;
  readonly inspection: Inspection | undefined;
  readonly failure: string | undefined;
}

/** Shows the arrays of a dump and their health. The file is read by the engine, and again when it changes. */
export class InspectEditor implements CustomReadonlyEditorProvider {
  readonly #open = new Map<string, Inspecting>();

  constructor(private readonly parts: InspectEditorParts) {}

  register(): Disposable {
    return window.registerCustomEditorProvider(INSPECT_EDITOR, this, { supportsMultipleEditorsPerDocument: true });
  }

  openCustomDocument(uri: Uri): CustomDocument {
    return { uri, dispose: () => this.#open.delete(uri.toString()) };
  }

  resolveCustomEditor({ uri }: CustomDocument, panel: WebviewPanel): void {
    const showing = new InspectShowing(uri, panel, this.parts);
    this.#open.set(uri.toString(), showing);
    const folder = Uri.joinPath(uri.with({ fragment: '' }), '..');
    const watcher = workspace.createFileSystemWatcher(
      new RelativePattern(folder, basename(uri.fsPath).replace(/[[\]{}*?]/g, '[$&]')),
    );
    const again = (): void => showing.soon();
    const watching = Disposable.from(watcher, watcher.onDidChange(again), watcher.onDidCreate(again));
    panel.onDidDispose(() => {
      watching.dispose();
      showing.dispose();
    });
  }

  /** What is shown of a dump, if it is open. */
  shown(uri: Uri): Inspecting | undefined {
    return this.#open.get(uri.toString());
  }
}

class InspectShowing implements Inspecting {
  ready = false;
  inspection: Inspection | undefined;
  failure: string | undefined;
  #reading: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #peer;

  constructor(
    private readonly uri: Uri,
    panel: WebviewPanel,
    private readonly parts: InspectEditorParts,
  ) {
    const { webview } = panel;
    const { extensionUri, trouble, tell } = parts;
    this.#peer = connect<InspectHostSide, InspectPageSide>(
      webviewChannel(webview),
      validators,
      {
        requests: {},
        events: {
          ready: () => {
            this.ready = true;
            void this.#read();
          },
          cancel: () => this.#reading?.abort(),
          again: () => void this.#read(),
          copy: ({ text, what }) => {
            void env.clipboard.writeText(text);
            tell(l10n.t('Copied: {0}', what));
          },
          trouble: ({ message }) => trouble(message),
        },
      },
      (why) => trouble(`The page of a dump sent something unexpected: ${why}`),
    );
    webview.options = { enableScripts: true, localResourceRoots: localRoots(extensionUri) };
    const src = webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', 'inspect.js')).toString();
    webview.html = pageHtml({
      nonce: randomBytes(16).toString('base64'),
      cspSource: webview.cspSource,
      title: basename(uri.fsPath),
      language: env.language,
      scripts: { page: { src } },
    });
  }

  /** Reads again when the file has been left alone for a moment. */
  soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), SETTLE_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#reading?.abort();
    this.#peer.close('The editor was closed.');
  }

  async #read(): Promise<void> {
    if (!this.ready) return;
    this.#reading?.abort();
    const reading = (this.#reading = new AbortController());
    const { fsPath, fragment } = this.uri;
    const strings = l10n.bundle;
    this.#peer.tell('reading', { name: basename(fsPath), ...(strings && { strings }) });
    try {
      const inspection = await this.parts.engine.inspect(fsPath, undefined, {
        signal: reading.signal,
        onProgress: (progress) => reading === this.#reading && this.#peer.tell('progress', progress),
      });
      if (reading !== this.#reading) return;
      this.inspection = inspection;
      this.failure = undefined;
      this.#peer.tell('inspected', { inspection, ...(fragment !== '' && { key: fragment }) });
    } catch (error) {
      if (reading !== this.#reading) return;
      this.failure = reading.signal.aborted ? l10n.t('The reading was cancelled.') : messageOf(error);
      this.#peer.tell('failed', { message: this.failure });
    }
  }
}
