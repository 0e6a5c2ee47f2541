import type { Matrix } from '../../linalg/matrix';
import type { Vector } from '../../linalg/vector';

/** The sizes of op(A)·op(B): m×k times k×n. */
export function requireInner(
  a: Matrix,
  b: Matrix,
  transposeA = false,
  transposeB = false,
): { m: number; n: number; k: number } {
  const [m, k] = transposeA ? [a.cols, a.rows] : [a.rows, a.cols];
  const [inner, n] = transposeB ? [b.cols, b.rows] : [b.rows, b.cols];
  if (k !== inner) throw new RangeError(`Cannot multiply ${m}×${k} by ${inner}×${n}: the inner sizes differ.`);
  return { m, n, k };
}

/** The length that all vectors have; 0 where there are none. */
export function requireEqualLengths(vectors: readonly Vector[]): number {
  const [length = 0, other] = new Set(vectors.map((vector) => vector.length));
  if (other !== undefined) throw new RangeError(`Vectors of ${length} and of ${other} numbers have no inner product.`);
  return length;
}

export function requireSquare(a: Matrix): number {
  if (a.rows !== a.cols) throw new RangeError(`Eigenvalues need a square matrix, not ${a.rows}×${a.cols}.`);
  return a.rows;
}

/** Throws a RangeError that names the first entry that is NaN or infinite. */
export function requireFinite(a: Matrix): void {
  const index = a.data.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return;
  const [row, col] = [Math.floor(index / a.cols), index % a.cols];
  throw new RangeError(
    `Entry (${row}, ${col}) of a ${a.rows}×${a.cols} matrix is ${a.data[index]}; it must be finite.`,
  );
}

/** max |aᵢⱼ|, 0 for an empty matrix; refuses what is not finite. */
export function largestEntry(a: Matrix): number {
  let largest = 0;
  let poison = 0;
  const { data } = a;
  // By index: an iterator would take many times as long.
  for (let i = 0; i < data.length; i++) {
    const value = Math.abs(data[i]!);
    if (value > largest) largest = value;
    poison += value * 0;
  }
  if (Number.isNaN(poison)) requireFinite(a);
  return largest;
}
