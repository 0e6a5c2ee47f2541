import type { Linalg } from '../../../src/linalg/linalg';
import { matrix, type Matrix } from '../../../src/linalg/matrix';
import { seededRandom } from '../../../src/linalg/random';
import { scaleColumns } from '../../../src/linalg/shape';

/** The matrix with entry(i, j) at row i, column j. */
export function build(rows: number, cols: number, entry: (i: number, j: number) => number): Matrix {
  const data = Float64Array.from({ length: rows * cols }, (_, p) => entry(Math.floor(p / cols), p % cols));
  return matrix(rows, cols, data);
}

export function gaussian(rows: number, cols: number, seed = 1): Matrix {
  const random = seededRandom(seed);
  return build(rows, cols, () => random.normal());
}

export const identity = (n: number): Matrix => build(n, n, (i, j) => Number(i === j));

/** Lower triangle of `a` on both sides of the diagonal. */
export const symmetric = (a: Matrix): Matrix =>
  build(a.rows, a.rows, (i, j) => a.data[Math.max(i, j) * a.cols + Math.min(i, j)]!);

/** m×n with the given singular values (k = min(m, n) of them) and random singular vectors. */
export function withSingularValues(linalg: Linalg, rows: number, cols: number, values: Float64Array): Matrix {
  const k = Math.min(rows, cols);
  const left = linalg.qr(gaussian(rows, k, 11)).q;
  const right = linalg.qr(gaussian(cols, k, 12)).q;
  return linalg.multiply(scaleColumns(left, values), right, { transposeB: true });
}

/** The largest absolute difference of two matrices of one shape. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let most = 0;
  // `!(… <= most)` lets NaN through as a difference.
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i]! - b[i]!) <= most)) most = Math.abs(a[i]! - b[i]!);
  return most;
}

/** The largest absolute entry. */
export const magnitude = (a: Matrix): number => a.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** How far the columns of Q are from orthonormal. */
export const nonOrthogonality = (linalg: Linalg, q: Matrix): number =>
  distance(linalg.gram(q).data, identity(q.cols).data);

/** Matrices that break careless numerics, in any shape. */
export const families: Readonly<Record<string, (rows: number, cols: number) => Matrix>> = {
  random: (m, n) => gaussian(m, n),
  'graded downwards': (m, n) => graded(m, n, (i, j) => -(i + j) / 4),
  'graded upwards': (m, n) => graded(m, n, (i, j) => (i + j - m - n) / 4),
  'columns from 1e-150 to 1e150': (m, n) => graded(m, n, (_, j) => (n > 1 ? -150 + (300 * j) / (n - 1) : 0)),
  'rank one': (m, n) => build(m, n, () => 1),
  'rank three': (m, n) => lowRank(m, n, 3),
  'dead columns': (m, n) =>
    scaleColumns(
      gaussian(m, n),
      Float64Array.from({ length: n }, (_, j) => j % 3),
    ),
  'repeated columns': (m, n) => {
    const base = gaussian(m, n);
    return build(m, n, (i, j) => base.data[i * n + (j >> 1)]!);
  },
  zero: (m, n) => matrix(m, n),
  identity: (m, n) => build(m, n, (i, j) => Number(i === j)),
  'tiny (1e-306)': (m, n) => scaleColumns(gaussian(m, n), new Float64Array(n).fill(1e-306)),
  'huge (1e304)': (m, n) => scaleColumns(gaussian(m, n), new Float64Array(n).fill(1e304)),
};

function graded(m: number, n: number, exponent: (i: number, j: number) => number): Matrix {
  const base = gaussian(m, n);
  return build(m, n, (i, j) => base.data[i * n + j]! * 10 ** exponent(i, j));
}

function lowRank(m: number, n: number, rank: number): Matrix {
  const [left, right] = [gaussian(m, rank, 2), gaussian(rank, n, 3)];
  return build(m, n, (i, j) => {
    let sum = 0;
    for (let p = 0; p < rank; p++) sum += left.data[i * rank + p]! * right.data[p * n + j]!;
    return sum;
  });
}
