import { matrix, type Matrix } from '../../linalg/matrix';
import type { MeasureContext } from '../measure';
import type { ChoiceParameter, NumberParameter } from '../parameters';
import { remember, type Representation, type Side } from '../subject';
import { squaredDistanceRows, squaredDistanceTile, TILE } from './distances';
import { largestMagnitude, roundForRanking } from './rounding';
import { unitRows } from './unit';

export type NeighbourMetric = 'cosine' | 'euclidean';

/** The parameters of the neighbour measures. */
export const neighbourParameters = {
  k: {
    type: 'integer',
    default: 10,
    min: 1,
    help: 'How many nearest neighbours of each instance count; clipped to N−1.',
  },
  metric: { type: 'choice', choices: ['cosine', 'euclidean'], default: 'cosine', help: 'What nearest means.' },
} as const satisfies { k: NumberParameter; metric: ChoiceParameter };

/** The k nearest neighbours of every instance. */
export interface Neighbours {
  /** As asked, at most N−1. */
  readonly k: number;
  /** N×k: row i lists the neighbours of instance i, nearest first; ties go to the smaller index. */
  readonly indices: Int32Array;
}

/** Rows of an N×N matrix, made for the caller, who may change them. */
type Tiles = (from: number, to: number) => Matrix;

/** The nearest neighbours, each instance itself left out by index. */
export function nearestNeighbours(
  side: Side<Representation>,
  asked: number,
  metric: NeighbourMetric,
  context: MeasureContext,
): Neighbours {
  const n = side.subject.matrix.rows;
  const k = Math.min(asked, Math.max(n - 1, 0));
  return remember(side, `neighbours:${metric}:${k}:${context.precision}`, () => {
    const indices = new Int32Array(n * k);
    const largest = metric === 'cosine' ? 1 : largestDistance(side, context);
    const tileOf = metric === 'cosine' ? cosineTiles(side, context) : distanceTiles(side, context);
    for (let from = 0; from < n; from += TILE) {
      context.progress(from / n);
      const to = Math.min(from + TILE, n);
      const tile = tileOf(from, to);
      roundForRanking(tile.data, largest);
      // A smaller distance and a larger cosine are nearer.
      if (metric === 'cosine') for (let at = 0; at < tile.data.length; at++) tile.data[at] = -tile.data[at]!;
      for (let i = from; i < to; i++) {
        selectSmallest(tile.data.subarray((i - from) * n, (i - from + 1) * n), i, indices.subarray(i * k, (i + 1) * k));
      }
    }
    return { k, indices };
  });
}

/** The message where k had to be clipped. */
export function clippedWarning(asked: number, n: number): string[] {
  return asked > n - 1 ? [`k = ${asked} was clipped to ${n - 1}: each of ${n} instances has no more neighbours.`] : [];
}

/** Up to this many instances all cosines are held at once: of a symmetric matrix only half is computed. */
const HELD = 2048;

/** Cosines of rows `from` … `to` with all rows, (to − from)×N; of a zero row 0. */
function cosineTiles(side: Side<Representation>, { linalg, precision }: MeasureContext): Tiles {
  const unit = unitRows(side);
  if (unit.rows <= HELD) {
    const cosines = linalg.gram(unit, { side: 'rows', precision });
    return (from, to) => rowBlock(cosines, from, to);
  }
  return (from, to) => linalg.multiply(rowBlock(unit, from, to), unit, { transposeB: true, precision });
}

/** Euclidean distances of rows `from` … `to` to all rows, (to − from)×N. */
function distanceTiles(side: Side<Representation>, context: MeasureContext): Tiles {
  const n = side.subject.matrix.rows;
  return (from, to) => matrix(to - from, n, squaredDistanceTile(side, [from, to], context).map(Math.sqrt));
}

function largestDistance(side: Side<Representation>, context: MeasureContext): number {
  return remember(side, 'largest-distance', () => {
    let largest = 0;
    for (const row of squaredDistanceRows(side, context)) largest = Math.max(largest, largestMagnitude(row));
    return Math.sqrt(largest);
  });
}

function rowBlock({ cols, data }: Matrix, from: number, to: number): Matrix {
  return matrix(to - from, cols, data.subarray(from * cols, to * cols));
}

/** Indices of the smallest entries of `row` but `self`, ascending, into `chosen`; ties to the smaller index. */
function selectSmallest(row: Float64Array, self: number, chosen: Int32Array): void {
  const k = chosen.length;
  let count = 0;
  for (let j = 0; j < row.length; j++) {
    if (j === self) continue;
    if (count === k && !(row[j]! < row[chosen[k - 1]!]!)) continue;
    let at = count < k ? count++ : k - 1;
    for (; at > 0 && row[j]! < row[chosen[at - 1]!]!; at--) chosen[at] = chosen[at - 1]!;
    chosen[at] = j;
  }
}
