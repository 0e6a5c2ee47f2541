import { centreColumns } from '../../linalg/centre';
import { keptDoubles, type Matrix } from '../../linalg/matrix';
import { remember, type Representation, type Side } from '../subject';

/** HR: the column means subtracted, N×D. */
export function centred(side: Side<Representation>): Matrix {
  return remember(side, 'centred', () => {
    const { matrix: raw } = side.subject;
    return centreColumns(raw, keptDoubles(raw.data.length));
  });
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
