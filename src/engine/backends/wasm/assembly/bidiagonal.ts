/*
 * A = U·B·Vᵀ with B upper bidiagonal, column-major, m ≥ n (LAPACK's dgebrd): panels of rows and columns are reduced,
 * then the rest is updated by two products, A −= V·Yᵀ + X·Pᵀ. The row reflectors are kept as columns of P (n×n, entry
 * i + 1 of column i is the 1), so that every access runs along columns.
 */
import { allocate, mark, release } from './arena';
import { gemmColumns } from './gemm';
import { gemv, gemvTransposed } from './level2';
import { BLOCK, reflect } from './reflectors';
import { at, offset, put, scale } from './vector';

export function bidiagonalise(m: i32, n: i32, a: usize, d: usize, e: usize, tauU: usize, p: usize, tauV: usize): void {
  const before = mark();
  const x = allocate(m, BLOCK);
  const y = allocate(n, BLOCK);
  const row = allocate(max(n, BLOCK), 1);
  for (let j = 0; j < n; j += BLOCK) {
    const count = min(BLOCK, n - j);
    const rows = m - j;
    const cols = n - j;
    const corner = offset(a, j * m + j);
    const rights = offset(p, j * n + j);
    reducePanel(
      rows,
      cols,
      count,
      corner,
      m,
      rights,
      n,
      x,
      y,
      row,
      offset(d, j),
      offset(e, j),
      offset(tauU, j),
      offset(tauV, j),
    );
    if (count < cols) {
      const rest = offset(corner, count * m + count);
      const u = offset(corner, count);
      gemmColumns(false, true, rows - count, cols - count, count, -1, u, m, offset(y, count), cols, rest, m);
      gemmColumns(
        false,
        true,
        rows - count,
        cols - count,
        count,
        -1,
        offset(x, count),
        rows,
        offset(rights, count),
        n,
        rest,
        m,
      );
    }
  }
  release(before);
}

function reducePanel(
  m: i32,
  n: i32,
  count: i32,
  a: usize,
  lda: i32,
  p: usize,
  ldp: i32,
  x: usize,
  y: usize,
  row: usize,
  d: usize,
  e: usize,
  tauU: usize,
  tauV: usize,
): void {
  for (let i = 0; i < count; i++) {
    // Column i catches up: a(i:m, i) −= V(i:m, :)·Y(i, :)ᵀ + X(i:m, :)·P(i, :)ᵀ
    const column = offset(a, i * lda + i);
    for (let k = 0; k < i; k++) put(row, k, at(y, k * n + i));
    gemv(m - i, i, -1, offset(a, i), lda, row, column);
    for (let k = 0; k < i; k++) put(row, k, at(p, k * ldp + i));
    gemv(m - i, i, -1, offset(x, i), m, row, column);
    const left = reflect(m - i, column);
    put(tauU, i, left);
    put(d, i, at(column, 0));
    put(column, 0, 1);
    const behind = n - i - 1;
    if (behind == 0) return;
    // y = τ·(A(i:m, i+1:n)ᵀ·v − Y·(Vᵀv) − P·(Xᵀv))
    const yi = offset(y, i * n + i + 1);
    gemvTransposed(m - i, behind, 1, offset(column, lda), lda, column, yi);
    gemvTransposed(m - i, i, 1, offset(a, i), lda, column, row);
    gemv(behind, i, -1, offset(y, i + 1), n, row, yi);
    gemvTransposed(m - i, i, 1, offset(x, i), m, column, row);
    gemv(behind, i, -1, offset(p, i + 1), ldp, row, yi);
    scale(behind, left, yi);
    // Row i catches up, as column i of P.
    const right = offset(p, i * ldp + i + 1);
    for (let k = 0; k < behind; k++) put(right, k, at(column, (k + 1) * lda));
    for (let k = 0; k <= i; k++) put(row, k, at(a, k * lda + i));
    gemv(behind, i + 1, -1, offset(y, i + 1), n, row, right);
    for (let k = 0; k < i; k++) put(row, k, at(x, k * m + i));
    gemv(behind, i, -1, offset(p, i + 1), ldp, row, right);
    const factor = reflect(behind, right);
    put(tauV, i, factor);
    put(e, i, at(right, 0));
    put(right, 0, 1);
    // x = τ·(A(i+1:m, i+1:n)·u − V·(Yᵀu) − X·(Pᵀu))
    const below = m - i - 1;
    const xi = offset(x, i * m + i + 1);
    for (let k = 0; k < below; k++) put(xi, k, 0);
    gemv(below, behind, 1, offset(a, (i + 1) * lda + i + 1), lda, right, xi);
    gemvTransposed(behind, i + 1, 1, offset(y, i + 1), n, right, row);
    gemv(below, i + 1, -1, offset(a, i + 1), lda, row, xi);
    gemvTransposed(behind, i, 1, offset(p, i + 1), ldp, right, row);
    gemv(below, i, -1, offset(x, i + 1), m, row, xi);
    scale(below, factor, xi);
  }
}
