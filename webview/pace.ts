/** Rests this many times as long as a drawing took, so that drawing never takes the processor from what computes. */
const REST = 4;
/** No news wait longer. */
const LONGEST_MS = 2000;

/**
 * Draws in the next frame, however often it is asked to; while news stream in, at a pace that leaves most of the time to others.
 * After a rest the first asking is answered at once.
 */
export class Pace {
  #asked = false;
  /** True from the asking to the end of the rest after the drawing. */
  #busy = false;

  constructor(private readonly draw: () => Promise<void> | void) {}

  soon(): void {
    this.#asked = true;
    if (this.#busy) return;
    this.#busy = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      const begun = performance.now();
      void Promise.resolve()
        .then(this.draw)
        .finally(() => setTimeout(() => this.#rested(), Math.min(LONGEST_MS, REST * (performance.now() - begun))));
    });
  }

  #rested(): void {
    this.#busy = false;
    if (this.#asked) this.soon();
  }
}
