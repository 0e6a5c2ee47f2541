import { basename, dirname } from 'node:path';
import {
  Disposable,
  RelativePattern,
  Uri,
  window,
  workspace,
  type CustomDocument,
  type CustomReadonlyEditorProvider,
  type WebviewPanel,
} from 'vscode';
import type { Comparison } from '../comparison/comparison';
import type { Comparisons } from '../comparison/comparisons';
import type { Showing } from '../panel/panel';
import type { Panels } from '../panel/panels';

export const EDITOR_TYPE = 'likeness.result';

interface OpenDocument extends CustomDocument {
  readonly comparison: Comparison;
}

/**
 * Opens `*.likeness.json` in the same panel as a comparison. The file is never written: measures added here are kept under
 * Comparisons. When a cluster job or a colleague writes the file again, the panel follows.
 */
export class DocumentEditor implements CustomReadonlyEditorProvider<OpenDocument> {
  readonly #open = new Map<string, Showing>();

  constructor(
    private readonly comparisons: Comparisons,
    private readonly panels: Panels,
  ) {}

  register(): Disposable {
    return window.registerCustomEditorProvider(EDITOR_TYPE, this, { supportsMultipleEditorsPerDocument: true });
  }

  async openCustomDocument(uri: Uri): Promise<OpenDocument> {
    const path = uri.fsPath;
    const comparison = await this.comparisons.openFile(path);
    const watcher = workspace.createFileSystemWatcher(
      new RelativePattern(Uri.file(dirname(path)), escapeGlob(basename(path))),
    );
    const reload = (): void => void this.comparisons.reload(comparison);
    const subscriptions = Disposable.from(watcher, watcher.onDidChange(reload), watcher.onDidCreate(reload));
    return {
      uri,
      comparison,
      dispose: () => {
        this.#open.delete(path);
        subscriptions.dispose();
        comparison.cancel();
      },
    };
  }

  resolveCustomEditor({ uri, comparison }: OpenDocument, panel: WebviewPanel): void {
    this.#open.set(uri.fsPath, this.panels.attach(panel, comparison));
  }

  /** What is shown of the file, if it is open. */
  shown(path: string): Showing | undefined {
    return this.#open.get(path);
  }
}

const escapeGlob = (name: string): string => name.replace(/[[\]{}*?]/g, '[$&]');
