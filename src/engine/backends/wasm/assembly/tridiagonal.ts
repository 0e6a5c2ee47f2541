/*
 * A = Q·T·Qᵀ with T tridiagonal, column-major, lower triangle (LAPACK's dsytrd): panels of columns are reduced while the
 * rest of the matrix waits; it is then updated by one product, A −= V·Wᵀ + W·Vᵀ.
 */
import { allocate, mark, release } from './arena';
import { gemm } from './gemm';
import { gemv, gemvTransposed, symv } from './level2';
import { BLOCK, reflect } from './reflectors';
import { at, axpy, copy, dot, offset, put, scale } from './vector';

/** Diagonal in `d` (n), off-diagonal in `e` (n − 1), reflectors below the subdiagonal of `a`, their factors in `tau`. */
export function tridiagonalise(n: i32, a: usize, d: usize, e: usize, tau: usize): void {
  const before = mark();
  const w = allocate(n, BLOCK);
  const row = allocate(BLOCK, 1);
  for (let j = 0; j < n; j += BLOCK) {
    const count = min(BLOCK, n - j);
    const size = n - j;
    const corner = offset(a, j * n + j);
    reducePanel(size, count, corner, n, w, row, offset(d, j), offset(e, j), offset(tau, j));
    if (count < size) updateTrailing(size, count, corner, n, w);
  }
  release(before);
}

/** The first `count` columns of the n×n matrix `a`; W (n×count) is what the rest still misses. */
function reducePanel(
  n: i32,
  count: i32,
  a: usize,
  lda: i32,
  w: usize,
  row: usize,
  d: usize,
  e: usize,
  tau: usize,
): void {
  for (let j = 0; j < count; j++) {
    const column = offset(a, j * lda);
    // a(j:n, j) −= V(j:n, :)·W(j, :)ᵀ + W(j:n, :)·V(j, :)ᵀ
    for (let p = 0; p < j; p++) put(row, p, at(w, p * n + j));
    gemv(n - j, j, -1, offset(a, j), lda, row, offset(column, j));
    for (let p = 0; p < j; p++) put(row, p, at(a, p * lda + j));
    gemv(n - j, j, -1, offset(w, j), n, row, offset(column, j));
    put(d, j, at(column, j));
    const below = n - j - 1;
    if (below == 0) return;
    const v = offset(column, j + 1);
    const factor = reflect(below, v);
    put(e, j, at(v, 0));
    put(tau, j, factor);
    put(v, 0, 1);
    // w = τ·(A·v − V·(Wᵀv) − W·(Vᵀv)), then w −= ½·τ·(wᵀv)·v
    const target = offset(w, j * n + j + 1);
    symv(below, offset(a, (j + 1) * lda + j + 1), lda, v, target);
    gemvTransposed(below, j, 1, offset(w, j + 1), n, v, row);
    gemv(below, j, -1, offset(a, j + 1), lda, row, target);
    gemvTransposed(below, j, 1, offset(a, j + 1), lda, v, row);
    gemv(below, j, -1, offset(w, j + 1), n, row, target);
    scale(below, factor, target);
    axpy(below, -0.5 * factor * dot(below, target, v), v, target);
  }
}

function updateTrailing(n: i32, count: i32, a: usize, lda: i32, w: usize): void {
  const before = mark();
  const rest = n - count;
  // [V W] and [W V] side by side: both updates are one product.
  const left = allocate(rest, 2 * count);
  const right = allocate(rest, 2 * count);
  for (let j = 0; j < count; j++) {
    const v = offset(a, j * lda + count);
    const x = offset(w, j * n + count);
    copy(rest, v, offset(left, j * rest));
    copy(rest, x, offset(left, (j + count) * rest));
    copy(rest, x, offset(right, j * rest));
    copy(rest, v, offset(right, (j + count) * rest));
  }
  // The lower triangle by columns is the upper one by rows.
  gemm<f64>(rest, rest, 2 * count, -1, left, 1, rest, 1, right, rest, 1, offset(a, count * lda + count), lda, true);
  release(before);
}
