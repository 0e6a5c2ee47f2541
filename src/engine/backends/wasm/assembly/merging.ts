/*
 * What divide and conquer has in common for eigenvalues and for singular values: two smaller problems are joined by a change
 * of rank one. What it does not move deflates; the rest solves a secular equation, and its vectors turn the columns of both.
 */
import { allocate, allocateZeros, mark, release } from './arena';
import { gemmColumns } from './gemm';
import { apart, secularRoot } from './secular';
import { at, copy, offset, put, signed } from './vector';

/** Problems up to this size are not divided. */
export const LEAF: i32 = 32;

/** Which rows of a column may be other than zero. */
export const TOP: i32 = 0;
export const BOTH: i32 = 1;
export const BOTTOM: i32 = 2;
export const DEFLATED: i32 = 3;

export function index(p: usize, i: i32): i32 {
  return load<i32>(p + ((<usize>i) << 2));
}

export function setIndex(p: usize, i: i32, value: i32): void {
  store<i32>(p + ((<usize>i) << 2), value);
}

/** Merges two ascending runs of `d` (the second begins at `half`) into an order. */
export function mergeOrder(n: i32, half: i32, d: usize, order: usize): void {
  let i = 0;
  let j = half;
  for (let k = 0; k < n; k++) {
    if (j == n || (i < half && at(d, i) <= at(d, j))) setIndex(order, k, i++);
    else setIndex(order, k, j++);
  }
}

/**
 * The roots, for each the distances of the poles from it in a column of `distances` (k×k), and the update whose exact roots are
 * those found (Gu and Eisenstat): its vectors are orthogonal.
 */
export function solveSecular(
  k: i32,
  poles: usize,
  weights: usize,
  rho: f64,
  squared: bool,
  roots: usize,
  distances: usize,
  refined: usize,
): void {
  for (let i = 0; i < k; i++) {
    put(roots, i, secularRoot(k, i, poles, weights, rho, squared, offset(distances, i * k)));
    put(refined, i, 1);
  }
  for (let i = 0; i < k; i++) {
    const column = offset(distances, i * k);
    for (let j = 0; j < k; j++) {
      const ratio = i == j ? at(column, j) : at(column, j) / apart(poles, j, i, squared);
      put(refined, j, at(refined, j) * ratio);
    }
  }
  for (let j = 0; j < k; j++) put(refined, j, signed(Math.sqrt(-at(refined, j)), at(weights, j)));
}

/** Of the last `arrange`: how many of the kept columns reach into the upper rows, and into the lower ones. */
export let upper: i32 = 0;
export let lower: i32 = 0;

/** Kept columns in the order top, both, bottom, so that zeros are not multiplied. */
export function arrange(k: i32, kept: usize, types: usize, order: usize): void {
  let place = 0;
  upper = k;
  lower = k;
  for (let type = TOP; type <= BOTTOM; type++) {
    const before = place;
    for (let j = 0; j < k; j++) if (index(types, index(kept, j)) == type) setIndex(order, place++, j);
    if (type == TOP) lower -= place - before;
    if (type == BOTTOM) upper -= place - before;
  }
}

/** The kept columns of Z, in the rows up to `top` and in `bottom` rows from `from` on, times S (k×k), its rows arranged. */
export function turnColumns(
  k: i32,
  top: i32,
  from: i32,
  bottom: i32,
  z: usize,
  ldz: i32,
  kept: usize,
  order: usize,
  s: usize,
): void {
  const before = mark();
  const tops = k - lower;
  const above = allocate(top, max(upper, 1));
  const below = allocate(bottom, max(lower, 1));
  for (let j = 0; j < k; j++) {
    const column = offset(z, index(kept, index(order, j)) * ldz);
    if (j < upper) copy(top, column, offset(above, j * top));
    if (j >= tops) copy(bottom, offset(column, from), offset(below, (j - tops) * bottom));
  }
  const turned = allocateZeros(top, k);
  const turnedBelow = allocateZeros(bottom, k);
  gemmColumns(false, false, top, k, upper, 1, above, top, s, k, turned, top);
  gemmColumns(false, false, bottom, k, lower, 1, below, bottom, offset(s, tops), k, turnedBelow, bottom);
  for (let i = 0; i < k; i++) {
    const column = offset(z, index(kept, i) * ldz);
    copy(top, offset(turned, i * top), column);
    copy(bottom, offset(turnedBelow, i * bottom), offset(column, from));
  }
  release(before);
}

/** Brings `d` into ascending order: fills `order`. */
export function ascending(n: i32, d: usize, order: usize): void {
  const before = mark();
  const spare = allocate(n, 1);
  for (let i = 0; i < n; i++) setIndex(order, i, i);
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
  release(before);
}

/** Columns of Z (`rows` long, `ldz` apart) in another order. */
export function permuteColumns(n: i32, order: usize, rows: i32, z: usize, ldz: i32): void {
  const before = mark();
  const columns = allocate(rows, n);
  for (let i = 0; i < n; i++) copy(rows, offset(z, index(order, i) * ldz), offset(columns, i * rows));
  for (let i = 0; i < n; i++) copy(rows, offset(columns, i * rows), offset(z, i * ldz));
  release(before);
}
