import { l10n, StatusBarAlignment, window, type Disposable, type StatusBarItem } from 'vscode';
import type { EngineActivity, LazyEngine } from '../engine/engine';

/** One status bar item: what is computed, how far it is, and by which engine. It appears when the engine is first used. */
export class StatusBar implements Disposable {
  #item: StatusBarItem | undefined;
  readonly #subscription: Disposable;

  constructor(engine: LazyEngine) {
    this.#subscription = engine.onDidChange((activity) => this.#show(activity));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item?.dispose();
  }

  #show({ running, progress, status }: EngineActivity): void {
    this.#item ??= newItem();
    const engine = status === undefined ? '' : ` ${status.name}`;
    if (running > 0) {
      const part = progress && progress.of > 0 ? ` ${Math.floor((100 * progress.done) / progress.of)} %` : '';
      this.#item.text = `$(loading~spin) Likeness${part}`;
    } else {
      this.#item.text = `$(layers) Likeness${engine}`;
    }
    const lines = [
      running > 0 ? (progress?.stage ?? l10n.t('Starting the engine…')) : l10n.t('Likeness is idle.'),
      ...(status ? [l10n.t('Engine: {0} {1}, {2} threads', status.name, status.version, status.threads)] : []),
      ...(status?.reason === undefined ? [] : [status.reason]),
      running > 0 ? l10n.t('Click to cancel or to see the log.') : l10n.t('Click to see the log.'),
    ];
    this.#item.tooltip = lines.join('\n');
    this.#item.show();
  }
}

function newItem(): StatusBarItem {
  const item = window.createStatusBarItem('likeness.status', StatusBarAlignment.Right, 90);
  item.name = 'Likeness';
  item.command = 'likeness.showActivity';
  return item;
}
