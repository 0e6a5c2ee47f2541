import { matrix, type Matrix } from './matrix';

/** Numbers that are only read: in floats they take half the room. */
export type Vector = Float64Array | Float32Array;

/** Σ aᵢ·bᵢ in four independent sums: faster, and the rounding error grows four times slower. */
export function dot(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  const whole = n - (n % 4);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < n; i++) s0 += a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}

/** ‖a‖²: for a matrix's `data`, the squared Frobenius norm. */
export function squaredNorm(a: Float64Array): number {
  return dot(a, a);
}

export function norm(a: Float64Array): number {
  return Math.sqrt(squaredNorm(a));
}

export function sum(a: Float64Array): number {
  let total = 0;
  for (const entry of a) total += entry;
  return total;
}

/** ‖row i‖² for every row. */
export function squaredRowNorms({ rows, cols, data }: Matrix): Float64Array {
  const norms = new Float64Array(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    let total = 0;
    for (let j = 0; j < cols; j++, at++) total += data[at]! * data[at]!;
    norms[i] = total;
  }
  return norms;
}

export function scale({ rows, cols, data }: Matrix, factor: number): Matrix {
  return matrix(
    rows,
    cols,
    data.map((entry) => entry * factor),
  );
}
