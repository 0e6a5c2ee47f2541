import { matrix, type Matrix } from '../../linalg/matrix';
import type { Alignable } from './aligned';
import type { Neighbours } from './neighbours';
import { takeRows } from './rows';

/*
 * What a permutation of the instances does to what `prepare` made: row i becomes the former row `order[i]`.
 */

/** K[order, order] of an N×N matrix of pairs of instances. */
export function permutePairs({ rows: n, cols, data }: Matrix, order: Int32Array): Matrix {
  const permuted = new Float64Array(data.length);
  for (let i = 0, at = 0; i < n; i++) {
    const row = order[i]! * n;
    for (let j = 0; j < n; j++, at++) permuted[at] = data[row + order[j]!]!;
  }
  return matrix(n, cols, permuted);
}

/** The strict lower triangle of K[order, order], out of that of a symmetric K. */
export function permuteTriangle(triangle: Float64Array, order: Int32Array): Float64Array {
  const n = order.length;
  const permuted = new Float64Array(triangle.length);
  for (let i = 1, at = 0; i < n; i++) {
    const a = order[i]!;
    const row = (a * (a - 1)) / 2;
    for (let j = 0; j < i; j++, at++) {
      const b = order[j]!;
      permuted[at] = triangle[a > b ? row + b : (b * (b - 1)) / 2 + a]!;
    }
  }
  return permuted;
}

export function permuteVector(values: Float64Array, order: Int32Array): Float64Array {
  return Float64Array.from(order, (from) => values[from]!);
}

/** The lists move with their instances, and their entries are renamed. */
export function permuteNeighbours({ k, indices }: Neighbours, order: Int32Array): Neighbours {
  const renamed = new Int32Array(order.length);
  order.forEach((from, to) => (renamed[from] = to));
  const permuted = new Int32Array(indices.length);
  for (let i = 0, at = 0; i < order.length; i++) {
    for (let rank = 0; rank < k; rank++, at++) permuted[at] = renamed[indices[order[i]! * k + rank]!]!;
  }
  return { k, indices: permuted };
}

/** A side of an alignment; rotations of neurons do not notice. */
export function permuteAlignable<A extends Alignable>(side: A, order: Int32Array): A {
  const { matrix: rows, components } = side;
  return { ...side, matrix: takeRows(rows, order), components: components && takeRows(components, order) };
}
