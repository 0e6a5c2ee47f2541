/* Vectors of doubles with unit stride. Two SIMD accumulators or more hide the latency of an addition. */

export function at(p: usize, i: i32): f64 {
  return load<f64>(p + ((<usize>i) << 3));
}

export function put(p: usize, i: i32, value: f64): void {
  store<f64>(p + ((<usize>i) << 3), value);
}

export function offset(p: usize, i: i32): usize {
  return p + ((<usize>i) << 3);
}

export function sum2(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** |size| with the sign of `like`. */
export function signed(size: f64, like: f64): f64 {
  return copysign<f64>(size, like);
}

export function copy(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + 1 < n; i += 2) v128.store(offset(y, i), v128.load(offset(x, i)));
  if (i < n) put(y, i, at(x, i));
}

export function swap(n: i32, x: usize, y: usize): void {
  for (let i = 0; i < n; i++) {
    const t = at(x, i);
    put(x, i, at(y, i));
    put(y, i, t);
  }
}

export function scale(n: i32, alpha: f64, x: usize): void {
  const factor = f64x2.splat(alpha);
  let i = 0;
  for (; i + 1 < n; i += 2) v128.store(offset(x, i), f64x2.mul(factor, v128.load(offset(x, i))));
  if (i < n) put(x, i, alpha * at(x, i));
}

/** y += alpha·x */
export function axpy(n: i32, alpha: f64, x: usize, y: usize): void {
  const factor = f64x2.splat(alpha);
  let i = 0;
  for (; i + 1 < n; i += 2) {
    const to = offset(y, i);
    v128.store(to, f64x2.add(v128.load(to), f64x2.mul(factor, v128.load(offset(x, i)))));
  }
  if (i < n) put(y, i, at(y, i) + alpha * at(x, i));
}

export function dot(n: i32, x: usize, y: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let i = 0;
  for (; i + 7 < n; i += 8) {
    const p = offset(x, i);
    const q = offset(y, i);
    s0 = f64x2.add(s0, f64x2.mul(v128.load(p), v128.load(q)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(p, 16), v128.load(q, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(p, 32), v128.load(q, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(p, 48), v128.load(q, 48)));
  }
  let sum = sum2(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)));
  for (; i < n; i++) sum += at(x, i) * at(y, i);
  return sum;
}

/** The largest |xᵢ|; NaN when any entry is not finite. */
export function largest(n: i32, x: usize): f64 {
  let top = f64x2.splat(0);
  let poison = f64x2.splat(0);
  const zero = f64x2.splat(0);
  let i = 0;
  for (; i + 1 < n; i += 2) {
    const v = v128.load(offset(x, i));
    top = f64x2.pmax(top, f64x2.abs(v));
    poison = f64x2.add(poison, f64x2.mul(v, zero));
  }
  let most = Math.max(f64x2.extract_lane(top, 0), f64x2.extract_lane(top, 1));
  let bad = sum2(poison);
  if (i < n) {
    most = Math.max(most, Math.abs(at(x, i)));
    bad += at(x, i) * 0;
  }
  return most + bad;
}

/** ‖x‖₂; squares that could overflow or vanish are scaled by a power of two first. */
export function norm(n: i32, x: usize): f64 {
  const squares = dot(n, x, x);
  if (squares > 1e-260 && squares < 1e300) return Math.sqrt(squares);
  const most = largest(n, x);
  if (most == 0) return 0;
  const up = powerOfTwoBelow(most);
  const down = 1 / up;
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    const v = at(x, i) * down;
    sum += v * v;
  }
  return Math.sqrt(sum) * up;
}

/** 2^k with 2^k ≤ value < 2^(k+1), held within 2^±1000 so that its inverse exists. */
export function powerOfTwoBelow(value: f64): f64 {
  const exponent = <i32>((reinterpret<u64>(value) >> 52) & 0x7ff);
  const held = max(23, min(2023, exponent));
  return reinterpret<f64>((<u64>held) << 52);
}

/** √(a² + b²) without overflow. */
export function hypotenuse(a: f64, b: f64): f64 {
  const x = Math.abs(a);
  const y = Math.abs(b);
  const big = Math.max(x, y);
  const small = Math.min(x, y);
  if (small == 0) return big;
  const ratio = small / big;
  return big * Math.sqrt(1 + ratio * ratio);
}
