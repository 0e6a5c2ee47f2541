/** A prepared side takes about this many times the bytes of its matrix, until one has been seen; and what is above one seen, too. */
const FIRST_RATIO = 3;

/** How large prepared sides become: as large as one seen whose matrix is as large, or next to it. */
export class SideSizes {
  /** Of sides seen: bytes of the matrix, and of all that was prepared. */
  readonly #seen = new Map<number, number>();

  see(matrix: number, prepared: number): void {
    this.#seen.set(matrix, Math.max(prepared, this.#seen.get(matrix) ?? 0));
  }

  /** What a matrix of so many bytes may come to. */
  estimate(matrix: number): number {
    const sizes = [...this.#seen.keys()];
    const below = Math.max(...sizes.filter((size) => size <= matrix));
    if (below > -Infinity) return this.#seen.get(below)! + (matrix - below) * FIRST_RATIO;
    const above = Math.min(...sizes);
    return above < Infinity ? this.#seen.get(above)! : matrix * FIRST_RATIO;
  }
}
