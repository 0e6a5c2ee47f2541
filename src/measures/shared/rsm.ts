import { matrix, type Matrix } from '../../linalg/matrix';
import { normaliseRows } from '../../linalg/shape';
import type { MeasureContext } from '../measure';
import type { Representation, Side } from '../subject';
import { medianDistance, squaredDistances } from './distances';
import { unitRows } from './unit';

export const kernels = ['linear', 'cosine', 'pearson', 'euclidean', 'rbf'] as const;
export type Kernel = (typeof kernels)[number];

/** Width of the rbf kernel where a measure offers no choice, as a share of the median distance. */
const RBF_FRACTION = 0.5;

/** The N×N similarities of instances under one kernel. Undefined similarities (zero rows, constant rows) are 0. */
export function similarities(side: Side<Representation>, kernel: Kernel, context: MeasureContext): Matrix {
  const { linalg, precision } = context;
  switch (kernel) {
    case 'linear':
      return linalg.gram(side.subject.matrix, { side: 'rows', precision });
    case 'cosine':
      return linalg.gram(unitRows(side), { side: 'rows', precision });
    case 'pearson':
      return linalg.gram(normaliseRows(centreRows(side.subject.matrix)), { side: 'rows', precision });
    case 'euclidean':
      return map(squaredDistances(side, context), Math.sqrt);
    case 'rbf': {
      const sigma = RBF_FRACTION * medianDistance(side, context);
      const factor = -1 / (2 * sigma * sigma);
      // σ = 0: only coinciding instances are alike.
      return map(squaredDistances(side, context), (squared) => (squared === 0 ? 1 : Math.exp(factor * squared)));
    }
  }
}

/** Row means subtracted, by differences to the first entry: a constant row becomes exactly zero. */
function centreRows({ rows, cols, data }: Matrix): Matrix {
  const centred = new Float64Array(data.length);
  for (let start = 0; start < data.length; start += cols) {
    const first = data[start]!;
    let total = 0;
    for (let at = start; at < start + cols; at++) total += centred[at] = data[at]! - first;
    const mean = total / cols;
    for (let at = start; at < start + cols; at++) centred[at]! -= mean;
  }
  return matrix(rows, cols, centred);
}

function map({ rows, cols, data }: Matrix, change: (entry: number) => number): Matrix {
  return matrix(rows, cols, data.map(change));
}
