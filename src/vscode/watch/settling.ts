import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file that kept its size and time for this long is taken for complete. */
const STABLE_MS = 1000;
/** A folder that grows is waited for at most this long: then what is complete in it is shown. */
const PATIENCE_MS = 30_000;

interface Waiting {
  readonly since: number;
  /** Size and time when it was last looked at; `gone` where it is not there. */
  state: string;
  stableFrom: number;
}

/**
 * Knows which files are still being written: events start the waiting, and a file's size and time must stay the same for a
 * second before it ends. Half-written dumps, and snapshots of which a dump is half-written, are not to be read until then.
 */
export class Settling {
  readonly #waiting = new Map<string, Waiting>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `settled` is called each time that nothing is waited for any more, or patience ends. */
  constructor(private readonly settled: () => void) {}

  dispose(): void {
    clearTimeout(this.#timer);
  }

  /** Something happened to the file. */
  touch(path: string): void {
    const now = Date.now();
    const known = this.#waiting.get(path);
    this.#waiting.set(path, { since: known?.since ?? now, state: '', stableFrom: now });
    this.#timer ??= setTimeout(() => void this.#look(), STABLE_MS / 2);
  }

  /** Waits for those of the files that changed just now, too: a scan may be faster than the event. */
  async touchRecent(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const changed = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
      if (Date.now() - changed < 2 * STABLE_MS) this.touch(path);
    }
  }

  /** True while the file, or another of its folder, is being written. */
  isUnsettled(path: string): boolean {
    const folder = dirname(path);
    for (const waiting of this.#waiting.keys()) {
      if (waiting === path || dirname(waiting) === folder || dirname(waiting) === path) return true;
    }
    return false;
  }

  async #look(): Promise<void> {
    const now = Date.now();
    let tired = false;
    for (const [path, waiting] of this.#waiting) {
      const state = await stateOf(path);
      if (state !== waiting.state) {
        waiting.state = state;
        waiting.stableFrom = now;
      }
      if (now - waiting.stableFrom >= STABLE_MS) this.#waiting.delete(path);
      else if (now - waiting.since > PATIENCE_MS) tired = true;
    }
    this.#timer = this.#waiting.size > 0 ? setTimeout(() => void this.#look(), STABLE_MS / 2) : undefined;
    if (this.#waiting.size === 0 || tired) this.settled();
  }
}

function stateOf(path: string): Promise<string> {
  return stat(path).then(
    ({ size, mtimeMs }) => `${size} ${mtimeMs}`,
    () => 'gone',
  );
}
