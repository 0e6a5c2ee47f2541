import type { Linalg, Precision } from '../linalg/linalg';
import { matrix, type Matrix } from '../linalg/matrix';

/** Sums over the N instances of one representation: all that some measures need of it, whatever N. */
export interface Moments {
  readonly rows: number;
  /** Column means, D. */
  readonly mean: Float64Array;
  /** (HR)ᵀ(HR), D×D. */
  readonly scatter: Matrix;
  /** All rows equal. */
  readonly constant: boolean;
}

export interface PairMoments {
  readonly first: Moments;
  readonly second: Moments;
  /** (HR)ᵀ(HR′), D×D′. */
  readonly cross: Matrix;
}

/**
 * Sums over some of the instances, of one side or of two that stand next to each other: W columns in all. Plain data, so that parts
 * of a file can be summed by several threads. Products run over differences to a fixed row c, the mean of the first rows of the
 * file, and are corrected by N(m−c)(m−c)ᵀ at the end: for b first rows the correction is at most N/b times the scatter, so few
 * digits are lost, and a large mean costs none.
 */
export interface RowSums {
  readonly sides: readonly SumsOfSide[];
  readonly rows: number;
  /** Of all columns, each (x−c)/unit, and a last one of ones: (W+1)×(W+1). Its last row is the sums of the columns. */
  readonly products: Float64Array;
}

interface SumsOfSide {
  readonly width: number;
  /** The file's first row, and c. */
  readonly first: Float64Array;
  readonly centre: Float64Array;
  /** A power of two near the largest difference among the first rows: sides of any scale meet in one product. */
  readonly unit: number;
  /** All rows are the first. */
  readonly constant: boolean;
}

/** Gathers sums out of blocks of rows, in one pass. */
export class MomentSums {
  readonly #sides: (SumsOfSide & { constant: boolean })[];
  /** W + 1. */
  readonly #width: number;
  readonly #products: Float64Array;
  #room = new Float64Array(0);
  #rows = 0;

  /** `begin`: the first rows of each side (one or two) in its file, which set c; they are not counted. */
  constructor(
    begin: readonly Matrix[],
    private readonly linalg: Linalg,
    private readonly precision: Precision,
  ) {
    this.#sides = begin.map(beginningOf);
    this.#width = widthOf(this.#sides) + 1;
    this.#products = new Float64Array(this.#width ** 2);
  }

  /** Rows of each side, the same instances in both. */
  add(blocks: readonly Matrix[]): void {
    const [{ rows }] = blocks as [Matrix];
    const width = this.#width;
    if (this.#room.length !== rows * width) this.#room = new Float64Array(rows * width).fill(1);
    let left = 0;
    for (const [at, block] of blocks.entries()) {
      const side = this.#sides[at]!;
      if (side.constant) side.constant = allRowsAre(side.first, block);
      this.#place(block, side, left);
      left += side.width;
    }
    addTo(this.#products, this.linalg.gram(matrix(rows, width, this.#room), { precision: this.precision }).data);
    this.#rows += rows;
  }

  get sums(): RowSums {
    return { sides: this.#sides, rows: this.#rows, products: this.#products };
  }

  /** Puts (x−c)/unit into the columns from `left` on. */
  #place({ rows, cols, data }: Matrix, { centre, unit }: SumsOfSide, left: number): void {
    const [room, width, factor] = [this.#room, this.#width, 1 / unit];
    for (let i = 0, from = 0, to = left; i < rows; i++, to += width - cols) {
      for (let j = 0; j < cols; j++, from++, to++) room[to] = (data[from]! - centre[j]!) * factor;
    }
  }
}

function beginningOf({ rows, cols, data }: Matrix): SumsOfSide {
  // Over differences to the first row, so that a large mean costs no digits and a constant column is met exactly.
  const first = data.slice(0, cols);
  const mean = new Float64Array(cols);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, at++) mean[j]! += (data[at]! - first[j]!) / rows;
  }
  const centre = mean.map((difference, j) => difference + first[j]!);
  let largest = 0;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, at++) largest = Math.max(largest, Math.abs(data[at]! - centre[j]!));
  }
  const exponent = Math.min(Math.max(Math.floor(Math.log2(largest)), -1000), 1000);
  return { width: cols, first, centre, unit: largest === 0 ? 1 : 2 ** exponent, constant: true };
}

/** The sums of all instances out of those of parts, which began with the same rows. */
export function joinedSums(parts: readonly RowSums[]): RowSums {
  const [one, ...others] = parts as [RowSums, ...RowSums[]];
  const products = one.products.slice();
  for (const other of others) addTo(products, other.products);
  const sides = one.sides.map((side, at) => ({
    ...side,
    constant: parts.every((part) => part.sides[at]!.constant),
  }));
  return { sides, rows: parts.reduce((rows, part) => rows + part.rows, 0), products };
}

/** Of the side `at`. */
export function momentsOf(sums: RowSums, at: number): Moments {
  const { centre, unit, constant } = sums.sides[at]!;
  const mean = offsetOf(sums, at).map((offset, j) => offset * unit + centre[j]!);
  return { rows: sums.rows, mean, scatter: scatterOf(sums, at, at), constant };
}

export function pairMomentsOf(sums: RowSums): PairMoments {
  return { first: momentsOf(sums, 0), second: momentsOf(sums, 1), cross: scatterOf(sums, 0, 1) };
}

/** (m − c)/unit. */
function offsetOf({ sides, products, rows }: RowSums, at: number): Float64Array {
  const width = widthOf(sides);
  const first = width * (width + 1) + leftOf(sides, at);
  return products.slice(first, first + sides[at]!.width).map((total) => total / rows);
}

/** (HR)ᵀ(HR′) of two sides, or of one with itself. */
function scatterOf(sums: RowSums, a: number, b: number): Matrix {
  const { sides, rows, products } = sums;
  const [first, second] = [sides[a]!, sides[b]!];
  const [top, left] = [leftOf(sides, a), leftOf(sides, b)];
  const [down, along] = [offsetOf(sums, a), offsetOf(sums, b)];
  const scatter = matrix(first.width, second.width);
  for (let i = 0, at = 0; i < first.width; i++) {
    const row = (top + i) * (widthOf(sides) + 1) + left;
    for (let j = 0; j < second.width; j++, at++) {
      scatter.data[at] = (products[row + j]! - rows * down[i]! * along[j]!) * first.unit * second.unit;
    }
  }
  return scatter;
}

function widthOf(sides: readonly SumsOfSide[]): number {
  return sides.reduce((total, { width }) => total + width, 0);
}

/** The first column of a side. */
function leftOf(sides: readonly SumsOfSide[], at: number): number {
  return widthOf(sides.slice(0, at));
}

function allRowsAre(row: Float64Array, { rows, cols, data }: Matrix): boolean {
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, at++) if (data[at] !== row[j]) return false;
  }
  return true;
}

function addTo(sum: Float64Array, term: Float64Array): void {
  for (let at = 0; at < sum.length; at++) sum[at]! += term[at]!;
}
