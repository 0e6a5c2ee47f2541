import type { Matrix } from './matrix';
import type { Vector } from './vector';

/** How a product is carried out: always in float64 unless the user asked for the fast mode. */
export type Precision = 'float64' | 'float32';

export interface ProductOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly precision?: Precision;
}

export interface GramOptions {
  /** `columns` (default): AᵀA, cols×cols. `rows`: AAᵀ, rows×rows. */
  readonly side?: 'columns' | 'rows';
  readonly precision?: Precision;
}

/** A = Q·R, Q m×k with orthonormal columns, R k×n upper triangular, k = min(m, n). */
export interface Qr {
  readonly q: Matrix;
  readonly r: Matrix;
}

/** A·P = Q·R with |r₀₀| ≥ |r₁₁| ≥ …; column j of A·P is column `pivots[j]` of A. */
export interface PivotedQr extends Qr {
  readonly pivots: Int32Array;
}

/** A = V·diag(values)·Vᵀ, values ascending, eigenvectors in the columns of V. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/** A = U·diag(s)·Vᵀ, thin: U m×k, V n×k (not transposed), s descending, k = min(m, n). */
export interface Svd {
  readonly u: Matrix;
  readonly s: Float64Array;
  readonly v: Matrix;
}

/** The same without V. */
export type LeftSvd = Pick<Svd, 'u' | 's'>;

/** Columns that stand next to those of the other sides in the sums over their rows. */
export interface SummedSide {
  readonly width: number;
  /** What is taken off each row, and by what the difference is multiplied then. */
  readonly centre: Float64Array;
  readonly factor: number;
  /** What its rows come as; floats are widened. */
  readonly stored: 'float64' | 'float32';
}

/** Bytes before and behind a room. */
export const ROOM_MARGIN = 4096;

/**
 * Sums over rows that pass by in blocks, over W columns of one side or more: of z = (x − centre)·factor, and of z·zᵀ. With
 * precision `float32` z is rounded to floats for the products, where its scale allows it.
 */
export interface RowSummation {
  /**
   * Where the rows of a side are to be put, row-major. There are two: while one block is added up, the next can come. It begins `phase`
   * bytes (a multiple of a number's) behind a multiple of `ROOM_MARGIN`, and has as much around it that nobody needs.
   */
  room(side: number, turn: 0 | 1, phase?: number): Float64Array | Float32Array;
  /** Adds the first rows of the rooms asked for last of this turn; false where a number is not finite: all sums are NaN from then on. */
  add(turn: 0 | 1, rows: number): boolean;
  /** The sums so far: W, and W×W. */
  sums(): { readonly totals: Float64Array; readonly products: Float64Array };
  /** Gives its memory back: no room may be used any more. */
  end(): void;
}

/**
 * The dense linear algebra that measures stand on; one implementation a backend.
 *
 * Synchronous: it runs on a worker thread. Backward stable: residual and orthogonality are
 * at most 1e-13·n. Arguments are never changed. Non-finite input throws a RangeError.
 */
export interface Linalg {
  readonly name: 'wasm' | 'tensorflow';
  /** op(A)·op(B). */
  multiply(a: Matrix, b: Matrix, options?: ProductOptions): Matrix;
  /** AᵀA or AAᵀ, exactly symmetric. */
  gram(a: Matrix, options?: GramOptions): Matrix;
  /** Of sides of so many rows a block at most. */
  sumRows(sides: readonly SummedSide[], rowsPerBlock: number, precision: Precision): RowSummation;
  /**
   * HAAᵀH, where H = I − 1/n subtracts the means of the columns (in float64): its lower triangle by rows, entries off the diagonal
   * times √2, so that inner products are those of the matrices; n(n+1)/2 numbers on shared memory. With `float32` they are floats,
   * of A divided by a power of two that keeps them in the range of floats.
   */
  centredGram(a: Matrix, options?: Pick<GramOptions, 'precision'>): Vector;
  /**
   * ⟨rowᵢ, colⱼ⟩ of vectors of equal length, in float64, each vector read once for all. A product has the same last bit whatever
   * stands beside it. The same array twice is read once. What is not finite is not refused: it spoils its own products.
   */
  innerProducts(rows: readonly Vector[], cols: readonly Vector[]): Matrix;
  qr(a: Matrix): Qr;
  pivotedQr(a: Matrix): PivotedQr;
  /** Reads the lower triangle of a symmetric matrix. */
  eigh(a: Matrix): SymmetricEigen;
  /** The eigenvalues alone, ascending: several times faster than `eigh`. */
  eigenvalues(a: Matrix): Float64Array;
  svd(a: Matrix): Svd;
  /** Without V, which is faster where A is not wide. */
  leftSvd(a: Matrix): LeftSvd;
  /** The singular values alone, descending: several times faster than `svd`. */
  singularValues(a: Matrix): Float64Array;
}
