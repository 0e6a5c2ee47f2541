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
  /** What is open, for the tests inside VS Code. */
  readonly open = new Map<string, Comparison>();

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
    this.open.set(path, comparison);
    return {
      uri,
      comparison,
      dispose: () => {
        this.open.delete(path);
        subscriptions.dispose();
        comparison.cancel();
      },
    };
  }

  resolveCustomEditor({ comparison }: OpenDocument, panel: WebviewPanel): void {
    this.panels.attach(panel, comparison);
  }
}

const escapeGlob = (name: string): string => name.replace(/[[\]{}*?]/g, '[$&]');
