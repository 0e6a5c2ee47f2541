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
 * Gathers moments out of blocks of rows, in one pass. Products run over differences to a fixed row c, the mean of the first
 * block, and are corrected by N(m−c)(m−c)ᵀ at the end: for a first block of b rows the correction is at most N/b times the
 * scatter, so few digits are lost, and a large mean costs none.
 */
export class MomentSums {
  readonly #sides: SideSums[] = [];
  #cross: Float64Array | undefined;

  constructor(
    private readonly linalg: Linalg,
    private readonly precision: Precision,
  ) {}

  /** The next rows of each side (one or two), the same instances in both. */
  add(blocks: readonly Matrix[]): void {
    const { linalg, precision } = this;
    const shifted = blocks.map((block, at) => (this.#sides[at] ??= new SideSums(block)).shift(block));
    for (const [at, block] of shifted.entries()) this.#sides[at]!.addProducts(linalg.gram(block, { precision }));
    const [a, b] = shifted;
    if (!a || !b) return;
    const product = linalg.multiply(a, b, { transposeA: true, precision }).data;
    this.#cross ??= new Float64Array(product.length);
    addTo(this.#cross, product);
  }

  /** Of the side `at`. */
  side(at: number): Moments {
    return this.#sides[at]!.moments();
  }

  pair(): PairMoments {
    const [a, b] = this.#sides;
    const cross = matrix(a!.cols, b!.cols, this.#cross!.slice());
    subtractOuter(cross, a!.offset(), b!.offset(), a!.rows);
    return { first: a!.moments(), second: b!.moments(), cross };
  }
}

/** Of one side: N, Σ(x−c), Σ(x−c)(x−c)ᵀ. */
class SideSums {
  readonly cols: number;
  rows = 0;
  readonly #first: Float64Array;
  readonly #centre: Float64Array;
  readonly #sum: Float64Array;
  readonly #products: Float64Array;
  #constant = true;

  constructor(first: Matrix) {
    this.cols = first.cols;
    this.#first = first.data.slice(0, first.cols);
    this.#sum = new Float64Array(first.cols);
    this.#products = new Float64Array(first.cols ** 2);
    // Over differences to the first row, so that a large mean costs no digits and a constant column is met exactly.
    const mean = new Float64Array(first.cols);
    for (let i = 0, at = 0; i < first.rows; i++) {
      for (let j = 0; j < first.cols; j++, at++) mean[j]! += (first.data[at]! - first.data[j]!) / first.rows;
    }
    this.#centre = mean.map((difference, j) => difference + first.data[j]!);
  }

  /** The rows less c; counts and sums them, too, as this pass over the numbers is what it costs. */
  shift({ rows, cols, data }: Matrix): Matrix {
    if (this.#constant) this.#constant = allRowsAre(this.#first, data);
    const [shifted, centre, sum] = [new Float64Array(data.length), this.#centre, this.#sum];
    for (let i = 0, at = 0; i < rows; i++) {
      for (let j = 0; j < cols; j++, at++) {
        const difference = data[at]! - centre[j]!;
        shifted[at] = difference;
        sum[j]! += difference;
      }
    }
    this.rows += rows;
    return matrix(rows, cols, shifted);
  }

  addProducts(gram: Matrix): void {
    addTo(this.#products, gram.data);
  }

  /** m − c. */
  offset(): Float64Array {
    return this.#sum.map((sum) => sum / this.rows);
  }

  moments(): Moments {
    const offset = this.offset();
    const scatter = matrix(this.cols, this.cols, this.#products.slice());
    subtractOuter(scatter, offset, offset, this.rows);
    const mean = offset.map((difference, j) => difference + this.#centre[j]!);
    return { rows: this.rows, mean, scatter, constant: this.#constant };
  }
}

function allRowsAre(row: Float64Array, data: Float64Array): boolean {
  return data.every((entry, at) => entry === row[at % row.length]);
}

function addTo(sum: Float64Array, term: Float64Array): void {
  for (let at = 0; at < sum.length; at++) sum[at]! += term[at]!;
}

/** A − n·a·bᵀ, in place. */
function subtractOuter({ rows, cols, data }: Matrix, a: Float64Array, b: Float64Array, n: number): void {
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, at++) data[at]! -= n * a[i]! * b[j]!;
  }
}
