import { stat } from 'node:fs/promises';
import type { Uri } from 'vscode';
import { EventEmitter, FileDecoration, l10n, ThemeColor, window, type Disposable } from 'vscode';
import type { Experiments } from '../experiments/experiments';
import type { KeptComparisons } from '../kept/kept';

/** Marks dumps and snapshot folders in the Explorer and the tree: new, changed since they were compared, compared. */
export class Decorations implements Disposable {
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeFileDecorations = this.#changed.event;
  readonly #subscriptions: readonly Disposable[];

  constructor(
    private readonly experiments: Experiments,
    private readonly kept: KeptComparisons,
  ) {
    const changed = (): void => this.#changed.fire(undefined);
    this.#subscriptions = [
      experiments.onDidChange(changed),
      kept.onDidChange(changed),
      window.registerFileDecorationProvider(this),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  async provideFileDecoration(uri: Uri): Promise<FileDecoration | undefined> {
    if (uri.scheme !== 'file') return undefined;
    const path = uri.fsPath;
    if (this.experiments.isFreshPath(path)) {
      return mark('N', l10n.t('New since you last looked'), 'gitDecoration.untrackedResourceForeground');
    }
    const comparison = this.kept.lastWith(path);
    if (!comparison) return undefined;
    const changed = await stat(path).then(
      ({ mtimeMs }) => mtimeMs > Date.parse(comparison.created),
      () => false,
    );
    return changed
      ? mark(
          'S',
          l10n.t('Changed after it was compared in “{0}”: run that again', comparison.title),
          'gitDecoration.modifiedResourceForeground',
        )
      : mark('C', l10n.t('Compared in “{0}”', comparison.title));
  }
}

function mark(badge: string, tooltip: string, colour?: string): FileDecoration {
  return new FileDecoration(badge, tooltip, colour === undefined ? undefined : new ThemeColor(colour));
}
