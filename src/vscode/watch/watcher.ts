import { stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { Disposable, RelativePattern, Uri, window, workspace, type TreeView } from 'vscode';
import { isNeverWalked } from '../../experiments/passed-over';
import type { Experiments } from '../experiments/experiments';
import { settings } from '../settings';
import { Settling } from './settling';
import { watchedExtensions } from './watched';

const DUMPS = `**/{${watchedExtensions.map((extension) => `*${extension}`).join(',')},likeness.json}`;
const LOOK_AGAIN_MS = 30_000;

/**
 * Rescans experiment roots when dumps appear, change or go. Events are only a hint (they may come twice, or not at all
 * from network disks), so the roots are also scanned again when the window gets the focus and every 30 s while the view is
 * looked at. Nothing is watched before the view is first shown.
 */
export class Watcher implements Disposable {
  #watchers: Disposable | undefined;
  readonly #settling: Settling;
  readonly #subscriptions: Disposable;

  constructor(
    private readonly experiments: Experiments,
    private readonly view: Pick<TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>,
  ) {
    this.#settling = new Settling(() => experiments.refresh());
    experiments.leaveOut(this.#settling);
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
    this.#settling.dispose();
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
    this.#watchers = Disposable.from(
      ...settings.roots().flatMap((root) => [this.#dumpsOf(root), this.#foldersOf(root)]),
    );
  }

  #dumpsOf(root: string): Disposable {
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(root), DUMPS));
    const hint = ({ fsPath }: Uri): void => this.#settling.touch(fsPath);
    return Disposable.from(watcher, watcher.onDidCreate(hint), watcher.onDidChange(hint), watcher.onDidDelete(hint));
  }

  /**
   * Of what comes and goes with its folder, and of what is written into a new folder before it is watched, there is no event
   * but the folder's.
   */
  #foldersOf(root: string): Disposable {
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(root), '**'), false, true, false);
    const came = async ({ fsPath }: Uri): Promise<void> => {
      const names = relative(root, fsPath).split(sep);
      if (names.some((name, i) => isNeverWalked(name, names[i - 1] ?? ''))) return;
      if (await isFolder(fsPath)) this.#settling.touch(fsPath);
    };
    const went = ({ fsPath }: Uri): void => {
      if (this.experiments.liesAbove(fsPath)) this.#settling.touch(fsPath);
    };
    return Disposable.from(watcher, watcher.onDidCreate(came), watcher.onDidDelete(went));
  }

  #ifLookedAt(): void {
    if (this.view.visible && window.state.focused) this.experiments.refresh();
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
