/*
 * The Gram matrix of centred rows as a packed triangle. X is packed once, into slivers that serve as both factors; a panel of rows
 * stays in cache until it goes out as it is wanted. The rows of a panel never stand a power of two apart: they would share few sets of
 * the caches.
 */
import { allocate, clear, mark, release } from './arena';
import { pack } from './gemm';
import { kernel } from './kernels';
import { at, offset, powerOfTwoBelow, put } from './vector';

const PANEL: i32 = 128;
const KC: i32 = 256;
const ROWS: i32 = 4;

/**
 * The means of the columns of X (rows×cols) subtracted, in place. Sums run over differences to the first row, so that a constant column
 * becomes exactly zero: it is left out. Returns how many columns are left; so far apart the rows stand then.
 */
export function centreColumns(rows: i32, cols: i32, x: usize): i32 {
  const before = mark();
  const first = allocate(cols, 1);
  const means = allocate(cols, 1);
  const spread = allocate(cols, 1);
  for (let j = 0; j < cols; j++) put(first, j, at(x, j));
  clear(means, cols);
  clear(spread, cols);
  for (let i = 1; i < rows; i++) addDifferences(cols, offset(x, i * cols), first, means, spread);
  let left = 0;
  for (let j = 0; j < cols; j++) {
    put(means, j, at(means, j) / <f64>rows);
    if (at(spread, j) != 0) left++;
  }
  for (let i = 0; i < rows; i++) {
    const from = offset(x, i * cols);
    if (left == cols) subtract(cols, from, first, means);
    else subtractVarying(cols, from, first, means, spread, offset(x, i * left));
  }
  release(before);
  return left;
}

/** `spread`: the largest difference of each column. */
function addDifferences(cols: i32, row: usize, first: usize, sums: usize, spread: usize): void {
  let j = 0;
  for (; j + 1 < cols; j += 2) {
    const difference = f64x2.sub(v128.load(offset(row, j)), v128.load(offset(first, j)));
    v128.store(offset(sums, j), f64x2.add(v128.load(offset(sums, j)), difference));
    v128.store(offset(spread, j), f64x2.pmax(v128.load(offset(spread, j)), f64x2.abs(difference)));
  }
  if (j == cols) return;
  const difference = at(row, j) - at(first, j);
  put(sums, j, at(sums, j) + difference);
  put(spread, j, Math.max(at(spread, j), Math.abs(difference)));
}

function subtract(cols: i32, row: usize, first: usize, means: usize): void {
  let j = 0;
  for (; j + 1 < cols; j += 2) {
    const difference = f64x2.sub(v128.load(offset(row, j)), v128.load(offset(first, j)));
    v128.store(offset(row, j), f64x2.sub(difference, v128.load(offset(means, j))));
  }
  if (j < cols) put(row, j, at(row, j) - at(first, j) - at(means, j));
}

/** `to` is never behind what is still to be read. */
function subtractVarying(cols: i32, row: usize, first: usize, means: usize, spread: usize, to: usize): void {
  for (let j = 0; j < cols; j++) {
    if (at(spread, j) == 0) continue;
    store<f64>(to, at(row, j) - at(first, j) - at(means, j));
    to += 8;
  }
}

/** out = the lower triangle of X·Xᵀ (X n×k) by rows, entries off the diagonal times `weight`. */
export function packedGram(n: i32, k: i32, x: usize, weight: f64, out: usize): void {
  fill<f64>(n, k, x, 1, weight, out);
}

/** The same in floats, `out` too, of X divided by a power of two that brings it near 1: nothing leaves the range of floats. */
export function packedGram32(n: i32, k: i32, x: usize, largest: f64, weight: f64, out: usize): void {
  fill<f32>(n, k, x, powerOfTwoBelow(largest), weight, out);
}

function roundUp(count: i32, to: i32): i32 {
  return ((count + to - 1) / to) * to;
}

function fill<T>(n: i32, k: i32, x: usize, up: f64, weight: f64, out: usize): void {
  const before = mark();
  const width = sizeof<T>() == 8 ? 4 : 8;
  const cols = roundUp(n, width);
  const packed = allocate(cols, k);
  for (let pc = 0; pc < k; pc += KC) {
    pack<T>(width, n, min(KC, k - pc), offset(x, pc), k, 1, 1 / up, packed + <usize>(cols * pc) * sizeof<T>());
  }
  const ld = cols + 8;
  const panel = allocate(PANEL, ld);
  for (let ic = 0; ic < n; ic += PANEL) {
    const high = min(PANEL, n - ic);
    clear(panel, PANEL * ld);
    for (let pc = 0; pc < k; pc += KC) {
      const kc = min(KC, k - pc);
      const chunk = packed + <usize>(cols * pc) * sizeof<T>();
      for (let jr = 0; jr < ic + high; jr += width) {
        const right = chunk + <usize>(jr * kc) * sizeof<T>();
        // Tiles above the diagonal are left out.
        for (let ir = max(0, jr - ic); ir < high; ir += ROWS) {
          const within = (ic + ir) % width;
          const left = chunk + <usize>((ic + ir - within) * kc + within) * sizeof<T>();
          kernel<T>(kc, left, <usize>width * sizeof<T>(), right, offset(panel, ir * ld + jr), (<usize>ld) << 3);
        }
      }
    }
    for (let i = 0; i < high; i++) {
      const row = offset(panel, i * ld);
      putRow<T>(ic + i, row, weight, out);
      out += <usize>(ic + i) * sizeof<T>();
      store<T>(out, <T>at(row, ic + i));
      out += sizeof<T>();
    }
  }
  release(before);
}

/** to = factor · row */
function putRow<T>(count: i32, row: usize, factor: f64, to: usize): void {
  const factors = f64x2.splat(factor);
  let j = 0;
  for (; j + 1 < count; j += 2) {
    const pair = f64x2.mul(factors, v128.load(offset(row, j)));
    if (sizeof<T>() == 8) v128.store(offset(to, j), pair);
    else v128.store64_lane(to + ((<usize>j) << 2), f32x4.demote_f64x2_zero(pair), 0);
  }
  if (j < count) store<T>(to + <usize>j * sizeof<T>(), <T>(factor * at(row, j)));
}
