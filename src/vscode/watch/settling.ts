import { stat } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { FILLING_MS, hasHoles } from '../../formats/filling';

const LOOK_MS = 500;
/** A file (or the names in a folder) that kept size and time for this long is taken for complete. */
const STABLE_MS = 1000;
/** What lies beside something that is written is waited for at most this long. */
const PATIENCE_MS = 30_000;
/** While something else is still written, news are told no more often than this. */
const NEWS_MS = 5000;

/** How a file or folder stands on disk. */
export interface Standing {
  /** Equal as long as nothing was written; "gone" where it is not there. */
  readonly state: string;
  /** True where a memory map may still be filled. */
  readonly holes: boolean;
}

interface Waiting {
  readonly since: number;
  state: string;
  stableFrom: number;
  patient: boolean;
}

/**
 * Knows which files and folders are still being written: events start the waiting, and size and time must stay the same for a
 * second before it ends. Until then half-written dumps, and new snapshots of which a dump is half-written, are not to be read.
 */
export class Settling {
  readonly #waiting = new Map<string, Waiting>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #news = false;
  #told = 0;

  /** `settled` is called when something is complete, or the patience with it ended. */
  constructor(
    private readonly settled: () => void,
    private readonly standing: (path: string) => Promise<Standing> = standingOf,
  ) {}

  dispose(): void {
    clearTimeout(this.#timer);
  }

  /** Something happened to the file, or to the names in the folder. */
  touch(path: string): void {
    const now = Date.now();
    const { since, patient } = this.#waiting.get(path) ?? { since: now, patient: true };
    this.#waiting.set(path, { since, state: '', stableFrom: now, patient });
    this.#timer ??= setTimeout(() => void this.#look(), LOOK_MS);
  }

  /** Waits for those of the files that changed just now, too: a scan may be faster than the event. */
  async touchRecent(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const found = await stat(path).catch(() => null);
      if (found && Date.now() - found.mtimeMs < (hasHoles(found) ? FILLING_MS : 2 * STABLE_MS)) this.touch(path);
    }
  }

  /** True while the file, or what its folder holds, is being written; what the folder `aside` from that holds does not count. */
  isUnsettled(path: string, aside?: string): boolean {
    const folder = dirname(path);
    return this.#waiting.has(path) || (folder !== aside && this.#waiting.has(folder));
  }

  /** True while something in the folder, or in the file's folder, is being written. */
  isNearUnsettled(path: string): boolean {
    const folder = dirname(path);
    for (const [written, { patient }] of this.#waiting) {
      const at = dirname(written);
      if (patient && (at === folder || at === path)) return true;
    }
    return false;
  }

  /** True while something below the folder is being written. */
  isWrittenBelow(folder: string): boolean {
    return [...this.#waiting].some(([path, { patient }]) => patient && path.startsWith(folder + sep));
  }

  async #look(): Promise<void> {
    const now = Date.now();
    for (const [path, waiting] of [...this.#waiting]) {
      const { state, holes } = await this.standing(path);
      if (this.#waiting.get(path) !== waiting) continue;
      if (state !== waiting.state) {
        waiting.state = state;
        waiting.stableFrom = now;
      } else if (now - waiting.stableFrom >= (holes ? FILLING_MS : STABLE_MS)) {
        this.#waiting.delete(path);
        this.#news = true;
      }
      if (waiting.patient && now - waiting.since >= PATIENCE_MS) {
        waiting.patient = false;
        this.#news = true;
      }
    }
    this.#timer = this.#waiting.size > 0 ? setTimeout(() => void this.#look(), LOOK_MS) : undefined;
    if (this.#news && (this.#waiting.size === 0 || now - this.#told >= NEWS_MS)) {
      this.#news = false;
      this.#told = now;
      this.settled();
    }
  }
}

function standingOf(path: string): Promise<Standing> {
  return stat(path).then(
    (found) => ({
      state: `${found.size} ${found.mtimeMs} ${found.blocks}`,
      holes: found.isFile() && hasHoles(found),
    }),
    () => ({ state: 'gone', holes: false }),
  );
}
