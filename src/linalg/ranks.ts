/** Bits sorted by at a time: 2¹⁶ counters stay in the cache. */
const RADIX_BITS = 16;
const BUCKETS = 1 << RADIX_BITS;
/** Below this, comparing is faster than clearing the counters. */
const FEW = 4096;

/** Indices that sort finite `values` ascending; equal values keep their order. O(n). */
export function argsort(values: Float64Array): Uint32Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i);
  if (values.length < FEW) return order.sort((a, b) => values[a]! - values[b]! || a - b);
  return radixSort(order, sortableHalves(values));
}

/** Ranks 1 … n of finite `values`; equal values share the mean of their ranks. */
export function midRanks(values: Float64Array): Float64Array {
  const order = argsort(values);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    const shared = (start + 1 + end) / 2;
    for (let at = start; at < end; at++) ranks[order[at]!] = shared;
    start = end;
  }
  return ranks;
}

/**
 * The two 32-bit halves of each value as unsigned integers that sort as the values do: a positive number gets its
 * sign bit set, a negative one all its bits flipped.
 */
function sortableHalves(values: Float64Array): { low: Uint32Array; high: Uint32Array } {
  const words = new Uint32Array(new Float64Array(values).buffer);
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    // −0 equals 0 and must sort with it.
    const top = values[i] === 0 ? 0 : words[2 * i + 1]!;
    const negative = top >>> 31 === 1;
    low[i] = negative ? ~words[2 * i]! : words[2 * i]!;
    high[i] = negative ? ~top : top | 0x80000000;
  }
  return { low, high };
}

/** Least significant digit first; a digit that all keys share is skipped. */
function radixSort(
  order: Uint32Array<ArrayBuffer>,
  { low, high }: { low: Uint32Array; high: Uint32Array },
): Uint32Array {
  const counts = new Uint32Array(BUCKETS + 1);
  let from = order;
  let to = new Uint32Array(order.length);
  for (const [keys, shift] of [
    [low, 0],
    [low, RADIX_BITS],
    [high, 0],
    [high, RADIX_BITS],
  ] as const) {
    counts.fill(0);
    for (const key of keys) counts[((key >>> shift) & (BUCKETS - 1)) + 1]!++;
    if (counts.includes(order.length)) continue;
    for (let bucket = 0; bucket < BUCKETS; bucket++) counts[bucket + 1]! += counts[bucket]!;
    for (const index of from) to[counts[(keys[index]! >>> shift) & (BUCKETS - 1)]!++] = index;
    [from, to] = [to, from];
  }
  return from;
}
