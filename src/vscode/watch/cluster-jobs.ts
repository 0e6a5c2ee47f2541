import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { commands, Disposable, l10n, Uri, window, workspace, type WindowState } from 'vscode';
import { clusterJobState, mergeClusterJob } from '../../comparison/cluster/folder';
import { settings } from '../settings';
import type { Ask } from '../ui/ask';
import { messageOf } from '../../rpc/message-of';

/** Where jobs lie, below an experiment root. */
export const JOBS_FOLDER = 'likeness-jobs';
const LOOK_AGAIN_MS = 30_000;

/**
 * Follows the cluster jobs below the experiment roots: once every part of one is there, merges them and offers the result. What
 * is done stands in the folders alone, so jobs may end while VS Code is closed. Events of the file system are a hint; network
 * disks send none, so the folders are also looked at when the window gets the focus, and now and then while it has it.
 */
export class ClusterJobs implements Disposable {
  readonly #subscriptions: Disposable;
  /** Jobs whose parts could not be merged: told once. */
  readonly #troubled = new Set<string>();
  #looking: Promise<void> = Promise.resolve();

  constructor(private readonly ask: Pick<Ask, 'tell'>) {
    const watcher = workspace.createFileSystemWatcher(`**/${JOBS_FOLDER}/*/part-*.likeness.json`);
    const look = (): void => void this.look();
    const ifLookedAt = ({ focused }: WindowState): void => (focused ? look() : undefined);
    const again = setInterval(() => ifLookedAt(window.state), LOOK_AGAIN_MS);
    this.#subscriptions = Disposable.from(
      ...[watcher, watcher.onDidCreate(look), watcher.onDidChange(look)],
      new Disposable(() => clearInterval(again)),
      window.onDidChangeWindowState(ifLookedAt),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Merges the jobs that are ready, one look after the other. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(async () => {
      for (const root of settings.roots()) {
        const jobs = join(root, JOBS_FOLDER);
        for (const name of await readdir(jobs).catch((): string[] => [])) await this.#finish(join(jobs, name));
      }
    });
    return this.#looking;
  }

  async #finish(folder: string): Promise<void> {
    if (this.#troubled.has(folder)) return;
    try {
      if ((await clusterJobState(folder)) === 'ready') void this.#offer(await mergeClusterJob(folder));
    } catch (error) {
      this.#troubled.add(folder);
      void this.ask.tell('warning', messageOf(error));
    }
  }

  async #offer(merged: string): Promise<void> {
    const open = l10n.t('Open');
    const answer = await this.ask.tell('info', l10n.t('Every part of the cluster job is there: {0}', merged), open);
    if (answer === open) await commands.executeCommand('vscode.open', Uri.file(merged));
  }
}
