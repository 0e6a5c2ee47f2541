import type { Histogram } from './types';

/** Bins kept at most; the ones that are shown are at least half as many where the values spread. */
const BINS = 64;

/**
 * Counts values of unknown range in one pass. Bin widths are powers of two on a grid through zero; when a value falls
 * outside, neighbours are joined until it fits, so memory and the number of bins stay bounded.
 */
export class StreamingHistogram {
  /** Bin i holds [origin + i, origin + i + 1) · width. */
  #counts = new Float64Array(BINS);
  #width = 0;
  #origin = 0;

  /** Adds a finite value. */
  add(value: number): void {
    if (this.#width === 0) this.#begin(value);
    let bin = Math.floor(value / this.#width) - this.#origin;
    if (bin < 0 || bin >= BINS) bin = this.#reach(value);
    this.#counts[bin]!++;
  }

  /** From the first to the last bin that holds something; null where nothing was added. */
  result(): Histogram | null {
    if (this.#width === 0) return null;
    const [first, last] = this.#filled();
    return {
      low: (this.#origin + first) * this.#width,
      width: this.#width,
      counts: [...this.#counts.subarray(first, last + 1)],
    };
  }

  /** A first guess, far finer than the value: later values widen it. */
  #begin(value: number): void {
    const size = Math.max(Math.abs(value), 2 ** -900);
    this.#width = 2 ** (Math.floor(Math.log2(size)) - 44);
    this.#origin = Math.floor(value / this.#width) - BINS / 2;
  }

  /** Widens or moves the bins until `value` has one. */
  #reach(value: number): number {
    const [first, last] = this.#filled();
    const before = this.#width;
    const low = (this.#origin + first) * before;
    const high = (this.#origin + last) * before;
    for (;;) {
      const bins = [value, low, high].map((edge) => Math.floor(edge / this.#width));
      const [from, to] = [Math.min(...bins), Math.max(...bins)];
      if (to - from < BINS) {
        this.#rebin(before, from - Math.floor((BINS - 1 - (to - from)) / 2));
        return Math.floor(value / this.#width) - this.#origin;
      }
      this.#width *= 2;
    }
  }

  /** The outermost bins that hold something. There is one: the first value fits. */
  #filled(): readonly [first: number, last: number] {
    const first = this.#counts.findIndex((count) => count > 0);
    let last = BINS - 1;
    while (last > first && this.#counts[last] === 0) last--;
    return [first, last];
  }

  /** Puts the counts of bins of `width` into those of the present width from `origin` on. */
  #rebin(width: number, origin: number): void {
    const counts = new Float64Array(BINS);
    this.#counts.forEach((count, bin) => {
      if (count > 0) counts[Math.floor(((this.#origin + bin) * width) / this.#width) - origin]! += count;
    });
    this.#counts = counts;
    this.#origin = origin;
  }
}
