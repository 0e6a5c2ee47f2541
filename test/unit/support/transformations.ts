import type { Linalg } from '../../../src/linalg/linalg';
import { matrix, type Matrix } from '../../../src/linalg/matrix';
import type { Invariances } from '../../../src/measures/measure';
import { randomPermutation, seededRandom } from '../../../src/linalg/random';
import { gaussian } from './matrices';

type Transformation = (a: Matrix, seed: number, linalg: Linalg) => Matrix;

/** The survey's groups of transformations of neurons, each drawn at random. */
export const transformations: Readonly<Record<keyof Invariances, Transformation>> = {
  permutation: (a, seed) => takeColumns(a, Array.from(randomPermutation(a.cols, seededRandom(seed)))),
  orthogonal: (a, seed, linalg) => linalg.multiply(a, linalg.qr(gaussian(a.cols, a.cols, seed)).q),
  isotropicScaling: ({ rows, cols, data }) =>
    matrix(
      rows,
      cols,
      data.map((entry) => 2.7 * entry),
    ),
  invertibleLinear: (a, seed, linalg) => linalg.multiply(a, invertible(a.cols, seed)),
  translation: (a, seed) => translate(a, seed),
  affine: (a, seed, linalg) => translate(linalg.multiply(a, invertible(a.cols, seed)), seed),
};

export function takeColumns({ rows, data, cols }: Matrix, columns: readonly number[]): Matrix {
  const taken = Array.from({ length: rows }, (_, i) => columns.map((j) => data[i * cols + j]!));
  return matrix(rows, columns.length, Float64Array.from(taken.flat()));
}

export function takeRows({ cols, data }: Matrix, rows: readonly number[]): Matrix {
  const taken = rows.flatMap((i) => Array.from(data.subarray(i * cols, (i + 1) * cols)));
  return matrix(rows.length, cols, Float64Array.from(taken));
}

/** Diagonally dominant, so well conditioned, but far from a multiple of an orthogonal matrix. */
function invertible(n: number, seed: number): Matrix {
  const a = gaussian(n, n, seed);
  for (let i = 0; i < n; i++) a.data[i * n + i]! += (i % 2 === 0 ? 1 : -3) * n;
  return a;
}

function translate({ rows, cols, data }: Matrix, seed: number): Matrix {
  const random = seededRandom(seed);
  const offset = Float64Array.from({ length: cols }, () => 1 + 2 * random.normal());
  return matrix(
    rows,
    cols,
    data.map((entry, at) => entry + offset[at % cols]!),
  );
}
