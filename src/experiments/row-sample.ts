/** Rows kept at most, and numbers (×8 bytes). */
const ROWS = 512;
const NUMBERS = 4 * 1024 * 1024;

/** Rows of an array, evenly spaced, of those without NaN and Inf. */
export interface SampledRows {
  /** rows × width, row by row. */
  readonly data: Float64Array;
  readonly rows: number;
  readonly width: number;
}

/** Keeps evenly spaced rows of an array that comes in blocks. */
export class RowSample {
  readonly #data: Float64Array;
  readonly #step: number;
  #kept = 0;
  #seen = 0;

  constructor(
    rows: number,
    private readonly width: number,
  ) {
    const limit = Math.min(rows, ROWS, Math.floor(NUMBERS / Math.max(1, width)));
    this.#step = limit > 0 ? Math.ceil(rows / limit) : Infinity;
    this.#data = new Float64Array(limit * width);
  }

  add(values: Float64Array, rows: number): void {
    const { width } = this;
    for (let row = 0; row < rows; row++, this.#seen++) {
      if (this.#seen % this.#step !== 0) continue;
      const chosen = values.subarray(row * width, (row + 1) * width);
      if (!chosen.every(Number.isFinite)) continue;
      this.#data.set(chosen, this.#kept * width);
      this.#kept++;
    }
  }

  result(): SampledRows {
    const { width } = this;
    return { data: this.#data.subarray(0, this.#kept * width), rows: this.#kept, width };
  }
}
