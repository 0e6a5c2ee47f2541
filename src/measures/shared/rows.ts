import { matrix, type Matrix } from '../../linalg/matrix';

/** The rows of `chosen`, in that order. */
export function takeRows({ cols, data }: Matrix, chosen: ArrayLike<number>): Matrix {
  const taken = new Float64Array(chosen.length * cols);
  for (let i = 0; i < chosen.length; i++) {
    const from = chosen[i]! * cols;
    taken.set(data.subarray(from, from + cols), i * cols);
  }
  return matrix(chosen.length, cols, taken);
}
