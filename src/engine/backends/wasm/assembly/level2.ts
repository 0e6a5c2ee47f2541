/* Matrix times vector, column-major, four columns at a time so that the vector is read once for four. */
import { at, axpy, dot, offset, put, sum2 } from './vector';

/** y (m) += α·A·x (n) */
export function gemv(m: i32, n: i32, alpha: f64, a: usize, lda: i32, x: usize, y: usize): void {
  let j = 0;
  for (; j + 3 < n; j += 4) {
    addFour(
      m,
      offset(a, j * lda),
      lda,
      alpha * at(x, j),
      alpha * at(x, j + 1),
      alpha * at(x, j + 2),
      alpha * at(x, j + 3),
      y,
    );
  }
  for (; j < n; j++) axpy(m, alpha * at(x, j), offset(a, j * lda), y);
}

export function addFour(m: i32, a: usize, lda: i32, f0: f64, f1: f64, f2: f64, f3: f64, y: usize): void {
  const x0 = f64x2.splat(f0);
  const x1 = f64x2.splat(f1);
  const x2 = f64x2.splat(f2);
  const x3 = f64x2.splat(f3);
  const b = offset(a, lda);
  const c = offset(b, lda);
  const d = offset(c, lda);
  let i = 0;
  for (; i + 1 < m; i += 2) {
    const to = offset(y, i);
    const left = f64x2.add(f64x2.mul(x0, v128.load(offset(a, i))), f64x2.mul(x1, v128.load(offset(b, i))));
    const right = f64x2.add(f64x2.mul(x2, v128.load(offset(c, i))), f64x2.mul(x3, v128.load(offset(d, i))));
    v128.store(to, f64x2.add(v128.load(to), f64x2.add(left, right)));
  }
  if (i < m) put(y, i, at(y, i) + (f0 * at(a, i) + f1 * at(b, i) + (f2 * at(c, i) + f3 * at(d, i))));
}

/** y (n) = α·Aᵀ·x (m) */
export function gemvTransposed(m: i32, n: i32, alpha: f64, a: usize, lda: i32, x: usize, y: usize): void {
  let j = 0;
  for (; j + 3 < n; j += 4) dotFour(m, alpha, offset(a, j * lda), lda, x, offset(y, j));
  for (; j < n; j++) put(y, j, alpha * dot(m, offset(a, j * lda), x));
}

export function dotFour(m: i32, alpha: f64, a: usize, lda: i32, x: usize, y: usize): void {
  const b = offset(a, lda);
  const c = offset(b, lda);
  const d = offset(c, lda);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let i = 0;
  for (; i + 1 < m; i += 2) {
    const v = v128.load(offset(x, i));
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load(offset(a, i))));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load(offset(b, i))));
    s2 = f64x2.add(s2, f64x2.mul(v, v128.load(offset(c, i))));
    s3 = f64x2.add(s3, f64x2.mul(v, v128.load(offset(d, i))));
  }
  let t0 = sum2(s0);
  let t1 = sum2(s1);
  let t2 = sum2(s2);
  let t3 = sum2(s3);
  if (i < m) {
    const v = at(x, i);
    t0 += v * at(a, i);
    t1 += v * at(b, i);
    t2 += v * at(c, i);
    t3 += v * at(d, i);
  }
  put(y, 0, alpha * t0);
  put(y, 1, alpha * t1);
  put(y, 2, alpha * t2);
  put(y, 3, alpha * t3);
}

/** A (m×n) += α·x·yᵀ */
export function ger(m: i32, n: i32, alpha: f64, x: usize, y: usize, a: usize, lda: i32): void {
  for (let j = 0; j < n; j++) axpy(m, alpha * at(y, j), x, offset(a, j * lda));
}

/** y (n) = A·x for the symmetric A whose lower triangle is stored; each entry is read once and used twice. */
export function symv(n: i32, a: usize, lda: i32, x: usize, y: usize): void {
  for (let i = 0; i < n; i++) put(y, i, 0);
  let j = 0;
  for (; j + 3 < n; j += 4) {
    const corner = offset(a, j * lda + j);
    // The 4×4 block on the diagonal.
    for (let q = 0; q < 4; q++) {
      const column = offset(corner, q * lda);
      put(y, j + q, at(y, j + q) + at(column, q) * at(x, j + q));
      for (let p = q + 1; p < 4; p++) {
        const v = at(column, p);
        put(y, j + p, at(y, j + p) + v * at(x, j + q));
        put(y, j + q, at(y, j + q) + v * at(x, j + p));
      }
    }
    symvPanel(n - j - 4, offset(corner, 4), lda, offset(x, j), offset(y, j));
  }
  for (; j < n; j++) {
    const column = offset(a, j * lda + j);
    put(y, j, at(y, j) + at(column, 0) * at(x, j));
    for (let p = 1; p < n - j; p++) {
      const v = at(column, p);
      put(y, j + p, at(y, j + p) + v * at(x, j));
      put(y, j, at(y, j) + v * at(x, j + p));
    }
  }
}

/** Four columns below the diagonal block: y₄… += A·x₀₋₃ and y₀₋₃ += Aᵀ·x₄…. */
export function symvPanel(m: i32, a: usize, lda: i32, x: usize, y: usize): void {
  const b = offset(a, lda);
  const c = offset(b, lda);
  const d = offset(c, lda);
  const x0 = v128.load64_splat(x);
  const x1 = v128.load64_splat(x, 8);
  const x2 = v128.load64_splat(x, 16);
  const x3 = v128.load64_splat(x, 24);
  const below = offset(x, 4);
  const target = offset(y, 4);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let i = 0;
  for (; i + 1 < m; i += 2) {
    const v = v128.load(offset(below, i));
    const a0 = v128.load(offset(a, i));
    const a1 = v128.load(offset(b, i));
    const a2 = v128.load(offset(c, i));
    const a3 = v128.load(offset(d, i));
    s0 = f64x2.add(s0, f64x2.mul(v, a0));
    s1 = f64x2.add(s1, f64x2.mul(v, a1));
    s2 = f64x2.add(s2, f64x2.mul(v, a2));
    s3 = f64x2.add(s3, f64x2.mul(v, a3));
    const left = f64x2.add(f64x2.mul(x0, a0), f64x2.mul(x1, a1));
    const right = f64x2.add(f64x2.mul(x2, a2), f64x2.mul(x3, a3));
    const to = offset(target, i);
    v128.store(to, f64x2.add(v128.load(to), f64x2.add(left, right)));
  }
  let t0 = sum2(s0);
  let t1 = sum2(s1);
  let t2 = sum2(s2);
  let t3 = sum2(s3);
  if (i < m) {
    const v = at(below, i);
    t0 += v * at(a, i);
    t1 += v * at(b, i);
    t2 += v * at(c, i);
    t3 += v * at(d, i);
    const add = at(x, 0) * at(a, i) + at(x, 1) * at(b, i) + (at(x, 2) * at(c, i) + at(x, 3) * at(d, i));
    put(target, i, at(target, i) + add);
  }
  put(y, 0, at(y, 0) + t0);
  put(y, 1, at(y, 1) + t1);
  put(y, 2, at(y, 2) + t2);
  put(y, 3, at(y, 3) + t3);
}
