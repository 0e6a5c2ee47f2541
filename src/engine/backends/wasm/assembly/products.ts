/* The products of the contract: row-major in, row-major out; `out` must be cleared. */
import { gemm, mirrorUpper } from './gemm';
import { powerOfTwoBelow, scale } from './vector';

/** out (m×n) = op(A)·op(B), op(A) m×k, op(B) k×n. */
export function multiply(m: i32, n: i32, k: i32, a: usize, transA: bool, b: usize, transB: bool, out: usize): void {
  const ra = transA ? 1 : k;
  const ca = transA ? m : 1;
  const rb = transB ? 1 : n;
  const cb = transB ? k : 1;
  gemm<f64>(m, n, k, 1, a, ra, ca, 1, b, rb, cb, out, n, false);
}

/** The same in floats; both sides are brought near 1 by powers of two, so that nothing leaves the range of floats. */
export function multiply32(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  transA: bool,
  largestA: f64,
  b: usize,
  transB: bool,
  largestB: f64,
  out: usize,
): void {
  const ra = transA ? 1 : k;
  const ca = transA ? m : 1;
  const rb = transB ? 1 : n;
  const cb = transB ? k : 1;
  const upA = powerOfTwoBelow(largestA);
  const upB = powerOfTwoBelow(largestB);
  gemm<f32>(m, n, k, 1 / upA, a, ra, ca, 1 / upB, b, rb, cb, out, n, false);
  scale(m * n, upA, out);
  scale(m * n, upB, out);
}

/** out (n×n) = sum over `k` of x·xᵀ: X (k×n) by rows gives XᵀX; with `rows`, X is n×k and gives XXᵀ. */
export function gram(n: i32, k: i32, x: usize, rows: bool, out: usize): void {
  const step = rows ? k : 1;
  const along = rows ? 1 : n;
  gemm<f64>(n, n, k, 1, x, step, along, 1, x, along, step, out, n, true);
  mirrorUpper(n, out);
}

/** The same in floats, scaled as in `multiply32`. */
export function gram32(n: i32, k: i32, x: usize, rows: bool, largest: f64, out: usize): void {
  const step = rows ? k : 1;
  const along = rows ? 1 : n;
  const up = powerOfTwoBelow(largest);
  gemm<f32>(n, n, k, 1 / up, x, step, along, 1 / up, x, along, step, out, n, true);
  mirrorUpper(n, out);
  scale(n * n, up, out);
  scale(n * n, up, out);
}
