import { squaredDistance } from '../../linalg/distance';
import { matrix, type Matrix } from '../../linalg/matrix';
import { squaredRowNorms } from '../../linalg/vector';
import type { MeasureContext } from '../measure';
import { remember, type Representation, type Side } from '../subject';
import { centred } from './centre';
import { SHARED_SQUARE } from './limits';

/** Below this share of ‖a‖² + ‖b‖², the difference ‖a‖² + ‖b‖² − 2a·b has lost too many digits. */
export const CANCELLATION = 1e-3;

/** Rows made at a time. */
export const TILE = 128;

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

/** Squared Euclidean distances of rows `from` … `to` to the first `others` rows, (to − from)×others. */
export function squaredDistancesTo(
  { cols: d, data }: Matrix,
  squaredNorms: Float64Array,
  [from, to]: readonly [number, number],
  others: number,
  { linalg }: MeasureContext,
): Matrix {
  const block = matrix(to - from, d, data.subarray(from * d, to * d));
  const tile = linalg.multiply(block, matrix(others, d, data.subarray(0, others * d)), { transposeB: true });
  for (let i = from, at = 0; i < to; i++) {
    for (let j = 0; j < others; j++, at++) {
      const both = squaredNorms[i]! + squaredNorms[j]!;
      const difference = both - 2 * tile.data[at]!;
      tile.data[at] = difference > CANCELLATION * both ? difference : squaredDistance(data, i * d, j * d, d);
    }
  }
  return tile;
}

/** Rows `from` … `to` of `squaredDistances`, to be read only: O(N) memory where there are many. */
export function squaredDistanceTile(
  side: Side<Representation>,
  [from, to]: readonly [number, number],
  context: MeasureContext,
): Float64Array {
  const n = side.subject.matrix.rows;
  if (n <= SHARED_SQUARE) return squaredDistances(side, context).data.subarray(from * n, to * n);
  return squaredDistancesTo(centred(side), centredRowNorms(side), [from, to], n, context).data;
}

/** The rows of `squaredDistances` in turn. */
export function* squaredDistanceRows(side: Side<Representation>, context: MeasureContext): Generator<Float64Array> {
  const n = side.subject.matrix.rows;
  for (let from = 0; from < n; from += TILE) {
    context.progress(from / n);
    const to = Math.min(from + TILE, n);
    const tile = squaredDistanceTile(side, [from, to], context);
    for (let i = 0; i < to - from; i++) yield tile.subarray(i * n, (i + 1) * n);
  }
}

/** ‖HRᵢ‖² of every instance. */
function centredRowNorms(side: Side<Representation>): Float64Array {
  return remember(side, 'centred-row-norms', () => squaredRowNorms(centred(side)));
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
