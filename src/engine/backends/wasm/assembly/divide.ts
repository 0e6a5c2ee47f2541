/*
 * Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer (Cuppen; Gu and Eisenstat;
 * LAPACK's dstedc): T is two smaller problems and a change of rank one. Joining them costs one product, less for every
 * eigenvalue that deflates.
 */
import { allocate, allocateZeros, mark, release } from './arena';
import { gemmColumns } from './gemm';
import { implicitQl, sortWith } from './ql';
import { rotate } from './rotations';
import { secularRoot } from './secular';
import { at, copy, hypotenuse, norm, offset, put, scale, signed } from './vector';

const LEAF: i32 = 32;
const EPSILON: f64 = 1.1102230246251565e-16;

/** Which rows of a column may be other than zero. */
const TOP: i32 = 0;
const BOTH: i32 = 1;
const BOTTOM: i32 = 2;
const DEFLATED: i32 = 3;

function index(p: usize, i: i32): i32 {
  return load<i32>(p + ((<usize>i) << 2));
}

function setIndex(p: usize, i: i32, value: i32): void {
  store<i32>(p + ((<usize>i) << 2), value);
}

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

/** Merges two ascending runs of `d` (the second begins at `half`) into an order. */
function mergeOrder(n: i32, half: i32, d: usize, order: usize): void {
  let i = 0;
  let j = half;
  for (let k = 0; k < n; k++) {
    if (j == n || (i < half && at(d, i) <= at(d, j))) setIndex(order, k, i++);
    else setIndex(order, k, j++);
  }
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
  const refined = allocate(k, 1);
  const s = allocate(k, k);
  for (let j = 0; j < k; j++) {
    put(poles, j, at(d, index(kept, j)));
    put(weights, j, at(update, index(kept, j)));
    put(refined, j, 1);
  }
  for (let i = 0; i < k; i++) put(d, index(kept, i), secularRoot(k, i, poles, weights, rho, offset(s, i * k)));
  // The update whose exact eigenvalues are those found (Gu and Eisenstat): its eigenvectors are orthogonal.
  for (let i = 0; i < k; i++) {
    const column = offset(s, i * k);
    for (let j = 0; j < k; j++) {
      const ratio = i == j ? at(column, j) : at(column, j) / (at(poles, j) - at(poles, i));
      put(refined, j, at(refined, j) * ratio);
    }
  }
  for (let j = 0; j < k; j++) put(refined, j, signed(Math.sqrt(-at(refined, j)), at(weights, j)));
  // Rows of S and columns of Z in the order top, both, bottom, so that zeros are not multiplied.
  const order = allocate(k, 1);
  let place = 0;
  let tops = 0;
  let boths = 0;
  for (let type = TOP; type <= BOTTOM; type++) {
    for (let j = 0; j < k; j++) if (index(types, index(kept, j)) == type) setIndex(order, place++, j);
    if (type == TOP) tops = place;
    if (type == BOTH) boths = place - tops;
  }
  const vectors = allocate(k, k);
  for (let i = 0; i < k; i++) {
    const column = offset(s, i * k);
    for (let j = 0; j < k; j++) put(column, j, at(refined, j) / at(column, j));
    scale(k, 1 / norm(k, column), column);
    for (let j = 0; j < k; j++) put(vectors, i * k + j, at(column, index(order, j)));
  }
  const rest = n - half;
  const upper = tops + boths;
  const lower = k - tops;
  const above = allocate(half, max(upper, 1));
  const below = allocate(rest, max(lower, 1));
  for (let j = 0; j < k; j++) {
    const column = offset(z, index(kept, index(order, j)) * ldz);
    if (j < upper) copy(half, column, offset(above, j * half));
    if (j >= tops) copy(rest, offset(column, half), offset(below, (j - tops) * rest));
  }
  const product = allocateZeros(n, k);
  gemmColumns(false, false, half, k, upper, 1, above, half, vectors, k, product, n);
  gemmColumns(false, false, rest, k, lower, 1, below, rest, offset(vectors, tops), k, offset(product, half), n);
  for (let i = 0; i < k; i++) copy(n, offset(product, i * n), offset(z, index(kept, i) * ldz));
}

/** Brings eigenvalues and columns into ascending order: kept ones ascend already, deflated ones are among them. */
function sortColumns(n: i32, d: usize, z: usize, ldz: i32): void {
  const before = mark();
  const order = allocate(n, 1);
  const spare = allocate(n, 1);
  for (let i = 0; i < n; i++) setIndex(order, i, i);
  mergeSort(n, d, order, spare);
  const values = allocate(n, 1);
  const columns = allocate(n, n);
  for (let i = 0; i < n; i++) {
    put(values, i, at(d, index(order, i)));
    copy(n, offset(z, index(order, i) * ldz), offset(columns, i * n));
  }
  copy(n, values, d);
  for (let i = 0; i < n; i++) copy(n, offset(columns, i * n), offset(z, i * ldz));
  release(before);
}

/** Sorts the indices in `order` by d, stable, bottom up. */
function mergeSort(n: i32, d: usize, order: usize, spare: usize): void {
  for (let width = 1; width < n; width *= 2) {
    for (let from = 0; from < n; from += 2 * width) {
      const middle = min(from + width, n);
      const end = min(from + 2 * width, n);
      let i = from;
      let j = middle;
      for (let k = from; k < end; k++) {
        const left = j == end || (i < middle && at(d, index(order, i)) <= at(d, index(order, j)));
        setIndex(spare, k, index(order, left ? i++ : j++));
      }
    }
    for (let k = 0; k < n; k++) setIndex(order, k, index(spare, k));
  }
}
