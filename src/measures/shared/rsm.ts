import { matrix, type Matrix } from '../../linalg/matrix';
import { normaliseRows } from '../../linalg/shape';
import type { MeasureContext } from '../measure';
import type { Representation, Side } from '../subject';
import { medianDistance, squaredDistances } from './distances';
import { unitRows } from './unit';

export const kernels = ['linear', 'cosine', 'pearson', 'euclidean', 'rbf'] as const;
export type Kernel = (typeof kernels)[number];

/** Kernels that are dot products of rows. */
export type ProductKernel = 'linear' | 'cosine' | 'pearson';

/** Width of the rbf kernel where a measure offers no choice, as a share of the median distance. */
const RBF_FRACTION = 0.5;

/** The N×N similarities of instances under one kernel. Undefined similarities (zero rows, constant rows) are 0. */
export function similarities(side: Side<Representation>, kernel: Kernel, context: MeasureContext): Matrix {
  const { linalg, precision } = context;
  switch (kernel) {
    case 'linear':
    case 'cosine':
    case 'pearson':
      return linalg.gram(kernelRows(side, kernel), { side: 'rows', precision });
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

/** The rows whose dot products are the similarities. */
export function kernelRows(side: Side<Representation>, kernel: ProductKernel): Matrix {
  switch (kernel) {
    case 'linear':
      return side.subject.matrix;
    case 'cosine':
      return unitRows(side);
    case 'pearson':
      return normaliseRows(centreRows(side.subject.matrix));
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
