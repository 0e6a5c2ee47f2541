import { matrix, type Matrix } from './matrix';

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
