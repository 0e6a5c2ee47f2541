import type { NumberParameter } from '../parameters';
import type { StoredDtype } from '../subject';

/** Rounding noise of each stored type, relative to the largest singular value. */
const noise: Readonly<Record<StoredDtype, number>> = {
  float64: 0,
  integer: 0,
  float32: 8 * 2 ** -23,
  float16: 2 ** -15,
  bfloat16: 2 ** -12,
};

/** The parameter of every measure that counts live directions. */
export const rankTolerance = {
  type: 'number',
  default: null,
  min: 0,
  max: 1,
  help: 'Singular values up to this share of the largest count as zero; by default as the stored number type asks.',
} as const satisfies NumberParameter;

/** Share of s₁ up to which a singular value of an N×D matrix is rounding noise. */
export function noiseLevel(rows: number, cols: number, storedAs: StoredDtype): number {
  return Math.max(noise[storedAs], Math.max(rows, cols) * Number.EPSILON);
}

/** The noise of a type as files name it; integers and float64 have none. */
export function noiseOf(dtype: string | undefined): number {
  return dtype === 'float32' || dtype === 'float16' || dtype === 'bfloat16' ? noise[dtype] : 0;
}

/** How many of the singular values `s` (descending) are live: s_i > s₁·tolerance. */
export function countLive(s: Float64Array, tolerance: number): number {
  const threshold = (s[0] ?? 0) * tolerance;
  const rank = s.findIndex((each) => each <= threshold);
  return rank < 0 ? s.length : rank;
}
