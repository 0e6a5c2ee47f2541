/*
 * The decompositions of the contract. Inputs and outputs are row-major in memory; inside everything is column-major,
 * which for a row-major matrix means its transpose. Inputs are overwritten.
 */
import { allocate, allocateZeros } from './arena';
import { bidiagonalise } from './bidiagonal';
import { divideAndConquer } from './divide';
import { divideBidiagonal } from './dividebidiagonal';
import { transpose } from './gemm';
import { implicitQr } from './implicitqr';
import { factorPivoted } from './pivotedqr';
import { rationalQl, sortWith } from './ql';
import { extractR, factor, formQ } from './qr';
import { applyReflectors } from './reflectors';
import { tridiagonalise } from './tridiagonal';
import { copy, offset } from './vector';

/** A (m×n) → Q (m×k), R (k×n, cleared before), k = min(m, n). With `pivots` (n × i32) not 0: column pivoting. */
export function qr(m: i32, n: i32, a: usize, q: usize, r: usize, pivots: usize): void {
  const k = min(m, n);
  const columns = allocate(m, n);
  const tau = allocate(k, 1);
  transpose(m, n, a, n, columns, m);
  if (pivots != 0) factorPivoted(m, n, columns, m, tau, pivots);
  else factor(m, n, columns, m, tau);
  extractR(k, n, columns, m, r);
  const basis = allocateZeros(m, k);
  formQ(m, k, columns, m, tau, basis);
  transpose(k, m, basis, m, q, k);
}

/** Eigenvalues of the symmetric A (n×n, lower triangle), ascending, and eigenvectors in the columns of `vectors`. */
export function symmetricEigen(n: i32, a: usize, values: usize, vectors: usize): bool {
  const e = allocate(n, 1);
  const tau = allocate(n, 1);
  const lower = allocate(n, n);
  transpose(n, n, a, n, lower, n);
  tridiagonalise(n, lower, values, e, tau);
  const z = allocateZeros(n, n);
  if (!divideAndConquer(n, values, e, z, n)) return false;
  applyReflectors(n, n, n - 1, lower, n, 1, tau, z, n);
  transpose(n, n, z, n, vectors, n);
  return true;
}

export function symmetricEigenvalues(n: i32, a: usize, values: usize): bool {
  const e = allocate(n, 1);
  const tau = allocate(n, 1);
  const lower = allocate(n, n);
  transpose(n, n, a, n, lower, n);
  tridiagonalise(n, lower, values, e, tau);
  if (!rationalQl(n, values, e)) return false;
  sortWith(n, values, false, 0, 0, 0, 0);
  return true;
}

/** Column-major A (m×n, m ≥ n) is reduced to n×n by QR first when it is clearly taller than wide. */
function isTall(m: i32, n: i32): bool {
  return <f64>m > 1.5 * <f64>n;
}

/** Copies R out of a factored column-major matrix into an n×n one. */
function upperSquare(m: i32, n: i32, a: usize): usize {
  const square = allocateZeros(n, n);
  for (let j = 0; j < n; j++) copy(j + 1, offset(a, j * m), offset(square, j * n));
  return square;
}

/**
 * Thin SVD of the column-major A (m×n, m ≥ n ≥ 1): `s` descending, U (m×n) and V (n×n) row-major. V is not made where `v` is 0.
 * The caller gives a wide matrix as its transpose and swaps U and V.
 */
export function svdTall(m: i32, n: i32, a: usize, u: usize, s: usize, v: usize): bool {
  const tall = isTall(m, n);
  const tauQ = allocate(n, 1);
  let work = a;
  let rows = m;
  if (tall) {
    factor(m, n, a, m, tauQ);
    work = upperSquare(m, n, a);
    rows = n;
  }
  const e = allocate(n, 1);
  const tauU = allocate(n, 1);
  const tauV = allocate(n, 1);
  const rights = allocateZeros(n, n);
  bidiagonalise(rows, n, work, s, e, tauU, rights, tauV);
  const left = allocateZeros(n, n);
  const right = allocateZeros(n, n);
  if (!divideBidiagonal(n, 0, s, e, left, n, right, n)) return false;
  sortWith(n, s, true, n, left, n, right);
  if (v != 0) {
    applyReflectors(n, n, n - 1, rights, n, 1, tauV, right, n);
    transpose(n, n, right, n, v, n);
  }
  const full = allocateZeros(m, n);
  for (let j = 0; j < n; j++) copy(n, offset(left, j * n), offset(full, j * m));
  applyReflectors(rows, n, n, work, rows, 0, tauU, full, m);
  if (tall) applyReflectors(m, n, n, a, m, 0, tauQ, full, m);
  transpose(n, m, full, m, u, n);
  return true;
}

/** The singular values alone of the column-major A (m×n, m ≥ n ≥ 1), descending. */
export function singularValuesTall(m: i32, n: i32, a: usize, s: usize): bool {
  const tauQ = allocate(n, 1);
  let work = a;
  let rows = m;
  if (isTall(m, n)) {
    factor(m, n, a, m, tauQ);
    work = upperSquare(m, n, a);
    rows = n;
  }
  const e = allocate(n, 1);
  bidiagonalise(rows, n, work, s, e, allocate(n, 1), allocateZeros(n, n), allocate(n, 1));
  if (!implicitQr(n, s, e, 0, 0, 0, 0)) return false;
  sortWith(n, s, true, 0, 0, 0, 0);
  return true;
}
