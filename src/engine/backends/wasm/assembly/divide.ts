/*
 * Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer (Cuppen; Gu and Eisenstat;
 * LAPACK's dstedc): T is two smaller problems and a change of rank one. Joining them costs one product, less for every
 * eigenvalue that deflates.
 */
import { allocate, allocateZeros, mark, release } from './arena';
import {
  arrange,
  ascending,
  BOTH,
  BOTTOM,
  DEFLATED,
  index,
  LEAF,
  mergeOrder,
  permuteColumns,
  setIndex,
  solveSecular,
  TOP,
  turnColumns,
} from './merging';
import { implicitQl, sortWith } from './ql';
import { rotate } from './rotations';
import { at, copy, hypotenuse, norm, offset, put, scale, signed } from './vector';

const EPSILON: f64 = 1.1102230246251565e-16;

/**
 * Replaces `d` (n) by the eigenvalues, ascending, and the n×n block Z (cleared before, columns `ldz` apart) by the
 * eigenvectors; `e` is lost. False when a leaf has not converged.
 */
export function divideAndConquer(n: i32, d: usize, e: usize, z: usize, ldz: i32): bool {
  if (n <= LEAF) return solveLeaf(n, d, e, z, ldz);
  const half = n / 2;
  const rho = at(e, half - 1);
  put(d, half - 1, at(d, half - 1) - Math.abs(rho));
  put(d, half, at(d, half) - Math.abs(rho));
  if (!divideAndConquer(half, d, e, z, ldz)) return false;
  if (!divideAndConquer(n - half, offset(d, half), offset(e, half), offset(z, half * ldz + half), ldz)) return false;
  join(n, half, rho, d, z, ldz);
  return true;
}

function solveLeaf(n: i32, d: usize, e: usize, z: usize, ldz: i32): bool {
  const before = mark();
  const vectors = allocateZeros(n, n);
  for (let i = 0; i < n; i++) put(vectors, i * n + i, 1);
  const converged = implicitQl(n, d, e, n, vectors, n);
  sortWith(n, d, false, n, vectors, 0, 0);
  for (let j = 0; j < n; j++) copy(n, offset(vectors, j * n), offset(z, j * ldz));
  release(before);
  return converged;
}

/** diag(T₁, T₂) + ρ·u·uᵀ from the eigenvectors of T₁ (half) and T₂, which stand in the diagonal blocks of Z. */
function join(n: i32, half: i32, coupling: f64, d: usize, z: usize, ldz: i32): void {
  const before = mark();
  const rho = 2 * Math.abs(coupling);
  const update = allocate(n, 1);
  for (let j = 0; j < half; j++) put(update, j, at(z, j * ldz + half - 1) * Math.SQRT1_2);
  for (let j = half; j < n; j++) put(update, j, signed(Math.SQRT1_2, coupling) * at(z, j * ldz + half));
  const order = allocate(n, 1);
  mergeOrder(n, half, d, order);
  const types = allocate(n, 1);
  const kept = allocate(n, 1);
  const count = deflate(n, half, rho, d, update, z, ldz, order, types, kept);
  if (count > 0) solveKept(n, half, count, rho, d, update, z, ldz, types, kept);
  sortColumns(n, d, z, ldz);
  release(before);
}

/**
 * Takes out eigenvalues that the update does not move, or not apart from a neighbour (dlaed2). The rest is listed in
 * `kept`, ascending; returns how many.
 */
function deflate(
  n: i32,
  half: i32,
  rho: f64,
  d: usize,
  update: usize,
  z: usize,
  ldz: i32,
  order: usize,
  types: usize,
  kept: usize,
): i32 {
  let size: f64 = 0;
  let weight: f64 = 0;
  for (let j = 0; j < n; j++) {
    size = Math.max(size, Math.abs(at(d, j)));
    weight = Math.max(weight, Math.abs(at(update, j)));
    setIndex(types, j, j < half ? TOP : BOTTOM);
  }
  const tolerance = 8 * EPSILON * Math.max(size, weight);
  let count = 0;
  let previous = -1;
  for (let k = 0; k < n; k++) {
    const next = index(order, k);
    if (rho * Math.abs(at(update, next)) <= tolerance) {
      setIndex(types, next, DEFLATED);
      continue;
    }
    if (previous >= 0) {
      const length = hypotenuse(at(update, next), at(update, previous));
      const c = at(update, next) / length;
      const s = -at(update, previous) / length;
      const apart = at(d, next) - at(d, previous);
      if (Math.abs(apart * c * s) <= tolerance) {
        // A rotation moves all of the update into `next`.
        put(update, next, length);
        if (index(types, next) != index(types, previous)) setIndex(types, next, BOTH);
        setIndex(types, previous, DEFLATED);
        rotate(n, c, s, offset(z, previous * ldz), offset(z, next * ldz));
        const left = at(d, previous);
        const right = at(d, next);
        put(d, previous, left * c * c + right * s * s);
        put(d, next, left * s * s + right * c * c);
      } else {
        setIndex(kept, count++, previous);
      }
    }
    previous = next;
  }
  if (previous >= 0) setIndex(kept, count++, previous);
  return count;
}

/** Eigenvectors of what is left, D + ρ·z·zᵀ, times the columns of Z (dlaed3). */
function solveKept(
  n: i32,
  half: i32,
  k: i32,
  rho: f64,
  d: usize,
  update: usize,
  z: usize,
  ldz: i32,
  types: usize,
  kept: usize,
): void {
  const poles = allocate(k, 1);
  const weights = allocate(k, 1);
  const roots = allocate(k, 1);
  const refined = allocate(k, 1);
  const distances = allocate(k, k);
  for (let j = 0; j < k; j++) {
    put(poles, j, at(d, index(kept, j)));
    put(weights, j, at(update, index(kept, j)));
  }
  solveSecular(k, poles, weights, rho, false, roots, distances, refined);
  const order = allocate(k, 1);
  arrange(k, kept, types, order);
  const vectors = allocate(k, k);
  for (let i = 0; i < k; i++) {
    put(d, index(kept, i), at(roots, i));
    const column = offset(distances, i * k);
    for (let j = 0; j < k; j++) put(column, j, at(refined, j) / at(column, j));
    scale(k, 1 / norm(k, column), column);
    for (let j = 0; j < k; j++) put(vectors, i * k + j, at(column, index(order, j)));
  }
  turnColumns(k, half, half, n - half, z, ldz, kept, order, vectors);
}

/** Brings eigenvalues and columns into ascending order: kept ones ascend already, deflated ones are among them. */
function sortColumns(n: i32, d: usize, z: usize, ldz: i32): void {
  const before = mark();
  const order = allocate(n, 1);
  ascending(n, d, order);
  permuteColumns(n, order, 1, d, 1);
  permuteColumns(n, order, n, z, ldz);
  release(before);
}
