import type { Matrix } from '../../linalg/matrix';
import type { MeasureContext, Reference } from '../measure';
import { CONSTANT, clip, type Problem } from '../shared/outcomes';
import type { Range } from '../shared/range';
import { takeRows } from '../shared/rows';

/** What the CCA family compares: orthonormal bases of the ranges of the centred representations. */
export interface CcaSide {
  readonly problem: Problem;
  /** N×r. */
  readonly u: Matrix;
  /** D, the number of neurons. */
  readonly width: number;
}

export const hotelling: Reference = {
  survey: '3.1',
  paper: 'Hotelling: Relations Between Two Sets of Variates. Biometrika 28, 1936',
  doi: '10.1093/biomet/28.3-4.321',
};

/** Why a range can't take part. */
export function rankProblem({ s }: Range): Problem {
  return s.length === 0 ? CONSTANT : null;
}

/** The basis of the rows in another order; Uᵀ·HR stays as it is. */
export function permuteBasis<S extends CcaSide>(side: S, order: Int32Array): S {
  return { ...side, u: takeRows(side.u, order) };
}

/** ρ: the cosines of the principal angles between two ranges, descending, in [0, 1]. */
export function canonicalCorrelations(a: CcaSide, b: CcaSide, { linalg }: MeasureContext): number[] {
  const overlap = linalg.multiply(a.u, b.u, { transposeA: true });
  return Array.from(linalg.singularValues(overlap), (rho) => clip(rho, 0, 1));
}
