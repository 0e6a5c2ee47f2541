/**
 * A dense real matrix in row-major order: entry (i, j) is `data[i * cols + j]`.
 *
 * Plain data on purpose: it is cloned between threads, and when `data` stands on a
 * SharedArrayBuffer that costs nothing.
 */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/** Zeros on shared memory, for what stays with a side: it goes from thread to thread without being copied. */
export function keptDoubles(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

/** The same in floats. */
export function keptFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

/** A matrix of zeros, or one around `data` (not copied; length must be rows·cols). */
export function matrix(rows: number, cols: number, data?: Float64Array): Matrix {
  if (data && data.length !== rows * cols) {
    throw new RangeError(`A ${rows}×${cols} matrix needs ${rows * cols} numbers, not ${data.length}.`);
  }
  return { rows, cols, data: data ?? new Float64Array(rows * cols) };
}
