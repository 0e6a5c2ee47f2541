/** Bits sorted by at a time: so few buckets that what is being written to stays in the cache. */
const RADIX_BITS = 8;
const BUCKETS = 1 << RADIX_BITS;
/** Below this, comparing is faster than clearing the counters. */
const FEW = 4096;
/** Beyond this many comparisons a value, digits are faster. */
const CROWDED = 16;

/** Indices that sort finite `values` ascending; equal values keep their order. O(n). */
export function argsort(values: Float64Array): Uint32Array {
  if (values.length >= FEW) return bucketSort(values) ?? radixSort(keyed(values));
  return Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
}

/** Ranks 1 … n of finite `values`; equal values share the mean of their ranks. */
export function midRanks(values: Float64Array): Float64Array {
  const order = argsort(values);
  const n = order.length;
  const ranks = new Float64Array(n);
  for (let start = 0; start < n;) {
    const value = values[order[start]!];
    let end = start + 1;
    while (end < n && values[order[end]!] === value) end++;
    const shared = (start + 1 + end) / 2;
    for (let at = start; at < end; at++) ranks[order[at]!] = shared;
    start = end;
  }
  return ranks;
}

/**
 * By as many buckets of equal width as there are pairs of values, then by insertion, which moves nothing out of its bucket. Undefined
 * where the values crowd in few of them.
 */
function bucketSort(values: Float64Array): Uint32Array | undefined {
  const n = values.length;
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const buckets = n >>> 1;
  const scale = (buckets - 1) / (high - low);
  if (!(scale > 0 && scale < Infinity)) return undefined;
  const starts = new Uint32Array(buckets + 1);
  for (const value of values) starts[(((value - low) * scale) | 0) + 1]!++;
  let comparisons = 0;
  for (const size of starts) comparisons += size * size;
  if (comparisons > CROWDED * n) return undefined;
  for (let bucket = 0; bucket < buckets; bucket++) starts[bucket + 1]! += starts[bucket]!;
  const order = new Uint32Array(n);
  const sorted = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    const place = starts[((value - low) * scale) | 0]!++;
    order[place] = i;
    sorted[place] = value;
  }
  for (let i = 1; i < n; i++) {
    const value = sorted[i]!;
    let place = i;
    if (sorted[i - 1]! <= value) continue;
    const index = order[i]!;
    for (; place > 0 && sorted[place - 1]! > value; place--) {
      sorted[place] = sorted[place - 1]!;
      order[place] = order[place - 1]!;
    }
    sorted[place] = value;
    order[place] = index;
  }
  return order;
}

/** What is sorted: the halves of 64-bit keys, and where each came from. */
interface Keyed {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly order: Uint32Array;
}

/**
 * The two 32-bit halves of each value as unsigned integers that sort as the values do: a positive number gets its
 * sign bit set, a negative one all its bits flipped.
 */
function keyed(values: Float64Array): Keyed {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const keys = emptyKeys(values.length);
  for (let i = 0; i < values.length; i++) {
    // −0 equals 0 and must sort with it.
    const top = values[i] === 0 ? 0 : words[2 * i + 1]!;
    const negative = top >>> 31 === 1;
    keys.low[i] = negative ? ~words[2 * i]! : words[2 * i]!;
    keys.high[i] = negative ? ~top : top | 0x80000000;
    keys.order[i] = i;
  }
  return keys;
}

function emptyKeys(n: number): Keyed {
  return { low: new Uint32Array(n), high: new Uint32Array(n), order: new Uint32Array(n) };
}

/** Least significant digit first, the keys moved along with their indices; a digit that all keys share is skipped. */
function radixSort(keys: Keyed): Uint32Array {
  const n = keys.order.length;
  const starts = new Uint32Array(BUCKETS + 1);
  let from = keys;
  let to = emptyKeys(n);
  for (const half of ['low', 'high'] as const) {
    for (let shift = 0; shift < 32; shift += RADIX_BITS) {
      starts.fill(0);
      for (const key of from[half]) starts[((key >>> shift) & (BUCKETS - 1)) + 1]!++;
      if (starts.includes(n)) continue;
      for (let bucket = 0; bucket < BUCKETS; bucket++) starts[bucket + 1]! += starts[bucket]!;
      scatter(from, to, from[half], shift, starts);
      [from, to] = [to, from];
    }
  }
  return from.order;
}

function scatter(
  { low, high, order }: Keyed,
  to: Keyed,
  digits: Uint32Array,
  shift: number,
  starts: Uint32Array,
): void {
  const { low: toLow, high: toHigh, order: toOrder } = to;
  for (let i = 0; i < digits.length; i++) {
    const at = starts[(digits[i]! >>> shift) & (BUCKETS - 1)]!++;
    toLow[at] = low[i]!;
    toHigh[at] = high[i]!;
    toOrder[at] = order[i]!;
  }
}
