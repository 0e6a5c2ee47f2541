import { matrix, type Matrix } from './matrix';
import type { Vector } from './vector';

/*
 * A symmetric N×N matrix as its lower triangle by rows, the diagonal included: entry (i, j), j ≤ i, stands at i(i + 1)/2 + j.
 * Half the memory of the square, and half the reading.
 */

/** The packed form of a symmetric matrix, each entry changed. */
export function pack({ rows: n, data }: Matrix, change: (entry: number, i: number, j: number) => number): Float64Array {
  const packed = new Float64Array((n * (n + 1)) / 2);
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j <= i; j++, at++) packed[at] = change(data[i * n + j]!, i, j);
  }
  return packed;
}

/** With entries off the diagonal times √2: dot products and norms are those of the squares. */
export function packIsometric(square: Matrix): Float64Array {
  return pack(square, (entry, i, j) => (i === j ? entry : Math.SQRT2 * entry));
}

/** The diagonal of the matrix. */
export function packedDiagonal(packed: Vector): Float64Array {
  return Float64Array.from({ length: rowsOf(packed) }, (_, i) => packed[(i * (i + 3)) / 2]!);
}

/** The square of an isometric packed form. */
export function unpackIsometric(packed: Float64Array): Matrix {
  const n = rowsOf(packed);
  const square = matrix(n, n);
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < i; j++, at++) square.data[i * n + j] = square.data[j * n + i] = packed[at]! / Math.SQRT2;
    square.data[i * n + i] = packed[at++]!;
  }
  return square;
}

function rowsOf({ length }: Vector): number {
  return Math.round((Math.sqrt(8 * length + 1) - 1) / 2);
}

/** The packed form of K[order, order], out of that of K. */
export function permutePacked<V extends Vector>(packed: V, order: Int32Array): V {
  const permuted = packed.slice() as V;
  for (let i = 0, at = 0; i < order.length; i++) {
    const a = order[i]!;
    for (let j = 0; j <= i; j++, at++) {
      const b = order[j]!;
      permuted[at] = packed[a > b ? (a * (a + 1)) / 2 + b : (b * (b + 1)) / 2 + a]!;
    }
  }
  return permuted;
}
