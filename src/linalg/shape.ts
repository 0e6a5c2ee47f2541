import { matrix, type Matrix } from './matrix';

/** Cache block of the transposition. */
const BLOCK = 32;

export function transpose({ rows, cols, data }: Matrix): Matrix {
  const result = new Float64Array(data.length);
  for (let top = 0; top < rows; top += BLOCK) {
    const bottom = Math.min(top + BLOCK, rows);
    for (let left = 0; left < cols; left += BLOCK) {
      const right = Math.min(left + BLOCK, cols);
      for (let i = top; i < bottom; i++) {
        for (let j = left; j < right; j++) result[j * rows + i] = data[i * cols + j]!;
      }
    }
  }
  return matrix(cols, rows, result);
}

/** The first `count` columns; the matrix itself where it has no more. */
export function firstColumns(a: Matrix, count: number): Matrix {
  if (count >= a.cols) return a;
  const result = new Float64Array(a.rows * count);
  for (let i = 0; i < a.rows; i++) {
    result.set(a.data.subarray(i * a.cols, i * a.cols + count), i * count);
  }
  return matrix(a.rows, count, result);
}

/** A·diag(weights). */
export function scaleColumns({ rows, cols, data }: Matrix, weights: Float64Array): Matrix {
  const result = new Float64Array(data.length);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, at++) result[at] = data[at]! * weights[j]!;
  }
  return matrix(rows, cols, result);
}

/** Rows divided by their length; a zero row has no direction and stays zero. */
export function normaliseRows({ rows, cols, data }: Matrix): Matrix {
  const unit = new Float64Array(data.length);
  for (let start = 0; start < data.length; start += cols) {
    let squared = 0;
    for (let at = start; at < start + cols; at++) squared += data[at]! * data[at]!;
    if (squared === 0) continue;
    const length = Math.sqrt(squared);
    for (let at = start; at < start + cols; at++) unit[at] = data[at]! / length;
  }
  return matrix(rows, cols, unit);
}
