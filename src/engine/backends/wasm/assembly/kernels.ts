/*
 * The register tiles: C (4 rows, `stride` bytes apart) += sliver of A · sliver of B over `k` steps. Eight accumulators,
 * two vectors of B and one broadcast of A stay within the sixteen SIMD registers of x64.
 * Not unrolled: V8 would hoist the loads of several steps and spill the accumulators.
 * The 32-bit kernel sums `k` steps in floats, then adds to C in doubles.
 */
function addDoubles(c: usize, left: v128, right: v128): void {
  v128.store(c, f64x2.add(v128.load(c), left));
  v128.store(c, f64x2.add(v128.load(c, 16), right), 16);
}

function addFloats(c: usize, left: v128, right: v128): void {
  addDoubles(c, f64x2.promote_low_f32x4(left), f64x2.promote_low_f32x4(v128.shuffle<f64>(left, left, 1, 1)));
  addDoubles(c + 32, f64x2.promote_low_f32x4(right), f64x2.promote_low_f32x4(v128.shuffle<f64>(right, right, 1, 1)));
}

export function kernel64(k: i32, a: usize, b: usize, c: usize, stride: usize): void {
  let c00 = f64x2.splat(0);
  let c01 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let c21 = f64x2.splat(0);
  let c30 = f64x2.splat(0);
  let c31 = f64x2.splat(0);
  let b0: v128, b1: v128, x: v128;
  for (; k > 0; k--) {
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load64_splat(a);
    c00 = f64x2.add(c00, f64x2.mul(x, b0));
    c01 = f64x2.add(c01, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 8);
    c10 = f64x2.add(c10, f64x2.mul(x, b0));
    c11 = f64x2.add(c11, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 16);
    c20 = f64x2.add(c20, f64x2.mul(x, b0));
    c21 = f64x2.add(c21, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 24);
    c30 = f64x2.add(c30, f64x2.mul(x, b0));
    c31 = f64x2.add(c31, f64x2.mul(x, b1));
    a += 32;
    b += 32;
  }
  addDoubles(c, c00, c01);
  c += stride;
  addDoubles(c, c10, c11);
  c += stride;
  addDoubles(c, c20, c21);
  c += stride;
  addDoubles(c, c30, c31);
}

/** `stepA`: bytes from one step of A to the next. */
export function kernel32(k: i32, a: usize, stepA: usize, b: usize, c: usize, stride: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let b0: v128, b1: v128, x: v128;
  for (; k > 0; k--) {
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(x, b0));
    c01 = f32x4.add(c01, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(x, b0));
    c11 = f32x4.add(c11, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(x, b0));
    c21 = f32x4.add(c21, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(x, b0));
    c31 = f32x4.add(c31, f32x4.mul(x, b1));
    a += stepA;
    b += 32;
  }
  addFloats(c, c00, c01);
  c += stride;
  addFloats(c, c10, c11);
  c += stride;
  addFloats(c, c20, c21);
  c += stride;
  addFloats(c, c30, c31);
}
