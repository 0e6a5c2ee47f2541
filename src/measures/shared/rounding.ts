/** Decimal steps in the largest magnitude: finer differences are rounding noise and must not split exact ties. */
const STEPS = 1e12;

/** Values as whole multiples of 1e-12 of the largest magnitude, in place: what is ranked or ordered. */
export function roundForRanking(values: Float64Array, largest = largestMagnitude(values)): Float64Array {
  if (largest === 0) return values;
  const factor = STEPS / largest;
  for (let i = 0; i < values.length; i++) values[i] = Math.round(values[i]! * factor);
  return values;
}

export function largestMagnitude(values: Float64Array): number {
  let largest = 0;
  for (const each of values) largest = Math.max(largest, Math.abs(each));
  return largest;
}
