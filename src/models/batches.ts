import type { Values } from './live';

/** Some instances to be run at once. */
export interface Batch {
  readonly start: number;
  /** How many instances of the whole it holds. */
  readonly count: number;
  /** Rows of `data`: `count`, or more where a model only takes batches of one size. */
  readonly size: number;
  readonly data: Float32Array;
}

/** `values` by batches of `most`; by batches of `fixed` where that is all a model takes, the last filled up with its last instance. */
export function* batches({ rows, cols, data }: Values, most: number, fixed: number | null): Generator<Batch> {
  const step = fixed ?? most;
  for (let start = 0; start < rows; start += step) {
    const count = Math.min(step, rows - start);
    const size = fixed ?? count;
    const part = new Float32Array(size * cols);
    part.set(data.subarray(start * cols, (start + count) * cols));
    for (let row = count; row < size; row++) part.copyWithin(row * cols, (count - 1) * cols, count * cols);
    yield { start, count, size, data: part };
  }
}
