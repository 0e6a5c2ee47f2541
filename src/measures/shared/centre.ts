import { keptDoubles, matrix, type Matrix } from '../../linalg/matrix';
import { remember, type Representation, type Side } from '../subject';

/** HR: the column means subtracted, N×D. */
export function centred(side: Side<Representation>): Matrix {
  return remember(side, 'centred', () => {
    const { matrix: raw } = side.subject;
    return centreColumns(raw, keptDoubles(raw.data.length));
  });
}

/**
 * Column means subtracted. Sums run over differences to the first row, so a constant column becomes exactly zero
 * and a large mean costs no digits. `centred`: where they go.
 */
export function centreColumns(
  { rows, cols, data }: Matrix,
  centred: Float64Array = new Float64Array(data.length),
): Matrix {
  const means = new Float64Array(cols);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, at++) means[j]! += data[at]! - data[j]!;
  }
  for (let j = 0; j < cols; j++) means[j]! /= rows;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, at++) centred[at] = data[at]! - data[j]! - means[j]!;
  }
  return matrix(rows, cols, centred);
}

/** All rows equal: nothing varies, and most measures have nothing to say. */
export function isConstant(side: Side<Representation>): boolean {
  return remember(side, 'constant', () => {
    const { rows, cols, data } = side.subject.matrix;
    for (let i = 1, at = cols; i < rows; i++) {
      for (let j = 0; j < cols; j++, at++) if (data[at] !== data[j]) return false;
    }
    return true;
  });
}
