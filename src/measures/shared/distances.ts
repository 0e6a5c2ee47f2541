import { squaredDistance } from '../../linalg/distance';
import type { Matrix } from '../../linalg/matrix';
import type { MeasureContext } from '../measure';
import { remember, type Representation, type Side } from '../subject';
import { centred } from './centre';

/** Below this share of ‖a‖² + ‖b‖², the difference ‖a‖² + ‖b‖² − 2a·b has lost too many digits. */
export const CANCELLATION = 1e-3;

/**
 * N×N squared Euclidean distances between rows: from the centred Gram, and directly where that cancels, so that
 * equal rows are exactly 0 apart.
 */
export function squaredDistances(side: Side<Representation>, context: MeasureContext): Matrix {
  return remember(side, 'squared-distances', () => {
    const rows = centred(side);
    const { rows: n, cols: d, data: x } = rows;
    const gram = context.linalg.gram(rows, { side: 'rows' });
    const g = gram.data;
    const norms = Float64Array.from({ length: n }, (_, i) => g[i * n + i]!);
    for (let i = 0; i < n; i++) {
      if (i % 32 === 0) context.progress(i / n);
      for (let j = 0; j < i; j++) {
        const both = norms[i]! + norms[j]!;
        const difference = both - 2 * g[i * n + j]!;
        const exact = difference > CANCELLATION * both ? difference : squaredDistance(x, i * d, j * d, d);
        g[i * n + j] = exact;
        g[j * n + i] = exact;
      }
      g[i * n + i] = 0;
    }
    return gram;
  });
}

/** The median Euclidean distance between two different instances (strict triangle). */
export function medianDistance(side: Side<Representation>, context: MeasureContext): number {
  return remember(side, 'median-distance', () => {
    const sorted = strictLowerTriangle(squaredDistances(side, context)).sort();
    const middle = sorted.length >> 1;
    const upper = Math.sqrt(sorted[middle]!);
    return sorted.length % 2 === 1 ? upper : (Math.sqrt(sorted[middle - 1]!) + upper) / 2;
  });
}

/** The N(N−1)/2 entries below the diagonal, row by row. */
export function strictLowerTriangle({ rows: n, data }: Matrix): Float64Array {
  const triangle = new Float64Array((n * (n - 1)) / 2);
  for (let i = 1, at = 0; i < n; i++) {
    triangle.set(data.subarray(i * n, i * n + i), at);
    at += i;
  }
  return triangle;
}
