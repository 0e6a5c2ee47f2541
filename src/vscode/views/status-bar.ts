import { l10n, StatusBarAlignment, window, type Disposable, type StatusBarItem } from 'vscode';
import type { LazyEngine } from '../engine/engine';

/** How often progress is told: each time VS Code lays its window out anew. */
const EVERY_MS = 1000;

/**
 * One status bar item: what is computed, how far it is, and by which engine. It appears when the engine is first used. Its icon stands
 * still: one that turns has the window painted 60 times a second, a fifth of a core where no graphics card does it.
 */
export class StatusBar implements Disposable {
  #item: StatusBarItem | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = 0;
  readonly #subscription: Disposable;

  constructor(private readonly engine: LazyEngine) {
    this.#subscription = engine.onDidChange(({ running }) => {
      if (running === this.#running && running > 0) this.#timer ??= setTimeout(() => this.#show(), EVERY_MS);
      else this.#show();
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#item?.dispose();
  }

  #show(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { running, progress, status } = this.engine.activity;
    this.#running = running;
    this.#item ??= newItem();
    const engine = status === undefined ? '' : ` ${status.name}`;
    if (running > 0) {
      const part = progress && progress.of > 0 ? ` ${Math.floor((100 * progress.done) / progress.of)} %` : '';
      this.#item.text = `$(sync) Likeness${part}`;
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
