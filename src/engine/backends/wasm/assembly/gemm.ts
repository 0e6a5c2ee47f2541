/*
 * C += α·A·B, as Goto and van de Geijn block it: B in KC×NC panels (L3), A in MC×KC blocks (L2), both copied into
 * slivers that the kernel reads with unit stride, C in register tiles of 4×4 doubles (or 4×8 floats).
 * Strides are in elements, so every transposition is only another way of packing. C is row-major.
 */
import { allocate, mark, release } from './arena';
import { at, offset, put } from './vector';
import { kernel } from './kernels';

const MC: i32 = 128;
const KC: i32 = 256;
const NC: i32 = 2048;
const ROWS: i32 = 4;

function tileColumns<T>(): i32 {
  return sizeof<T>() == 8 ? 4 : 8;
}

/**
 * Copies `count` vectors of length `k` into slivers of `width`: entry p of all of a sliver's vectors, then p + 1…
 * The last sliver is filled up with zeros.
 */
export function pack<T>(
  width: i32,
  count: i32,
  k: i32,
  from: usize,
  step: i32,
  along: i32,
  alpha: f64,
  to: usize,
): void {
  const stepBytes = (<usize>step) << 3;
  const alongBytes = (<usize>along) << 3;
  for (let i = 0; i < count; i += width) {
    const present = min(width, count - i);
    let source = from + <usize>i * stepBytes;
    if (present < width) {
      for (let p = 0; p < k; p++) {
        for (let w = 0; w < width; w++) {
          store<T>(to, w < present ? <T>(alpha * load<f64>(source + <usize>w * stepBytes)) : <T>0);
          to += sizeof<T>();
        }
        source += alongBytes;
      }
    } else if (sizeof<T>() == 8) {
      to = packFour(k, source, stepBytes, alongBytes, alpha, to);
    } else {
      to = packFloats(width, k, source, stepBytes, alongBytes, alpha, to);
    }
  }
}

function packFour(k: i32, source: usize, step: usize, along: usize, alpha: f64, to: usize): usize {
  const factor = f64x2.splat(alpha);
  let s = source;
  if (step == 8) {
    for (let p = 0; p < k; p++) {
      v128.store(to, f64x2.mul(factor, v128.load(s)));
      v128.store(to, f64x2.mul(factor, v128.load(s, 16)), 16);
      s += along;
      to += 32;
    }
    return to;
  }
  let p = 0;
  if (along == 8) {
    const step3 = step * 3;
    for (; p + 1 < k; p += 2) {
      const a = f64x2.mul(factor, v128.load(s));
      const b = f64x2.mul(factor, v128.load(s + step));
      const c = f64x2.mul(factor, v128.load(s + 2 * step));
      const d = f64x2.mul(factor, v128.load(s + step3));
      v128.store(to, v128.shuffle<f64>(a, b, 0, 2));
      v128.store(to, v128.shuffle<f64>(c, d, 0, 2), 16);
      v128.store(to, v128.shuffle<f64>(a, b, 1, 3), 32);
      v128.store(to, v128.shuffle<f64>(c, d, 1, 3), 48);
      s += 16;
      to += 64;
    }
  }
  for (; p < k; p++) {
    for (let w: usize = 0; w < 4; w++) store<f64>(to + (w << 3), alpha * load<f64>(s + w * step));
    s += along;
    to += 32;
  }
  return to;
}

function packFloats(width: i32, k: i32, source: usize, step: usize, along: usize, alpha: f64, to: usize): usize {
  const factor = f64x2.splat(alpha);
  const bytes = (<usize>width) << 2;
  let s = source;
  let p = 0;
  if (step == 8) {
    for (; p < k; p++) {
      for (let w: usize = 0; w < bytes; w += 16) {
        const a = f32x4.demote_f64x2_zero(f64x2.mul(factor, v128.load(s + 2 * w)));
        const b = f32x4.demote_f64x2_zero(f64x2.mul(factor, v128.load(s + 2 * w, 16)));
        v128.store(to + w, v128.shuffle<f32>(a, b, 0, 1, 4, 5));
      }
      s += along;
      to += bytes;
    }
  } else if (along == 8) {
    const step3 = step * 3;
    for (; p + 1 < k; p += 2) {
      let row = s;
      for (let w: usize = 0; w < bytes; w += 16) {
        const a = f32x4.demote_f64x2_zero(f64x2.mul(factor, v128.load(row)));
        const b = f32x4.demote_f64x2_zero(f64x2.mul(factor, v128.load(row + step)));
        const c = f32x4.demote_f64x2_zero(f64x2.mul(factor, v128.load(row + 2 * step)));
        const d = f32x4.demote_f64x2_zero(f64x2.mul(factor, v128.load(row + step3)));
        const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
        const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
        v128.store(to + w, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
        v128.store(to + bytes + w, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
        row += step << 2;
      }
      s += 16;
      to += bytes << 1;
    }
  }
  for (; p < k; p++) {
    for (let w: usize = 0; w < <usize>width; w++) store<f32>(to + (w << 2), <f32>(alpha * load<f64>(s + w * step)));
    s += along;
    to += bytes;
  }
  return to;
}

/** Adds a tile that reaches over the edge of C. */
function addPart(rows: i32, cols: i32, tile: usize, width: i32, c: usize, ldc: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) put(c, i * ldc + j, at(c, i * ldc + j) + at(tile, i * width + j));
  }
}

/**
 * C (m×n, rows `ldc` apart) += α·A·B; A(i, p) at a + i·ra + p·ca, B(p, j) at b + p·rb + j·cb.
 * `upper`: only tiles that touch the upper triangle of C (columns ≥ rows).
 */
export function gemm<T>(
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  ra: i32,
  ca: i32,
  beta: f64,
  b: usize,
  rb: i32,
  cb: i32,
  c: usize,
  ldc: i32,
  upper: bool,
): void {
  if (m == 0 || n == 0 || k == 0) return;
  const before = mark();
  const width = tileColumns<T>();
  const depth = min(k, KC);
  const blockA = allocate((min(m, MC) + ROWS) * depth, 1);
  const blockB = allocate((min(n, NC) + width) * depth, 1);
  const tile = allocate(ROWS, width);
  for (let jc = 0; jc < n; jc += NC) {
    const nc = min(NC, n - jc);
    for (let pc = 0; pc < k; pc += KC) {
      const kc = min(KC, k - pc);
      const sliverA = <usize>(ROWS * kc) * sizeof<T>();
      const sliverB = <usize>(width * kc) * sizeof<T>();
      pack<T>(width, nc, kc, offset(b, pc * rb + jc * cb), cb, rb, beta, blockB);
      for (let ic = 0; ic < m; ic += MC) {
        if (upper && ic >= jc + nc) break;
        const mc = min(MC, m - ic);
        pack<T>(ROWS, mc, kc, offset(a, ic * ra + pc * ca), ra, ca, alpha, blockA);
        let packedB = blockB;
        for (let jr = 0; jr < nc; jr += width) {
          const cols = min(width, nc - jr);
          let packedA = blockA;
          for (let ir = 0; ir < mc; ir += ROWS) {
            if (upper && ic + ir >= jc + jr + cols) break;
            const rows = min(ROWS, mc - ir);
            const corner = offset(c, (ic + ir) * ldc + jc + jr);
            const whole = rows == ROWS && cols == width;
            const target = whole ? corner : tile;
            const stride = (<usize>(whole ? ldc : width)) << 3;
            if (!whole) for (let i = 0; i < ROWS * width; i++) put(tile, i, 0);
            kernel<T>(kc, packedA, ROWS * sizeof<T>(), packedB, target, stride);
            if (!whole) addPart(rows, cols, tile, width, corner, ldc);
            packedA += sliverA;
          }
          packedB += sliverB;
        }
      }
    }
  }
  release(before);
}

/** Column-major C (m×n) += α·op(A)·op(B), op(A) m×k, op(B) k×n; leading dimensions in elements. */
export function gemmColumns(
  transA: bool,
  transB: bool,
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
): void {
  // The same memory read by rows is Cᵀ += op(B)ᵀ·op(A)ᵀ.
  gemm<f64>(
    n,
    m,
    k,
    alpha,
    b,
    transB ? 1 : ldb,
    transB ? ldb : 1,
    1,
    a,
    transA ? 1 : lda,
    transA ? lda : 1,
    c,
    ldc,
    false,
  );
}

/** Copies the upper triangle of a row-major n×n matrix into its lower one. */
export function mirrorUpper(n: i32, c: usize): void {
  const BLOCK = 16;
  for (let ib = 0; ib < n; ib += BLOCK) {
    for (let jb = 0; jb <= ib; jb += BLOCK) {
      for (let i = ib; i < min(n, ib + BLOCK); i++) {
        for (let j = jb; j < min(i, jb + BLOCK); j++) put(c, i * n + j, at(c, j * n + i));
      }
    }
  }
}

/** to (cols×rows) = fromᵀ (rows×cols, row-major), by blocks that fit the first cache. */
export function transpose(rows: i32, cols: i32, from: usize, ldFrom: i32, to: usize, ldTo: i32): void {
  const BLOCK = 16;
  for (let ib = 0; ib < rows; ib += BLOCK) {
    for (let jb = 0; jb < cols; jb += BLOCK) {
      const iEnd = min(rows, ib + BLOCK);
      const jEnd = min(cols, jb + BLOCK);
      for (let j = jb; j < jEnd; j++) {
        for (let i = ib; i < iEnd; i++) put(to, j * ldTo + i, at(from, i * ldFrom + j));
      }
    }
  }
}
