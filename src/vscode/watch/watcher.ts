import { Disposable, RelativePattern, Uri, window, workspace, type TreeView } from 'vscode';
import type { Experiments } from '../experiments/experiments';
import { settings } from '../settings';

const DUMPS = '**/{*.npy,*.npz,*.safetensors,likeness.json}';
const SETTLE_MS = 500;
const LOOK_AGAIN_MS = 30_000;

/**
 * Rescans experiment roots when dumps appear, change or go. Events are only a hint (they may come twice, or not at all
 * from network disks), so the roots are also scanned again when the window gets the focus and every 30 s while the view is
 * looked at. Nothing is watched before the view is first shown.
 */
export class Watcher implements Disposable {
  #watchers: Disposable | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #subscriptions: Disposable;

  constructor(
    private readonly experiments: Experiments,
    private readonly view: Pick<TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>,
  ) {
    const again = setInterval(() => this.#ifLookedAt(), LOOK_AGAIN_MS);
    this.#subscriptions = Disposable.from(
      new Disposable(() => clearInterval(again)),
      view.onDidChangeVisibility(({ visible }) => visible && this.#watch()),
      window.onDidChangeWindowState(({ focused }) => focused && this.#ifLookedAt()),
      workspace.onDidChangeWorkspaceFolders(() => this.#rootsChanged()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('likeness.roots') || event.affectsConfiguration('likeness.exclude')) {
          this.#rootsChanged();
        }
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#watchers?.dispose();
    this.#subscriptions.dispose();
  }

  #rootsChanged(): void {
    this.#watchers?.dispose();
    this.#watchers = undefined;
    if (this.view.visible) this.#watch();
    this.experiments.refresh();
  }

  #watch(): void {
    if (this.#watchers) return;
    const watchers = settings.roots().map((root) => {
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(root), DUMPS));
      const hint = (): void => this.#soon();
      return Disposable.from(watcher, watcher.onDidCreate(hint), watcher.onDidChange(hint), watcher.onDidDelete(hint));
    });
    this.#watchers = Disposable.from(...watchers);
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.experiments.refresh(), SETTLE_MS);
  }

  #ifLookedAt(): void {
    if (this.view.visible && window.state.focused) this.experiments.refresh();
  }
}
