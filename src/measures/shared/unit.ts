import type { Matrix } from '../../linalg/matrix';
import { normaliseRows } from '../../linalg/shape';
import { remember, type Representation, type Side } from '../subject';

/** Rows divided by their length, N×D; a zero row has no direction and stays zero, so that its cosines are 0. */
export function unitRows(side: Side<Representation>): Matrix {
  return remember(side, 'unit-rows', () => normaliseRows(side.subject.matrix));
}
