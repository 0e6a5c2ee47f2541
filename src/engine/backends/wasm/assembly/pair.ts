/* Singular values of the upper triangular 2×2 matrix [f g; 0 h] (LAPACK's dlas2 and dlasv2), to full relative accuracy. */
import { signed } from './vector';

const EPSILON: f64 = 1.1102230246251565e-16;

export let sigmaMax: f64 = 0;
export let sigmaMin: f64 = 0;
export let cosLeft: f64 = 0;
export let sinLeft: f64 = 0;
export let cosRight: f64 = 0;
export let sinRight: f64 = 0;

/** The smaller singular value. */
export function smallerOfPair(f: f64, g: f64, h: f64): f64 {
  const small = Math.min(Math.abs(f), Math.abs(h));
  const big = Math.max(Math.abs(f), Math.abs(h));
  const off = Math.abs(g);
  if (small == 0) return 0;
  const s = 1 + small / big;
  const t = (big - small) / big;
  if (off < big) {
    const u = (off / big) * (off / big);
    return small * (2 / (Math.sqrt(s * s + u) + Math.sqrt(t * t + u)));
  }
  const u = big / off;
  if (u == 0) return (small * big) / off;
  const c = 1 / (Math.sqrt(1 + s * u * (s * u)) + Math.sqrt(1 + t * u * (t * u)));
  return small * c * u * 2;
}

/** [cosL sinL; −sinL cosL]·[f g; 0 h]·[cosR −sinR; sinR cosR] = diag(sigmaMax, sigmaMin); both may be negative. */
export function solvePair(f: f64, g: f64, h: f64): void {
  const swapped = Math.abs(h) > Math.abs(f);
  const ft = swapped ? h : f;
  const ht = swapped ? f : h;
  const fa = Math.abs(ft);
  const ha = Math.abs(ht);
  const ga = Math.abs(g);
  let cl: f64 = 1;
  let cr: f64 = 1;
  let sl: f64 = 0;
  let sr: f64 = 0;
  let most = fa;
  let least = ha;
  if (ga != 0) {
    if (ga > fa && fa / ga < EPSILON) {
      most = ga;
      least = ha > 1 ? fa / (ga / ha) : (fa / ga) * ha;
      sl = ht / g;
      sr = 1;
      cr = ft / g;
    } else {
      const d = fa - ha;
      const l = d == fa ? 1 : d / fa;
      const m = g / ft;
      const t = 2 - l;
      const mm = m * m;
      const s = Math.sqrt(t * t + mm);
      const r = l == 0 ? Math.abs(m) : Math.sqrt(l * l + mm);
      const a = 0.5 * (s + r);
      least = ha / a;
      most = fa * a;
      let tangent: f64;
      if (mm != 0) tangent = (m / (s + t) + m / (r + l)) * (1 + a);
      else if (l == 0) tangent = signed(2, ft) * signed(1, g);
      else tangent = g / signed(d, ft) + m / t;
      const size = Math.sqrt(tangent * tangent + 4);
      cr = 2 / size;
      sr = tangent / size;
      cl = (cr + sr * m) / a;
      sl = ((ht / ft) * sr) / a;
    }
  }
  cosLeft = swapped ? sr : cl;
  sinLeft = swapped ? cr : sl;
  cosRight = swapped ? sl : cr;
  sinRight = swapped ? cl : sr;
  let sign: f64;
  if (ga > fa) sign = signed(1, sinRight) * signed(1, cosLeft) * signed(1, g);
  else if (swapped) sign = signed(1, sinRight) * signed(1, sinLeft) * signed(1, h);
  else sign = signed(1, cosRight) * signed(1, cosLeft) * signed(1, f);
  sigmaMax = signed(most, sign);
  sigmaMin = signed(least, sign * signed(1, f) * signed(1, h));
}
