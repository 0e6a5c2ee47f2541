import type { Linalg, Precision, RowSummation, SummedSide } from '../linalg/linalg';
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
  /** Of all columns, each (x−c)/unit: W, and their products, W×W. */
  readonly totals: Float64Array;
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

/** How the rows to sum come. */
export interface RowsToSum {
  /** Of each side. */
  readonly stored: readonly SummedSide['stored'][];
  readonly rowsPerBlock: number;
}

type Numbers = Float64Array | Float32Array;

/** Gathers sums out of blocks of rows, in one pass. */
export class MomentSums {
  readonly #sides: (SumsOfSide & { constant: boolean })[];
  readonly #summation: RowSummation;
  /** By turn and side, those asked for last. */
  readonly #rooms: readonly [Numbers[], Numbers[]] = [[], []];
  #rows = 0;

  /** `begin`: the first rows of each side (one or two) in its file, which set c; they are not counted. `end` it when done. */
  constructor(begin: readonly Matrix[], { stored, rowsPerBlock }: RowsToSum, linalg: Linalg, precision: Precision) {
    this.#sides = begin.map(beginningOf);
    const sides = this.#sides.map(({ width, centre, unit }, at) => ({
      ...{ width, centre },
      factor: 1 / unit,
      stored: stored[at]!,
    }));
    this.#summation = linalg.sumRows(sides, rowsPerBlock, precision);
  }

  /** Where a block of a side is to be put, as `RowSummation.room` says. */
  room(at: number, turn: 0 | 1, phase?: number): Numbers {
    return (this.#rooms[turn][at] = this.#summation.room(at, turn, phase));
  }

  /** The first rows of the rooms, the same instances in both sides. False where one holds NaN or Inf: then there are no sums. */
  add(turn: 0 | 1, rows: number): boolean {
    for (const [at, side] of this.#sides.entries()) {
      if (side.constant) side.constant = allRowsAre(side.first, this.#rooms[turn][at]!.subarray(0, rows * side.width));
    }
    this.#rows += rows;
    return this.#summation.add(turn, rows);
  }

  get sums(): RowSums {
    return { sides: this.#sides, rows: this.#rows, ...this.#summation.sums() };
  }

  end(): void {
    this.#summation.end();
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
  const [totals, products] = [one.totals.slice(), one.products.slice()];
  for (const other of others) {
    addTo(totals, other.totals);
    addTo(products, other.products);
  }
  const sides = one.sides.map((side, at) => ({
    ...side,
    constant: parts.every((part) => part.sides[at]!.constant),
  }));
  return { sides, rows: parts.reduce((rows, part) => rows + part.rows, 0), totals, products };
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
function offsetOf({ sides, totals, rows }: RowSums, at: number): Float64Array {
  const first = leftOf(sides, at);
  return totals.slice(first, first + sides[at]!.width).map((total) => total / rows);
}

/** (HR)ᵀ(HR′) of two sides, or of one with itself. */
function scatterOf(sums: RowSums, a: number, b: number): Matrix {
  const { sides, rows, products } = sums;
  const [first, second] = [sides[a]!, sides[b]!];
  const [top, left] = [leftOf(sides, a), leftOf(sides, b)];
  const [down, along] = [offsetOf(sums, a), offsetOf(sums, b)];
  const scatter = matrix(first.width, second.width);
  for (let i = 0, at = 0; i < first.width; i++) {
    const row = (top + i) * widthOf(sides) + left;
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

function allRowsAre(row: Float64Array, data: Numbers): boolean {
  for (let at = 0; at < data.length; at += row.length) {
    for (let j = 0; j < row.length; j++) if (data[at + j] !== row[j]) return false;
  }
  return true;
}

function addTo(sum: Float64Array, term: Float64Array): void {
  for (let at = 0; at < sum.length; at++) sum[at]! += term[at]!;
}
