/* Eigenvalues of a symmetric tridiagonal matrix by the implicit QL iteration (LAPACK's dsteqr and dsterf). */
import { allocate, mark, release } from './arena';
import { cosine, makeRotation, radius, rotateBackward, sine } from './rotations';
import { at, hypotenuse, offset, put, signed, swap } from './vector';

const EPSILON: f64 = 1.1102230246251565e-16;
const SMALLEST: f64 = 2.2250738585072014e-308;
const SWEEPS: i32 = 40;

function negligible(square: f64, left: f64, right: f64): bool {
  return square <= EPSILON * EPSILON * Math.abs(left) * Math.abs(right) + SMALLEST;
}

/** Last index of the unreduced block that begins at `from`; `squared` says that `e` holds squares. */
function blockEnd(from: i32, last: i32, d: usize, e: usize, squared: bool): i32 {
  for (let m = from; m < last; m++) {
    const off = at(e, m);
    if (negligible(squared ? off : off * off, at(d, m), at(d, m + 1))) return m;
  }
  return last;
}

/** QL converges to the top of a block, which should be its small end: turns the block round where it isn't. */
function turn(from: i32, to: i32, d: usize, e: usize, rows: i32, z: usize, ldz: i32): void {
  if (Math.abs(at(d, to)) >= Math.abs(at(d, from))) return;
  for (let i = from, j = to; i < j; i++, j--) {
    const t = at(d, i);
    put(d, i, at(d, j));
    put(d, j, t);
    if (rows > 0) swap(rows, offset(z, i * ldz), offset(z, j * ldz));
  }
  for (let i = from, j = to - 1; i < j; i++, j--) {
    const t = at(e, i);
    put(e, i, at(e, j));
    put(e, j, t);
  }
}

/**
 * Replaces `d` by the eigenvalues (not sorted) and Z (rows×n) by Z·(eigenvectors); `e` is lost.
 * False when an eigenvalue has not converged.
 */
export function implicitQl(n: i32, d: usize, e: usize, rows: i32, z: usize, ldz: i32): bool {
  const before = mark();
  const c = allocate(n, 1);
  const s = allocate(n, 1);
  let left = SWEEPS * n;
  let start = 0;
  while (start < n) {
    const end = blockEnd(start, n - 1, d, e, false);
    turn(start, end, d, e, rows, z, ldz);
    let l = start;
    while (l < end) {
      const m = blockEnd(l, end, d, e, false);
      if (m == l) {
        l++;
        continue;
      }
      if (left-- == 0) {
        release(before);
        return false;
      }
      sweep(l, m, d, e, c, s);
      rotateBackward(rows, m - l, offset(c, l), offset(s, l), offset(z, l * ldz), ldz);
    }
    start = end + 1;
  }
  release(before);
  return true;
}

/** One QL sweep with Wilkinson's shift; leaves its rotations in `c` and `s`. */
function sweep(l: i32, m: i32, d: usize, e: usize, c: usize, s: usize): void {
  let p = at(d, l);
  const off = at(e, l);
  let g = (at(d, l + 1) - p) / (2 * off);
  g = at(d, m) - p + off / (g + signed(hypotenuse(g, 1), g));
  let sn: f64 = 1;
  let cs: f64 = 1;
  p = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = sn * at(e, i);
    const b = cs * at(e, i);
    makeRotation(g, f);
    cs = cosine;
    sn = sine;
    if (i != m - 1) put(e, i + 1, radius);
    g = at(d, i + 1) - p;
    const r = (at(d, i) - g) * sn + 2 * cs * b;
    p = sn * r;
    put(d, i + 1, g + p);
    g = cs * r - b;
    put(c, i, cs);
    put(s, i, -sn);
  }
  put(d, l, at(d, l) - p);
  put(e, l, g);
}

/** The eigenvalues alone, not sorted, by the square-root free variant of Pal, Walker and Kahan. */
export function rationalQl(n: i32, d: usize, e: usize): bool {
  for (let i = 0; i < n - 1; i++) put(e, i, at(e, i) * at(e, i));
  let left = SWEEPS * n;
  let start = 0;
  while (start < n) {
    const end = blockEnd(start, n - 1, d, e, true);
    turn(start, end, d, e, 0, 0, 0);
    let l = start;
    while (l < end) {
      const m = blockEnd(l, end, d, e, true);
      if (m == l) {
        l++;
        continue;
      }
      if (left-- == 0) return false;
      if (m == l + 1) {
        solvePair(l, d, e);
        l += 2;
      } else {
        rationalSweep(l, m, d, e);
      }
    }
    start = end + 1;
  }
  return true;
}

function solvePair(l: i32, d: usize, e: usize): void {
  const a = at(d, l);
  const c = at(d, l + 1);
  const sum = a + c;
  const big = Math.abs(a) > Math.abs(c) ? a : c;
  const small = Math.abs(a) > Math.abs(c) ? c : a;
  const root = hypotenuse(a - c, 2 * Math.sqrt(at(e, l)));
  if (sum == 0) {
    put(d, l, 0.5 * root);
    put(d, l + 1, -0.5 * root);
  } else {
    const first = 0.5 * (sum + signed(root, sum));
    put(d, l, first);
    put(d, l + 1, (big / first) * small - at(e, l) / first);
  }
  put(e, l, 0);
}

function rationalSweep(l: i32, m: i32, d: usize, e: usize): void {
  const first = at(d, l);
  const root = Math.sqrt(at(e, l));
  let sigma = (at(d, l + 1) - first) / (2 * root);
  sigma = first - root / (sigma + signed(hypotenuse(sigma, 1), sigma));
  let c: f64 = 1;
  let s: f64 = 0;
  let gamma = at(d, m) - sigma;
  let p = gamma * gamma;
  for (let i = m - 1; i >= l; i--) {
    const bb = at(e, i);
    const r = p + bb;
    if (i != m - 1) put(e, i + 1, s * r);
    const oldC = c;
    c = p / r;
    s = bb / r;
    const oldGamma = gamma;
    const alpha = at(d, i);
    gamma = c * (alpha - sigma) - s * oldGamma;
    put(d, i + 1, oldGamma + (alpha - gamma));
    p = c != 0 ? (gamma * gamma) / c : oldC * bb;
  }
  put(e, l, s * p);
  put(d, l, sigma + gamma);
}

/** Sorts `d`, ascending or descending, and the columns of Y and Z with it (0 rows: none). Insertion of swaps, stable. */
export function sortWith(n: i32, d: usize, down: bool, rowsY: i32, y: usize, rowsZ: i32, z: usize): void {
  for (let i = 0; i < n - 1; i++) {
    let best = i;
    for (let j = i + 1; j < n; j++) {
      if (down ? at(d, j) > at(d, best) : at(d, j) < at(d, best)) best = j;
    }
    if (best == i) continue;
    const t = at(d, i);
    put(d, i, at(d, best));
    put(d, best, t);
    if (rowsY > 0) swap(rowsY, offset(y, i * rowsY), offset(y, best * rowsY));
    if (rowsZ > 0) swap(rowsZ, offset(z, i * rowsZ), offset(z, best * rowsZ));
  }
}
