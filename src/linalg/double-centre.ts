import type { Matrix } from './matrix';
import { sum } from './vector';

/** H·K·H of a symmetric K, in place: every row and column then sums to 0. */
export function doubleCentre(k: Matrix): Matrix {
  const { rows: n, data } = k;
  const means = rowMeans(k);
  const mean = sum(means) / n;
  for (let i = 0, at = 0; i < n; i++) {
    const offset = means[i]! - mean;
    for (let j = 0; j < n; j++, at++) data[at]! -= offset + means[j]!;
  }
  return k;
}

/**
 * U-centring of a symmetric K, in place (n ≥ 3): the diagonal is left out, and every row then sums to 0 without it.
 * ⟨K̃, L̃⟩ / (n(n−3)) is the unbiased HSIC of Song et al., 2012, and that of Székely and Rizzo, 2014.
 */
export function unbiasedCentre(k: Matrix): Matrix {
  const { rows: n, data } = k;
  for (let i = 0; i < n; i++) data[i * n + i] = 0;
  const sums = rowMeans(k).map((mean) => mean * n);
  const total = sum(sums) / ((n - 1) * (n - 2));
  for (let i = 0, at = 0; i < n; i++) {
    const offset = sums[i]! / (n - 2) - total;
    for (let j = 0; j < n; j++, at++) data[at]! -= offset + sums[j]! / (n - 2);
    data[i * n + i] = 0;
  }
  return k;
}

function rowMeans({ rows: n, data }: Matrix): Float64Array {
  const means = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++) {
    let total = 0;
    for (let j = 0; j < n; j++, at++) total += data[at]!;
    means[i] = total / n;
  }
  return means;
}
