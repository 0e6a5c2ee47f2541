/*
 * Singular values of an upper bidiagonal matrix by the implicit QR iteration of Demmel and Kahan (LAPACK's dbdsqr):
 * without a shift where a shift would cost relative accuracy. A block is chased from its large end to its small one; the
 * upward chase is the downward one on the reversed transpose, so `Chase` only maps the indices.
 */
import { allocate, mark, release } from './arena';
import { cosLeft, cosRight, sigmaMax, sigmaMin, sinLeft, sinRight, smallerOfPair, solvePair } from './pair';
import { cosine, makeRotation, radius, rotate, rotateBackward, rotateForward, sine } from './rotations';
import { at, offset, put, scale, signed } from './vector';

const EPSILON: f64 = 1.1102230246251565e-16;
const SMALLEST: f64 = 2.2250738585072014e-308;
const SWEEPS: i32 = 12;

let d: usize = 0;
let e: usize = 0;
let low: i32 = 0;
let high: i32 = 0;
let down: bool = true;
/** Rotations of the first kind (on the right when chasing down) and of the second, in the order of columns. */
let c1: usize = 0;
let s1: usize = 0;
let c2: usize = 0;
let s2: usize = 0;

/** Addresses of diagonal and off-diagonal entry `i` of the block in chasing order. */
function D(i: i32): usize {
  return offset(d, down ? low + i : high - i);
}

function E(i: i32): usize {
  return offset(e, down ? low + i : high - 1 - i);
}

function record(c: usize, s: usize, i: i32, cs: f64, sn: f64): void {
  const place = down ? i : high - low - 1 - i;
  put(c, place, cs);
  put(s, place, down ? sn : -sn);
}

/** One sweep with shift zero: every entry keeps its relative accuracy. */
function zeroSweep(): void {
  const last = high - low;
  let cs: f64 = 1;
  let oldCs: f64 = 1;
  let oldSn: f64 = 0;
  for (let i = 0; i < last; i++) {
    makeRotation(load<f64>(D(i)) * cs, load<f64>(E(i)));
    cs = cosine;
    const sn = sine;
    if (i > 0) store<f64>(E(i - 1), oldSn * radius);
    record(c1, s1, i, cs, sn);
    makeRotation(oldCs * radius, load<f64>(D(i + 1)) * sn);
    oldCs = cosine;
    oldSn = sine;
    store<f64>(D(i), radius);
    record(c2, s2, i, oldCs, oldSn);
  }
  const h = load<f64>(D(last)) * cs;
  store<f64>(D(last), h * oldCs);
  store<f64>(E(last - 1), h * oldSn);
}

function shiftedSweep(shift: f64): void {
  const last = high - low;
  const first = load<f64>(D(0));
  let f = (Math.abs(first) - shift) * (signed(1, first) + shift / first);
  let g = load<f64>(E(0));
  for (let i = 0; i < last; i++) {
    makeRotation(f, g);
    let cs = cosine;
    let sn = sine;
    if (i > 0) store<f64>(E(i - 1), radius);
    record(c1, s1, i, cs, sn);
    const diagonal = load<f64>(D(i));
    let off = load<f64>(E(i));
    f = cs * diagonal + sn * off;
    off = cs * off - sn * diagonal;
    const next = load<f64>(D(i + 1));
    g = sn * next;
    const reduced = cs * next;
    makeRotation(f, g);
    cs = cosine;
    sn = sine;
    record(c2, s2, i, cs, sn);
    store<f64>(D(i), radius);
    f = cs * off + sn * reduced;
    store<f64>(D(i + 1), cs * reduced - sn * off);
    if (i < last - 1) {
      const e1 = load<f64>(E(i + 1));
      g = sn * e1;
      store<f64>(E(i + 1), cs * e1);
    }
  }
  store<f64>(E(last - 1), f);
}

/**
 * The smallest value of Demmel and Kahan's bound on the block's least singular value, or −1 when an off-diagonal entry
 * was found negligible and set to zero.
 */
function leastBound(tolerance: f64): f64 {
  const last = high - low;
  if (Math.abs(load<f64>(E(last - 1))) <= tolerance * Math.abs(load<f64>(D(last)))) {
    store<f64>(E(last - 1), 0);
    return -1;
  }
  let mu = Math.abs(load<f64>(D(0)));
  let least = mu;
  for (let i = 0; i < last; i++) {
    const off = Math.abs(load<f64>(E(i)));
    if (off <= tolerance * mu) {
      store<f64>(E(i), 0);
      return -1;
    }
    mu = Math.abs(load<f64>(D(i + 1))) * (mu / (mu + off));
    least = Math.min(least, mu);
  }
  return least;
}

function chooseShift(n: i32, tolerance: f64, least: f64, most: f64): f64 {
  if (<f64>n * tolerance * (least / most) <= Math.max(EPSILON, 0.01 * tolerance)) return 0;
  const last = high - low;
  const shift = smallerOfPair(load<f64>(D(last - 1)), load<f64>(E(last - 1)), load<f64>(D(last)));
  const first = Math.abs(load<f64>(D(0)));
  if (first > 0 && (shift / first) * (shift / first) < EPSILON) return 0;
  return shift;
}

/** Below this an off-diagonal entry is zero without harm to any singular value. */
function threshold(n: i32, tolerance: f64): f64 {
  let mu = Math.abs(at(d, 0));
  let least = mu;
  for (let i = 1; i < n && least > 0; i++) {
    mu = Math.abs(at(d, i)) * (mu / (mu + Math.abs(at(e, i - 1))));
    least = Math.min(least, mu);
  }
  return Math.max((tolerance * least) / Math.sqrt(<f64>n), 6 * <f64>n * <f64>n * SMALLEST);
}

/**
 * Replaces `diagonal` by the singular values (≥ 0, not sorted), U (rowsU×n) by U·(left vectors) and V (rowsV×n) by
 * V·(right vectors), both column-major and dense. False when the iteration has not converged.
 */
export function implicitQr(n: i32, diagonal: usize, off: usize, rowsU: i32, u: usize, rowsV: i32, v: usize): bool {
  const before = mark();
  d = diagonal;
  e = off;
  c1 = allocate(n, 1);
  s1 = allocate(n, 1);
  c2 = allocate(n, 1);
  s2 = allocate(n, 1);
  const tolerance = 100 * EPSILON;
  const thresh = threshold(n, tolerance);
  let left = <i64>SWEEPS * <i64>n * <i64>n;
  let oldLow = -1;
  let oldHigh = -1;
  let m = n - 1;
  while (m > 0 && left > 0) {
    let most = Math.abs(at(d, m));
    let start = m;
    while (start > 0) {
      const entry = Math.abs(at(e, start - 1));
      if (entry <= thresh) {
        put(e, start - 1, 0);
        break;
      }
      start--;
      most = Math.max(most, Math.max(entry, Math.abs(at(d, start))));
    }
    if (start == m) {
      m--;
      continue;
    }
    if (start == m - 1) {
      solvePair(at(d, start), at(e, start), at(d, m));
      put(d, start, sigmaMax);
      put(e, start, 0);
      put(d, m, sigmaMin);
      if (rowsV > 0) rotate(rowsV, cosRight, sinRight, offset(v, start * rowsV), offset(v, m * rowsV));
      if (rowsU > 0) rotate(rowsU, cosLeft, sinLeft, offset(u, start * rowsU), offset(u, m * rowsU));
      m -= 2;
      continue;
    }
    low = start;
    high = m;
    if (start > oldHigh || m < oldLow) down = Math.abs(at(d, start)) >= Math.abs(at(d, m));
    const least = leastBound(tolerance);
    if (least < 0) continue;
    oldLow = start;
    oldHigh = m;
    const shift = chooseShift(n, tolerance, least, most);
    if (shift == 0) zeroSweep();
    else shiftedSweep(shift);
    left -= m - start;
    const lastOff = E(m - start - 1);
    if (Math.abs(load<f64>(lastOff)) <= thresh) store<f64>(lastOff, 0);
    const toU = offset(u, start * rowsU);
    const toV = offset(v, start * rowsV);
    if (down) {
      rotateForward(rowsV, m - start, c1, s1, toV, rowsV);
      rotateForward(rowsU, m - start, c2, s2, toU, rowsU);
    } else {
      rotateBackward(rowsU, m - start, c1, s1, toU, rowsU);
      rotateBackward(rowsV, m - start, c2, s2, toV, rowsV);
    }
  }
  for (let i = 0; i < n; i++) {
    if (at(d, i) < 0 || (at(d, i) == 0 && 1 / at(d, i) < 0)) {
      put(d, i, -at(d, i));
      scale(rowsV, -1, offset(v, i * rowsV));
    }
  }
  release(before);
  return m <= 0;
}
