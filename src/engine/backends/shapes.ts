import { keptDoubles, type Matrix } from '../../linalg/matrix';

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

/** A lower triangle by rows, out of n rows that end at the diagonal. */
export function triangleOf(n: number, rowToDiagonal: (row: number) => Float64Array): Float64Array {
  const triangle = keptDoubles((n * (n + 1)) / 2);
  for (let row = 0, at = 0; row < n; row++, at += row) triangle.set(rowToDiagonal(row), at);
  return triangle;
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
