import type { Matrix } from './matrix';

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
  /** The lower triangle of AAᵀ by rows, n(n+1)/2 `keptDoubles`: dearer to make from `gram`, which copies both halves. */
  gramTriangle(a: Matrix, options?: Pick<GramOptions, 'precision'>): Float64Array;
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
