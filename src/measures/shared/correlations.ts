import { matrix, type Matrix } from '../../linalg/matrix';
import { remember, type Representation, type Side } from '../subject';
import { centred } from './centre';

/** Centred columns of unit length, N×D: their products are correlations. A constant column stays zero. */
export function standardised(side: Side<Representation>): Matrix {
  return remember(side, 'standardised', () => {
    const { rows, cols, data } = centred(side);
    const lengths = new Float64Array(cols);
    for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < cols; j++, at++) lengths[j]! += data[at]! * data[at]!;
    for (let j = 0; j < cols; j++) lengths[j] = lengths[j] === 0 ? 1 : Math.sqrt(lengths[j]!);
    const unit = new Float64Array(data.length);
    for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < cols; j++, at++) unit[at] = data[at]! / lengths[j]!;
    return matrix(rows, cols, unit);
  });
}
