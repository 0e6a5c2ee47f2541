/*
 * Singular values and vectors of an upper bidiagonal matrix by divide and conquer (Gu and Eisenstat; LAPACK's dbdsdc): without a
 * row in the middle B falls into two smaller ones, whose vectors turn it into a diagonal below a full first row.
 */
import { allocate, allocateZeros, mark, release } from './arena';
import { implicitQr } from './implicitqr';
import {
  arrange,
  ascending,
  BOTH,
  BOTTOM,
  DEFLATED,
  index,
  LEAF,
  mergeOrder,
  permuteColumns,
  setIndex,
  solveSecular,
  TOP,
  turnColumns,
} from './merging';
import { sortWith } from './ql';
import { cosine, makeRotation, radius, rotate, sine } from './rotations';
import { at, copy, hypotenuse, norm, offset, powerOfTwoBelow, put, scale, signed } from './vector';

const EPSILON: f64 = 1.1102230246251565e-16;

/**
 * B is n × (n + extra), its diagonal in `d` and what stands beside it in `e` (n − 1 + extra, lost). Replaces `d` by the singular
 * values, ascending, and the blocks U (n×n) and V ((n + extra)², the last column what B sends to 0), both cleared before, by the
 * vectors. False when a leaf has not converged.
 */
export function divideBidiagonal(n: i32, extra: i32, d: usize, e: usize, u: usize, ldu: i32, v: usize, ldv: i32): bool {
  if (n <= LEAF) return solveLeaf(n, extra, d, e, u, ldu, v, ldv);
  const half = n / 2;
  const next = half + 1;
  const alpha = at(d, half);
  const beta = at(e, half);
  const lowerU = offset(u, next * ldu + next);
  const lowerV = offset(v, next * ldv + next);
  if (!divideBidiagonal(half, 1, d, e, u, ldu, v, ldv)) return false;
  if (!divideBidiagonal(n - next, extra, offset(d, next), offset(e, next), lowerU, ldu, lowerV, ldv)) return false;
  put(u, half * ldu + half, 1);
  join(n, extra, half, alpha, beta, d, u, ldu, v, ldv);
  return true;
}

function solveLeaf(n: i32, extra: i32, d: usize, e: usize, u: usize, ldu: i32, v: usize, ldv: i32): bool {
  const before = mark();
  const m = n + extra;
  const left = allocateZeros(n, n);
  const right = allocateZeros(m, m);
  for (let i = 0; i < n; i++) put(left, i * n + i, 1);
  for (let i = 0; i < m; i++) put(right, i * m + i, 1);
  if (extra == 1) makeSquare(n, d, e, left, right);
  const converged = implicitQr(n, d, e, n, left, m, right);
  sortWith(n, d, false, n, left, m, right);
  for (let j = 0; j < n; j++) copy(n, offset(left, j * n), offset(u, j * ldu));
  for (let j = 0; j < m; j++) copy(m, offset(right, j * m), offset(v, j * ldv));
  release(before);
  return converged;
}

/** Rotates the last column away from the right, which makes B lower bidiagonal, and makes it upper again from the left. */
function makeSquare(n: i32, d: usize, e: usize, left: usize, right: usize): void {
  const m = n + 1;
  for (let i = 0; i < n; i++) {
    makeRotation(at(d, i), at(e, i));
    rotate(m, cosine, sine, offset(right, i * m), offset(right, (i + 1) * m));
    shiftEntry(n, i, d, e);
  }
  for (let i = 0; i < n - 1; i++) {
    makeRotation(at(d, i), at(e, i));
    rotate(n, cosine, sine, offset(left, i * n), offset(left, (i + 1) * n));
    shiftEntry(n, i, d, e);
  }
}

/** What the rotation of entries dᵢ and eᵢ leaves of them, and of dᵢ₊₁, part of which it moves across the diagonal. */
function shiftEntry(n: i32, i: i32, d: usize, e: usize): void {
  put(d, i, radius);
  if (i == n - 1) return put(e, i, 0);
  put(e, i, sine * at(d, i + 1));
  put(d, i + 1, cosine * at(d, i + 1));
}

/** The middle row, αe + βf, in terms of the right vectors of both halves; `half` is its place among the columns. */
function join(
  n: i32,
  extra: i32,
  half: i32,
  alpha: f64,
  beta: f64,
  d: usize,
  u: usize,
  ldu: i32,
  v: usize,
  ldv: i32,
): void {
  const before = mark();
  const m = n + extra;
  const update = allocate(n, 1);
  let size = Math.max(Math.abs(alpha), Math.abs(beta));
  put(d, half, 0);
  for (let j = 0; j < n; j++) {
    put(update, j, j < half ? alpha * at(v, j * ldv + half) : beta * at(v, j * ldv + half + 1));
    size = Math.max(size, at(d, j));
  }
  let first = alpha * at(v, half * ldv + half);
  if (extra == 1) {
    // Both halves send a column to 0: one of them takes all of the row.
    makeRotation(first, beta * at(v, n * ldv + half + 1));
    rotate(m, cosine, sine, offset(v, half * ldv), offset(v, n * ldv));
    first = radius;
  }
  put(update, half, first);
  const types = allocate(n, 1);
  const kept = allocate(n, 1);
  if (size > 0) {
    // Near 1, no square vanishes or overflows.
    const unit = powerOfTwoBelow(size);
    const tolerance = 8 * EPSILON * (size / unit);
    scale(n, 1 / unit, d);
    scale(n, 1 / unit, update);
    first = at(update, half);
    if (Math.abs(first) <= tolerance) put(update, half, signed(tolerance, first));
    const count = deflate(n, m, half, tolerance, d, update, u, ldu, v, ldv, types, kept);
    solveKept(n, m, half, count, tolerance, d, update, u, ldu, v, ldv, types, kept);
    scale(n, unit, d);
  }
  const order = allocate(n, 1);
  ascending(n, d, order);
  permuteColumns(n, order, 1, d, 1);
  permuteColumns(n, order, n, u, ldu);
  permuteColumns(n, order, m, v, ldv);
  release(before);
}

/**
 * Takes out singular values that the row does not move, or not apart from a neighbour (dlasd2). The rest is listed in `kept`, the
 * middle first, then ascending; returns how many.
 */
function deflate(
  n: i32,
  m: i32,
  half: i32,
  tolerance: f64,
  d: usize,
  update: usize,
  u: usize,
  ldu: i32,
  v: usize,
  ldv: i32,
  types: usize,
  kept: usize,
): i32 {
  const before = mark();
  const order = allocate(n, 1);
  mergeOrder(n, half, d, order);
  for (let j = 0; j < n; j++) setIndex(types, j, j < half ? TOP : BOTTOM);
  setIndex(types, half, BOTH);
  setIndex(kept, 0, half);
  let count = 1;
  let previous = -1;
  for (let k = 0; k < n; k++) {
    const next = index(order, k);
    if (next == half) continue;
    if (Math.abs(at(update, next)) <= tolerance) {
      setIndex(types, next, DEFLATED);
      continue;
    }
    if (previous >= 0) {
      if (at(d, next) - at(d, previous) <= tolerance) {
        // A rotation moves all of the row into `next`.
        const length = hypotenuse(at(update, next), at(update, previous));
        const c = at(update, next) / length;
        const s = -at(update, previous) / length;
        put(update, next, length);
        if (index(types, next) != index(types, previous)) setIndex(types, next, BOTH);
        setIndex(types, previous, DEFLATED);
        rotate(n, c, s, offset(u, previous * ldu), offset(u, next * ldu));
        rotate(m, c, s, offset(v, previous * ldv), offset(v, next * ldv));
      } else {
        setIndex(kept, count++, previous);
      }
    }
    previous = next;
  }
  if (previous >= 0) setIndex(kept, count++, previous);
  release(before);
  return count;
}

/** Vectors of what is left, diag(d) with the row in place of the first, times the columns of U and V (dlasd3). */
function solveKept(
  n: i32,
  m: i32,
  half: i32,
  k: i32,
  tolerance: f64,
  d: usize,
  update: usize,
  u: usize,
  ldu: i32,
  v: usize,
  ldv: i32,
  types: usize,
  kept: usize,
): void {
  const poles = allocate(k, 1);
  const weights = allocate(k, 1);
  const roots = allocate(k, 1);
  const refined = allocate(k, 1);
  const distances = allocate(k, k);
  for (let j = 0; j < k; j++) {
    put(poles, j, at(d, index(kept, j)));
    put(weights, j, at(update, index(kept, j)));
  }
  if (k > 1) put(poles, 1, Math.max(at(poles, 1), 0.5 * tolerance)); // apart from the first, which is 0
  const size = norm(k, weights);
  scale(k, 1 / size, weights);
  solveSecular(k, poles, weights, size * size, true, roots, distances, refined);
  const order = allocate(k, 1);
  arrange(k, kept, types, order);
  const lefts = allocate(k, k);
  const rights = allocate(k, k);
  const other = allocate(k, 1);
  for (let i = 0; i < k; i++) {
    put(d, index(kept, i), at(roots, i));
    const column = offset(distances, i * k);
    for (let j = 0; j < k; j++) {
      put(column, j, at(refined, j) / at(column, j));
      put(other, j, at(poles, j) * at(column, j));
    }
    put(other, 0, -1);
    scale(k, 1 / norm(k, column), column);
    scale(k, 1 / norm(k, other), other);
    for (let j = 0; j < k; j++) {
      put(rights, i * k + j, at(column, index(order, j)));
      put(lefts, i * k + j, at(other, index(order, j)));
    }
    put(u, index(kept, i) * ldu + half, at(other, 0));
  }
  turnColumns(k, half, half + 1, n - half - 1, u, ldu, kept, order, lefts);
  turnColumns(k, half + 1, half + 1, m - half - 1, v, ldv, kept, order, rights);
}
