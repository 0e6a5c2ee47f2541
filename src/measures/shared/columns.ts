import type { Matrix } from '../../linalg/matrix';

/** (1/N) Σᵢ Rᵢ: D numbers. */
export function meanRow({ rows, cols, data }: Matrix): Float64Array {
  const mean = new Float64Array(cols);
  for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < cols; j++, at++) mean[j]! += data[at]!;
  return mean.map((total) => total / rows);
}
