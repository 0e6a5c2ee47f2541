/*
 * Householder reflectors H = I − τ·v·vᵀ with v₀ = 1, and blocks of them in compact WY form: H₀·H₁⋯ = I − V·T·Vᵀ with
 * T upper triangular (Schreiber and Van Loan). Column-major; reflector j of a factored matrix lies in its column j, with
 * the 1 (not stored) in row j + `shift`.
 */
import { allocate, allocateZeros, clear, mark, release } from './arena';
import { gemmColumns } from './gemm';
import { at, copy, hypotenuse, norm, offset, put, scale, signed } from './vector';

/** Reflectors that are applied together: enough for the product to be fast, few enough to keep the panel cheap. */
export const BLOCK: i32 = 32;

const TINY: f64 = 1e-290;
const RAISE: f64 = reinterpret<f64>((<u64>(1023 + 600)) << 52); // 2^600

/**
 * The reflector that maps (α, x) to (β, 0), |β| = ‖(α, x)‖. x (n − 1 entries behind `head`) becomes the rest of v, `head`
 * becomes β. Returns τ; 0 when there is nothing to do.
 */
export function reflect(n: i32, head: usize): f64 {
  if (n < 2) return 0;
  const tail = head + 8;
  let size = norm(n - 1, tail);
  if (size == 0) return 0;
  let alpha = at(head, 0);
  let beta = -signed(hypotenuse(alpha, size), alpha);
  let lower: f64 = 1;
  if (Math.abs(beta) < TINY) {
    scale(n - 1, RAISE, tail);
    alpha *= RAISE;
    size = norm(n - 1, tail);
    beta = -signed(hypotenuse(alpha, size), alpha);
    lower = 1 / RAISE;
  }
  const tau = (beta - alpha) / beta;
  scale(n - 1, 1 / (alpha - beta), tail);
  put(head, 0, beta * lower);
  return tau;
}

/** V (m×k, explicit ones and zeros) and T (k×k) of the reflectors j … j + k − 1 of `a`, seen from row j + shift. */
export function gather(m: i32, k: i32, first: usize, lda: i32, tau: usize, v: usize, t: usize): void {
  for (let j = 0; j < k; j++) {
    const column = offset(v, j * m);
    for (let i = 0; i < j; i++) put(column, i, 0);
    put(column, j, 1);
    copy(m - j - 1, offset(first, j * lda + j + 1), offset(column, j + 1));
  }
  // T from G = VᵀV: T(0:j, j) = −τⱼ·T(0:j, 0:j)·G(0:j, j).
  clear(t, k * k);
  gemmColumns(true, false, k, k, m, 1, v, m, v, m, t, k);
  for (let j = 0; j < k; j++) {
    const column = offset(t, j * k);
    const factor = at(tau, j);
    for (let i = 0; i < j; i++) {
      let sum: f64 = 0;
      for (let p = i; p < j; p++) sum += at(t, p * k + i) * at(column, p);
      put(column, i, -factor * sum);
    }
    put(column, j, factor);
    for (let i = j + 1; i < k; i++) put(column, i, 0);
  }
}

/** C (m×n) = (I − V·op(T)·Vᵀ)·C; transposed applies the reflectors in the order 0, 1, …. */
export function applyBlock(transposed: bool, m: i32, n: i32, k: i32, v: usize, t: usize, c: usize, ldc: i32): void {
  const before = mark();
  const w = allocateZeros(k, n);
  const tw = allocateZeros(k, n);
  gemmColumns(true, false, k, n, m, 1, v, m, c, ldc, w, k);
  gemmColumns(transposed, false, k, n, k, 1, t, k, w, k, tw, k);
  gemmColumns(false, false, m, n, k, -1, v, m, tw, k, c, ldc);
  release(before);
}

/** C (m×n) = H₀·H₁⋯H₍ₖ₋₁₎·C for the k reflectors of `a` (m rows). */
export function applyReflectors(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  shift: i32,
  tau: usize,
  c: usize,
  ldc: i32,
): void {
  if (k <= 0 || n == 0) return;
  const before = mark();
  const v = allocate(m, BLOCK);
  const t = allocate(BLOCK, BLOCK);
  for (let j = ((k - 1) / BLOCK) * BLOCK; j >= 0; j -= BLOCK) {
    const count = min(BLOCK, k - j);
    const rows = m - j - shift;
    gather(rows, count, offset(a, j * lda + j + shift), lda, offset(tau, j), v, t);
    applyBlock(false, rows, n, count, v, t, offset(c, j + shift), ldc);
  }
  release(before);
}
