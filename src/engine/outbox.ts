import type { Cell, Progress } from './protocol';

/** At most this often something is sent. */
const PAUSE_MS = 50;

/**
 * Gathers finished cells and the latest progress, and sends them on at most 20 times a second: the first at once, what
 * comes meanwhile together.
 */
export class Outbox {
  #cells: Cell[] = [];
  #progress: Progress | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly sendCells: (cells: readonly Cell[]) => void,
    private readonly sendProgress: (progress: Progress) => void,
  ) {}

  add(cell: Cell): void {
    this.#cells.push(cell);
    this.#schedule();
  }

  report(progress: Progress): void {
    this.#progress = progress;
    this.#schedule();
  }

  /** Sends what is there, now. */
  flush(): void {
    if (this.#cells.length > 0) this.sendCells(this.#cells);
    if (this.#progress) this.sendProgress(this.#progress);
    this.#cells = [];
    this.#progress = undefined;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.flush();
  }

  #schedule(): void {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#cells.length === 0 && !this.#progress) return;
      this.flush();
      this.#schedule();
    }, PAUSE_MS);
    this.flush();
  }
}
