/*
 * Sums over rows that pass by in chunks: of the columns, and C += PᵀP of the stacked columns of all sides.
 * `shift` reads a chunk of one side once: it widens, shifts and scales it, adds up its columns, and lays it out as the kernels
 * read it, in slivers of 4 doubles (8 floats) a row. One panel serves as both factors of C, whose upper triangle alone is made.
 * A chunk of 256 rows of 128 columns is 256 KB: it stays in the second cache.
 */
import { kernel } from './kernels';
import { at, offset, put, sum2 } from './vector';

/** Columns shifted at a time: a sliver of doubles, or half of one of floats. */
const STEP: i32 = 4;
/** Columns of C in a block: their rows of the panel stay in the second cache, however many columns there are. */
const BLOCK: i32 = 128;
/** Bytes of a row of a sliver. */
const SLIVER: usize = 32;

/** The columns 2·pair and 2·pair + 1 from `from` on. */
function two<S>(from: usize, pair: usize): v128 {
  if (sizeof<S>() == 4) return f64x2.promote_low_f32x4(v128.load64_zero(from + (pair << 3)));
  return v128.load(from + (pair << 4));
}

function putFour<T>(to: usize, low: v128, high: v128): void {
  if (sizeof<T>() == 8) {
    v128.store(to, low);
    v128.store(to, high, 16);
  } else {
    v128.store(to, v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5));
  }
}

/** Four columns; the largest absolute value, or NaN where one is not finite. */
function shiftFour<S, T>(k: i32, step: usize, from: usize, centre: usize, factor: f64, to: usize, sums: usize): f64 {
  const f = f64x2.splat(factor);
  const c0 = v128.load(centre);
  const c1 = v128.load(centre, 16);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let top = f64x2.splat(0);
  for (; k > 0; k--) {
    const low = f64x2.mul(f64x2.sub(two<S>(from, 0), c0), f);
    const high = f64x2.mul(f64x2.sub(two<S>(from, 1), c1), f);
    s0 = f64x2.add(s0, low);
    s1 = f64x2.add(s1, high);
    top = f64x2.pmax(top, f64x2.pmax(f64x2.abs(low), f64x2.abs(high)));
    putFour<T>(to, low, high);
    from += step;
    to += SLIVER;
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
  // A sum that met NaN or an infinity has been either ever since.
  const poison = f64x2.mul(f64x2.add(s0, s1), f64x2.splat(0));
  return Math.max(f64x2.extract_lane(top, 0), f64x2.extract_lane(top, 1)) + sum2(poison);
}

/** The same of fewer; what is missing is 0. */
function shiftRest<S, T>(
  k: i32,
  present: i32,
  step: usize,
  from: usize,
  centre: usize,
  factor: f64,
  to: usize,
  sums: usize,
): f64 {
  let top: f64 = 0;
  for (let w = 0; w < STEP; w++) {
    let source = from + <usize>w * sizeof<S>();
    let target = to + <usize>w * sizeof<T>();
    let sum: f64 = 0;
    for (let p = 0; p < k; p++) {
      const x = w < present ? (<f64>load<S>(source) - at(centre, w)) * factor : 0;
      sum += x;
      top = Math.max(top, Math.abs(x));
      store<T>(target, <T>x);
      source += step;
      target += SLIVER;
    }
    if (w < present) put(sums, w, sum);
    top += sum * 0;
  }
  return top;
}

function shiftColumns<S, T>(k: i32, width: i32, from: usize, centre: usize, factor: f64, to: usize, sums: usize): f64 {
  const perSliver = <i32>(SLIVER / sizeof<T>());
  const step = <usize>width * sizeof<S>();
  const sliver = <usize>k * SLIVER;
  let top: f64 = 0;
  for (let j = 0; j < width || j % (2 * STEP) != 0; j += STEP) {
    const source = from + <usize>j * sizeof<S>();
    const target = to + <usize>(j / perSliver) * sliver + <usize>(j % perSliver) * sizeof<T>();
    const largest =
      j + STEP <= width
        ? shiftFour<S, T>(k, step, source, offset(centre, j), factor, target, offset(sums, j))
        : shiftRest<S, T>(k, max(0, width - j), step, source, offset(centre, j), factor, target, offset(sums, j));
    top = Math.max(top, largest); // NaN stays
  }
  return top;
}

/**
 * (x − centre)·factor of k rows of a side, row-major floats or doubles at `from`, into its part of the panel at `to`, floats or
 * doubles, filled up with zeros to a multiple of 8 columns; `sums`: of each column. Returns the largest absolute value, or NaN
 * where one is not finite.
 */
export function shift(
  k: i32,
  width: i32,
  from: usize,
  ofFloats: bool,
  centre: usize,
  factor: f64,
  to: usize,
  toFloats: bool,
  sums: usize,
): f64 {
  if (ofFloats) {
    return toFloats
      ? shiftColumns<f32, f32>(k, width, from, centre, factor, to, sums)
      : shiftColumns<f32, f64>(k, width, from, centre, factor, to, sums);
  }
  return toFloats
    ? shiftColumns<f64, f32>(k, width, from, centre, factor, to, sums)
    : shiftColumns<f64, f64>(k, width, from, centre, factor, to, sums);
}

/** The upper triangle of C (n×n, n a multiple of 8) += PᵀP, P the panel of k rows that `shift` made. */
export function addProducts(n: i32, k: i32, panel: usize, floats: bool, c: usize): void {
  for (let block = 0; block < n; block += BLOCK) {
    for (let j = block; j < n; j += floats ? 2 * STEP : STEP) {
      const end = min(block + BLOCK, j + STEP);
      for (let i = block; i < end; i += STEP) tile(n, k, panel, i, j, floats, c);
      // A tile of floats is twice as wide as high: the diagonal takes one more.
      if (floats && j + STEP < block + BLOCK) tile(n, k, panel, j + STEP, j, floats, c);
    }
  }
}

function tile(n: i32, k: i32, panel: usize, i: i32, j: i32, floats: bool, c: usize): void {
  const corner = offset(c, i * n + j);
  const stride = (<usize>n) << 3;
  const sliver = <usize>k * SLIVER;
  if (floats) {
    const a = panel + <usize>(i >> 3) * sliver + ((<usize>(i & STEP)) << 2);
    kernel<f32>(k, a, SLIVER, panel + <usize>(j >> 3) * sliver, corner, stride);
  } else {
    kernel<f64>(k, panel + <usize>(i >> 2) * sliver, SLIVER, panel + <usize>(j >> 2) * sliver, corner, stride);
  }
}
