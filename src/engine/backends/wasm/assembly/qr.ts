/* Householder QR, column-major, blocked (LAPACK's dgeqrf): R in the upper triangle, reflectors below. */
import { allocate, mark, release } from './arena';
import { gemvTransposed, ger } from './level2';
import { applyBlock, applyReflectors, BLOCK, gather, reflect } from './reflectors';
import { at, offset, put } from './vector';

/** One panel, column by column. `work` holds n doubles. */
function factorPanel(m: i32, n: i32, a: usize, lda: i32, tau: usize, work: usize): void {
  for (let j = 0; j < min(m, n); j++) {
    const head = offset(a, j * lda + j);
    const factor = reflect(m - j, head);
    put(tau, j, factor);
    applyOne(m - j, n - j - 1, head, factor, offset(head, lda), lda, work);
  }
}

/** C (m×n) = (I − τ·v·vᵀ)·C with v at `head`, its 1 stored as β. */
export function applyOne(m: i32, n: i32, head: usize, tau: f64, c: usize, ldc: i32, work: usize): void {
  if (tau == 0 || n == 0) return;
  const beta = at(head, 0);
  put(head, 0, 1);
  gemvTransposed(m, n, tau, c, ldc, head, work);
  ger(m, n, -1, head, work, c, ldc);
  put(head, 0, beta);
}

export function factor(m: i32, n: i32, a: usize, lda: i32, tau: usize): void {
  const before = mark();
  const k = min(m, n);
  const work = allocate(n, 1);
  const v = allocate(m, BLOCK);
  const t = allocate(BLOCK, BLOCK);
  for (let j = 0; j < k; j += BLOCK) {
    const count = min(BLOCK, k - j);
    const corner = offset(a, j * lda + j);
    factorPanel(m - j, count, corner, lda, offset(tau, j), work);
    if (j + count < n) {
      gather(m - j, count, corner, lda, offset(tau, j), v, t);
      applyBlock(true, m - j, n - j - count, count, v, t, offset(corner, count * lda), lda);
    }
  }
  release(before);
}

/** Q (m×k, column-major, cleared before) from the first k reflectors of `a`. */
export function formQ(m: i32, k: i32, a: usize, lda: i32, tau: usize, q: usize): void {
  for (let j = 0; j < k; j++) put(q, j * m + j, 1);
  applyReflectors(m, k, k, a, lda, 0, tau, q, m);
}

/** R (k×n, row-major, cleared before) out of the factored matrix. */
export function extractR(k: i32, n: i32, a: usize, lda: i32, r: usize): void {
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < min(k, j + 1); i++) put(r, i * n + j, at(a, j * lda + i));
  }
}
