/** Rests this many times as long as a drawing took, so that drawing never takes the processor from what computes. */
const REST = 9;
/** News are shown no more often: a person reads no faster, and every frame costs, however little is drawn in it. */
const SHORTEST_MS = 250;
/** No news wait longer. */
const LONGEST_MS = 2000;

/**
 * Draws in the next frame, however often it is asked to; while news stream in, at a pace that leaves most of the time to others.
 * Whoever waits for an answer is answered in the next frame all the same.
 */
export class Pace {
  #asked = false;
  #frame: number | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  /** How many drawings have begun and not ended. */
  #drawing = 0;

  /** @param draw may return before it is done: the rest begins when its promise is kept. */
  constructor(private readonly draw: () => Promise<void> | void) {}

  /** For what a person did or waits for. */
  now(): void {
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#asked = false;
    if (this.#frame !== undefined) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined;
      void this.#draw();
    });
  }

  /** For news of which more will come. */
  soon(): void {
    if (this.#drawing > 0 || this.#rest !== undefined) this.#asked = true;
    else this.now();
  }

  async #draw(): Promise<void> {
    const begun = performance.now();
    this.#drawing++;
    try {
      await this.draw();
    } finally {
      if (--this.#drawing === 0) {
        this.#rest = setTimeout(() => this.#rested(), pauseAfter(performance.now() - begun));
      }
    }
  }

  #rested(): void {
    this.#rest = undefined;
    if (this.#asked) this.now();
  }
}

const pauseAfter = (drawingMs: number): number => Math.max(SHORTEST_MS, Math.min(LONGEST_MS, REST * drawingMs));
