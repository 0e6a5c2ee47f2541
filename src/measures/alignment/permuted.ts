import { linearAssignment } from '../../linalg/assignment';
import { matrix, type Matrix } from '../../linalg/matrix';
import { transpose } from '../../linalg/shape';
import type { MeasureContext } from '../measure';

/**
 * min over permutations P of ‖XP − Y‖: exact linear assignment on XᵀY. The narrower counts as padded with zero
 * columns, so each of its columns is matched and what is left of the wider one counts in full.
 */
export function permutationResidual(x: Matrix, y: Matrix, context: MeasureContext): number {
  const [narrow, wide] = x.cols <= y.cols ? [x, y] : [y, x];
  const pairs = bestPairs(context.linalg.multiply(narrow, wide, { transposeA: true }), context);
  const partner = new Int32Array(wide.cols).fill(-1);
  pairs.forEach((column, row) => (partner[column] = row));
  let squared = 0;
  for (let i = 0; i < wide.rows; i++) {
    for (let k = 0; k < wide.cols; k++) {
      const j = partner[k]!;
      const difference = wide.data[i * wide.cols + k]! - (j < 0 ? 0 : narrow.data[i * narrow.cols + j]!);
      squared += difference * difference;
    }
  }
  return Math.sqrt(squared);
}

/** The assignment of greatest total score: the column of each row; rows ≤ cols. */
export function bestPairs(score: Matrix, context: MeasureContext): Int32Array {
  const cost = matrix(
    score.rows,
    score.cols,
    score.data.map((entry) => -entry),
  );
  return linearAssignment(cost, (done) => context.progress(done));
}

/** The greatest total score over assignments of the narrower side, and how many pairs it has. */
export function bestTotal(
  score: Matrix,
  context: MeasureContext,
): { readonly total: number; readonly pairs: Int32Array } {
  const wide = score.rows <= score.cols ? score : transpose(score);
  const pairs = bestPairs(wide, context);
  const total = pairs.reduce((sum, column, row) => sum + wide.data[row * wide.cols + column]!, 0);
  return { total, pairs };
}
