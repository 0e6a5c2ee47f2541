import { matrix, type Matrix } from '../../linalg/matrix';
import { squaredRowNorms } from '../../linalg/vector';
import type { MeasureContext } from '../measure';
import type { Representation, Side } from '../subject';
import { centred } from './centre';
import { squaredDistancesTo, TILE } from './distances';
import { kernelRows, type ProductKernel } from './rsm';

/** An N×N matrix of pairs of instances, by the rows it is made of: their dot products, or their Euclidean distances. */
export interface Pairwise {
  readonly kind: 'products' | 'distances';
  readonly rows: Matrix;
  readonly squaredNorms: Float64Array;
}

/** An RSM as it comes out of rows; under the rbf kernel none does before its width is known. */
export function pairwise(side: Side<Representation>, kernel: ProductKernel | 'euclidean'): Pairwise {
  const rows = kernel === 'euclidean' ? centred(side) : kernelRows(side, kernel);
  return { kind: kernel === 'euclidean' ? 'distances' : 'products', rows, squaredNorms: squaredRowNorms(rows) };
}

/** Row i of the lower triangle of each of several matrices of N instances: its entries 0 … i (longer; the rest is void). */
export type VisitRow = (i: number, rows: readonly Float64Array[]) => void;

/** Visits every row in turn; O(N) memory. */
export function eachLowerRow(all: readonly Pairwise[], context: MeasureContext, visit: VisitRow): void {
  const n = all[0]!.rows.rows;
  for (let from = 0; from < n; from += TILE) {
    context.progress((from / n) ** 2);
    const to = Math.min(from + TILE, n);
    const tiles = all.map((each) => lowerTile(each, from, to, context));
    for (let i = from; i < to; i++) {
      visit(
        i,
        tiles.map((tile) => tile.subarray((i - from) * to, (i - from + 1) * to)),
      );
    }
  }
}

/** Entries (i, j) of rows `from` … `to` and columns 0 … `to`. */
function lowerTile({ kind, rows, squaredNorms }: Pairwise, from: number, to: number, context: MeasureContext) {
  const { cols, data } = rows;
  if (kind === 'distances') {
    const tile = squaredDistancesTo(rows, squaredNorms, [from, to], to, context).data;
    return tile.map(Math.sqrt);
  }
  const block = matrix(to - from, cols, data.subarray(from * cols, to * cols));
  const others = matrix(to, cols, data.subarray(0, to * cols));
  return context.linalg.multiply(block, others, { transposeB: true, precision: context.precision }).data;
}
