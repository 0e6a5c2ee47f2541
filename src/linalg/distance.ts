/** ‖a − b‖² of two rows of length `d` that begin at `a` and `b` in `data`. */
export function squaredDistance(data: Float64Array, a: number, b: number, d: number): number {
  let total = 0;
  for (let j = 0; j < d; j++) {
    const difference = data[a + j]! - data[b + j]!;
    total += difference * difference;
  }
  return total;
}
