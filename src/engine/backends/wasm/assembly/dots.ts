/*
 * Inner products of many vectors with many, a chunk of each at a time, so that what is read once serves a whole block. A product
 * sums the entries with even index and those with odd index of a chunk, then both, then the chunks one after the other: the same
 * operations whatever stands beside it, so that its last bit depends on its two vectors alone.
 */
import { at, offset, put, sum2 } from './vector';

/** sums (rows×cols) += the products of `rows` vectors at `a` with `cols` vectors at `b`, all of an even `length`, one after the other. */
export function addDots(rows: i32, cols: i32, length: i32, a: usize, b: usize, sums: usize): void {
  for (let i = 0; i < rows; i += 2) {
    for (let j = 0; j < cols; j += 4) {
      const x = offset(a, i * length);
      const y = offset(b, j * length);
      const to = offset(sums, i * cols + j);
      if (i + 2 <= rows && j + 4 <= cols) addTile(length, x, y, to, cols);
      else addPart(min(2, rows - i), min(4, cols - j), length, x, y, to, cols);
    }
  }
}

function add(sums: usize, i: i32, product: v128): void {
  put(sums, i, at(sums, i) + sum2(product));
}

function addPart(rows: i32, cols: i32, length: i32, a: usize, b: usize, sums: usize, ld: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      let p = offset(a, i * length);
      let q = offset(b, j * length);
      let product = f64x2.splat(0);
      for (const end = offset(p, length); p < end; p += 16, q += 16) {
        product = f64x2.add(product, f64x2.mul(v128.load(p), v128.load(q)));
      }
      add(sums, i * ld + j, product);
    }
  }
}

/** 2×4 products: eight sums and six vectors stay within the sixteen SIMD registers of x64. */
function addTile(length: i32, a: usize, b: usize, sums: usize, ld: i32): void {
  const step = (<usize>length) << 3;
  const end = a + step;
  let c00 = f64x2.splat(0);
  let c01 = f64x2.splat(0);
  let c02 = f64x2.splat(0);
  let c03 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c11 = f64x2.splat(0);
  let c12 = f64x2.splat(0);
  let c13 = f64x2.splat(0);
  let x0: v128, x1: v128, y: v128;
  let b1 = b + step;
  let b2 = b1 + step;
  let b3 = b2 + step;
  for (; a < end; a += 16) {
    x0 = v128.load(a);
    x1 = v128.load(a + step);
    y = v128.load(b);
    c00 = f64x2.add(c00, f64x2.mul(x0, y));
    c10 = f64x2.add(c10, f64x2.mul(x1, y));
    y = v128.load(b1);
    c01 = f64x2.add(c01, f64x2.mul(x0, y));
    c11 = f64x2.add(c11, f64x2.mul(x1, y));
    y = v128.load(b2);
    c02 = f64x2.add(c02, f64x2.mul(x0, y));
    c12 = f64x2.add(c12, f64x2.mul(x1, y));
    y = v128.load(b3);
    c03 = f64x2.add(c03, f64x2.mul(x0, y));
    c13 = f64x2.add(c13, f64x2.mul(x1, y));
    b += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
  }
  add(sums, 0, c00);
  add(sums, 1, c01);
  add(sums, 2, c02);
  add(sums, 3, c03);
  add(sums, ld, c10);
  add(sums, ld + 1, c11);
  add(sums, ld + 2, c12);
  add(sums, ld + 3, c13);
}

/** to (doubles) = from (an even number of floats). */
export function widen(count: i32, from: usize, to: usize): void {
  for (const end = from + ((<usize>count) << 2); from < end; from += 8, to += 16) {
    v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from)));
  }
}
