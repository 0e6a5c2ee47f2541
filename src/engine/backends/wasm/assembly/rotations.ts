/* Plane rotations: making one, and applying a chain of them to neighbouring columns. */
import { at, hypotenuse, offset, put } from './vector';

/** Of the last `makeRotation`: c·f + s·g = r, −s·f + c·g = 0. */
export let cosine: f64 = 1;
export let sine: f64 = 0;
export let radius: f64 = 0;

export function makeRotation(f: f64, g: f64): void {
  if (g == 0) {
    cosine = 1;
    sine = 0;
    radius = f;
  } else if (f == 0) {
    cosine = 0;
    sine = 1;
    radius = g;
  } else {
    const squares = f * f + g * g;
    const safe = squares > 1e-280 && squares < 1e300;
    const r = copysign<f64>(safe ? Math.sqrt(squares) : hypotenuse(f, g), f);
    cosine = f / r;
    sine = g / r;
    radius = r;
  }
}

/** Rotations for columns (first + i, first + i + 1), i from 0 upwards: left' = c·left + s·right, right' = c·right − s·left. */
export function rotateForward(rows: i32, count: i32, c: usize, s: usize, first: usize, ld: i32): void {
  for (let i = 0; i < count; i++) rotate(rows, at(c, i), at(s, i), offset(first, i * ld), offset(first, (i + 1) * ld));
}

/** The same chain, i from count − 1 downwards. */
export function rotateBackward(rows: i32, count: i32, c: usize, s: usize, first: usize, ld: i32): void {
  for (let i = count - 1; i >= 0; i--)
    rotate(rows, at(c, i), at(s, i), offset(first, i * ld), offset(first, (i + 1) * ld));
}

export function rotate(n: i32, c: f64, s: f64, x: usize, y: usize): void {
  if (s == 0 && c == 1) return;
  const cc = f64x2.splat(c);
  const ss = f64x2.splat(s);
  let i = 0;
  for (; i + 1 < n; i += 2) {
    const p = offset(x, i);
    const q = offset(y, i);
    const left = v128.load(p);
    const right = v128.load(q);
    v128.store(p, f64x2.add(f64x2.mul(cc, left), f64x2.mul(ss, right)));
    v128.store(q, f64x2.sub(f64x2.mul(cc, right), f64x2.mul(ss, left)));
  }
  if (i < n) {
    const left = at(x, i);
    const right = at(y, i);
    put(x, i, c * left + s * right);
    put(y, i, c * right - s * left);
  }
}
