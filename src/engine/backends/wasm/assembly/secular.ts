/*
 * Roots of the secular equation 1/ρ + Σ zⱼ²/(dⱼ − λ) = 0, d ascending, ρ > 0: the eigenvalues of D + ρ·z·zᵀ. Each lies
 * between its pole and the next; the last below d + ρ·‖z‖². With squared poles, 1/ρ + Σ zⱼ²/(dⱼ² − σ²) = 0: the singular values of
 * diag(d) with √ρ·z in place of its first row, d₁ = 0. Every quantity is taken relative to the nearer pole, so that
 * the differences dⱼ − λ have full relative accuracy, which the eigenvectors need (Li, LAPACK working note 89).
 */
import { allocate, mark, release } from './arena';
import { at, put } from './vector';

const EPSILON: f64 = 1.1102230246251565e-16;
const STEPS: i32 = 100;

let psi: f64 = 0;
let phi: f64 = 0;
let slopePsi: f64 = 0;
let slopePhi: f64 = 0;

/** ψ = Σ over j ≤ split, φ = Σ over j > split of zⱼ²/δⱼ, and their derivatives; δ = d − λ. */
function evaluate(k: i32, split: i32, z: usize, delta: usize): void {
  psi = 0;
  slopePsi = 0;
  for (let j = 0; j <= split; j++) {
    const t = at(z, j) / at(delta, j);
    psi += at(z, j) * t;
    slopePsi += t * t;
  }
  phi = 0;
  slopePhi = 0;
  for (let j = k - 1; j > split; j--) {
    const t = at(z, j) / at(delta, j);
    phi += at(z, j) * t;
    slopePhi += t * t;
  }
}

/** The step to the root of the rational function with poles at δ₁ and δ₂ that matches w and the slopes. */
function step(c: f64, w: f64, slope: f64, first: f64, second: f64, last: bool): f64 {
  const a = (first + second) * w - first * second * slope;
  const b = first * second * w;
  const root = Math.sqrt(Math.abs(a * a - 4 * b * c));
  if (last) return a >= 0 ? (a + root) / (2 * c) : (2 * b) / (a - root);
  return a <= 0 ? (a - root) / (2 * c) : (2 * b) / (a + root);
}

/** How far pole j lies above pole i: dⱼ − dᵢ, or dⱼ² − dᵢ² to full relative accuracy. */
export function apart(d: usize, j: i32, i: i32, squared: bool): f64 {
  const difference = at(d, j) - at(d, i);
  return squared ? difference * (at(d, j) + at(d, i)) : difference;
}

/** The root that lies `tau` above a pole. */
function above(pole: f64, tau: f64, squared: bool): f64 {
  return squared ? pole + tau / (pole + Math.sqrt(pole * pole + tau)) : pole + tau;
}

/** Root i: returns λ (or σ), and dⱼ − λ (or dⱼ² − σ²) in `delta` (k). */
export function secularRoot(k: i32, i: i32, d: usize, z: usize, rho: f64, squared: bool, delta: usize): f64 {
  if (k == 1) {
    const moved = rho * at(z, 0) * at(z, 0);
    put(delta, 0, -moved);
    return above(at(d, 0), moved, squared);
  }
  const before = mark();
  const gaps = allocate(k, 1);
  const inverse = 1 / rho;
  const last = i == k - 1;
  let squares: f64 = 0;
  if (last) for (let j = 0; j < k; j++) squares += at(z, j) * at(z, j);
  const gap = last ? rho * squares : apart(d, i + 1, i, squared);
  // The poles that bound the step, and the origin: the pole on whose side of the middle the root lies.
  const lower = last ? i - 1 : i;
  let origin = i;
  let low: f64 = 0;
  let high: f64 = last ? gap : 0.5 * gap;
  if (!last) {
    for (let j = 0; j < k; j++) put(delta, j, apart(d, j, i, squared) - 0.5 * gap);
    evaluate(k, i, z, delta);
    if (inverse + psi + phi < 0) {
      origin = i + 1;
      low = -0.5 * gap;
      high = 0;
    }
  }
  for (let j = 0; j < k; j++) put(gaps, j, apart(d, j, origin, squared));
  let tau = last ? 0.5 * gap : 0.5 * (low + high);
  for (let tries = 0; tries < STEPS; tries++) {
    for (let j = 0; j < k; j++) put(delta, j, at(gaps, j) - tau);
    evaluate(k, lower, z, delta);
    const w = inverse + psi + phi;
    const slope = slopePsi + slopePhi;
    const noise = 8 * (Math.abs(psi) + Math.abs(phi)) + inverse + Math.abs(tau) * slope;
    if (Math.abs(w) <= EPSILON * noise) break;
    if (w < 0) low = tau;
    else high = tau;
    const first = at(delta, lower);
    const second = at(delta, lower + 1);
    let c: f64;
    if (last) {
      c = Math.abs(w - first * slopePsi - second * slopePhi);
    } else {
      const near = origin == i ? at(z, i) / first : at(z, i + 1) / second;
      const width = origin == i ? -gap : gap;
      c = w - (origin == i ? second : first) * slope - width * near * near;
    }
    let eta = step(c, w, slope, first, second, last);
    if (!(w * eta < 0)) eta = -w / slope;
    let next = tau + eta;
    // Outside of what is known, or slow: halve.
    if (!(next > low && next < high) || tries > 20) next = 0.5 * (low + high);
    if (next == tau || next == low || next == high) break;
    tau = next;
  }
  for (let j = 0; j < k; j++) put(delta, j, at(gaps, j) - tau);
  release(before);
  return above(at(d, origin), tau, squared);
}
