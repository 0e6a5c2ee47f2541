import type {
  GramOptions,
  LeftSvd,
  Linalg,
  PivotedQr,
  Precision,
  ProductOptions,
  Qr,
  RowSummation,
  SummedSide,
  Svd,
  SymmetricEigen,
} from '../../../linalg/linalg';
import { centreColumns } from '../../../linalg/centre';
import { keptDoubles, keptFloats, matrix, type Matrix } from '../../../linalg/matrix';
import type { Vector } from '../../../linalg/vector';
import { largestEntry, requireInner, requireSquare } from '../shapes';
import type { Binding } from './binding';
import { Session } from './session';

/** From here on the wasm kernel decomposes as fast as TensorFlow, and soon several times as fast. */
const EIGEN_LIMIT = 512;

/** Rows of a Gram matrix that are made at a time where only a triangle is asked for. */
const TRIANGLE_BLOCK = 512;

/** A block of this many rows and columns stays in the first cache while it is mirrored. */
const MIRROR_BLOCK = 32;

interface MatMul {
  readonly transpose_a: boolean;
  readonly transpose_b: boolean;
}

/**
 * TensorFlow through tfjs-node. Pivoted QR, which TensorFlow lacks, singular values alone and large eigenproblems, where it is
 * slower, extreme scales and whatever TensorFlow breaks down on go to `kernels`.
 */
export class TensorflowLinalg implements Linalg {
  readonly name = 'tensorflow';

  constructor(
    private readonly binding: Binding,
    private readonly kernels: Linalg,
  ) {}

  multiply(a: Matrix, b: Matrix, options: ProductOptions = {}): Matrix {
    const { transposeA, transposeB, precision } = options;
    const { m, n, k } = requireInner(a, b, transposeA, transposeB);
    const [sizeA, sizeB] = [largestEntry(a), largestEntry(b)];
    if (m * n * k === 0 || !suits(sizeA) || !suits(sizeB)) return this.kernels.multiply(a, b, options);
    const flags = { transpose_a: transposeA ?? false, transpose_b: transposeB ?? false };
    return precision === 'float32' ? this.productOfFloats(a, sizeA, b, sizeB, flags) : this.product(a, b, flags);
  }

  gram(a: Matrix, options: GramOptions = {}): Matrix {
    const size = largestEntry(a);
    if (!suits(size)) return this.kernels.gram(a, options);
    const rows = options.side === 'rows';
    const flags = { transpose_a: !rows, transpose_b: rows };
    return symmetrised(
      options.precision === 'float32' ? this.productOfFloats(a, size, a, size, flags) : this.product(a, a, flags),
    );
  }

  /** By blocks of rows, each against the rows up to there: the other half is not made. */
  centredGram(a: Matrix, options: Pick<GramOptions, 'precision'> = {}): Vector {
    const { rows: n } = a;
    const centred = suits(largestEntry(a)) ? centreColumns(a) : a;
    const size = largestEntry(centred);
    if (!suits(size)) return this.kernels.centredGram(a, options);
    const floats = options.precision === 'float32';
    const triangle = floats ? keptFloats((n * (n + 1)) / 2) : keptDoubles((n * (n + 1)) / 2);
    const unit = floats ? powerOfTwo(size) ** -2 : 1;
    const flags = { transpose_a: false, transpose_b: true };
    for (let top = 0, to = 0; top < n; top += TRIANGLE_BLOCK) {
      const own = rowsOf(centred, top, top + TRIANGLE_BLOCK);
      const above = rowsOf(centred, 0, top + TRIANGLE_BLOCK);
      const block = floats ? this.productOfFloats(own, size, above, size, flags) : this.product(own, above, flags);
      for (let i = 0; i < block.rows; i++) {
        const row = i * block.cols;
        for (let j = 0; j < top + i; j++, to++) triangle[to] = Math.SQRT2 * unit * block.data[row + j]!;
        triangle[to++] = unit * block.data[row + top + i]!;
      }
    }
    return triangle;
  }

  /** By the kernels, for which it makes no difference who stands beside whom. */
  innerProducts(rows: readonly Vector[], cols: readonly Vector[]): Matrix {
    return this.kernels.innerProducts(rows, cols);
  }

  /** By the kernels, which take the rows as they come: TensorFlow would have each block copied twice more. */
  sumRows(sides: readonly SummedSide[], rowsPerBlock: number, precision: Precision): RowSummation {
    return this.kernels.sumRows(sides, rowsPerBlock, precision);
  }

  qr(a: Matrix): Qr {
    if (!suits(largestEntry(a))) return this.kernels.qr(a);
    const { q, r } = Session.run(this.binding, (session) => {
      const [q, r] = session.execute('Qr', { full_matrices: false }, [session.doubles(a)], 2);
      return { q: session.readMatrix(q!), r: session.readMatrix(r!) };
    });
    return isFinite(q.data) && isFinite(r.data) ? { q, r } : this.kernels.qr(a);
  }

  pivotedQr(a: Matrix): PivotedQr {
    return this.kernels.pivotedQr(a);
  }

  eigh(a: Matrix): SymmetricEigen {
    const n = requireSquare(a);
    if (n >= EIGEN_LIMIT || !suits(largestEntry(a))) return this.kernels.eigh(a);
    const { values, vectors } = Session.run(this.binding, (session) => {
      const [e, v] = session.execute('SelfAdjointEigV2', { compute_v: true }, [session.doubles(a)], 2);
      return { values: session.read(e!), vectors: session.readMatrix(v!) };
    });
    return isFinite(values) && isFinite(vectors.data) ? { values, vectors } : this.kernels.eigh(a);
  }

  eigenvalues(a: Matrix): Float64Array {
    const n = requireSquare(a);
    if (n >= EIGEN_LIMIT || !suits(largestEntry(a))) return this.kernels.eigenvalues(a);
    const values = Session.run(this.binding, (session) => {
      const [e] = session.execute('SelfAdjointEigV2', { compute_v: false }, [session.doubles(a)], 2);
      return session.read(e!);
    });
    return isFinite(values) ? values : this.kernels.eigenvalues(a);
  }

  svd(a: Matrix): Svd {
    if (!suits(largestEntry(a))) return this.kernels.svd(a);
    const { u, s, v } = Session.run(this.binding, (session) => {
      const flags = { compute_uv: true, full_matrices: false };
      const [s, u, v] = session.execute('Svd', flags, [session.doubles(a)], 3);
      return { u: session.readMatrix(u!), s: session.read(s!), v: session.readMatrix(v!) };
    });
    return [u.data, s, v.data].every(isFinite) ? { u, s, v } : this.kernels.svd(a);
  }

  leftSvd(a: Matrix): LeftSvd {
    const { u, s } = this.svd(a); // TensorFlow makes both or none
    return { u, s };
  }

  singularValues(a: Matrix): Float64Array {
    return this.kernels.singularValues(a);
  }

  private product(a: Matrix, b: Matrix, flags: MatMul): Matrix {
    return Session.run(this.binding, (session) => {
      const left = session.doubles(a);
      const right = a === b ? left : session.doubles(b);
      return session.readMatrix(session.execute('MatMul', { ...flags }, [left, right], 1)[0]!);
    });
  }

  /** In floats; both sides are brought near 1 by powers of two, so that nothing leaves the range of floats. */
  private productOfFloats(a: Matrix, largestA: number, b: Matrix, largestB: number, flags: MatMul): Matrix {
    const [sizeA, sizeB] = [powerOfTwo(largestA), powerOfTwo(largestB)];
    return Session.run(this.binding, (session) => {
      const left = session.floats(a.rows, a.cols, floatsOf(a, sizeA));
      const right = session.floats(b.rows, b.cols, floatsOf(b, sizeB));
      const out = session.readMatrix(session.execute('MatMul', { ...flags }, [left, right], 1)[0]!);
      for (let i = 0; i < out.data.length; i++) out.data[i]! *= sizeA;
      for (let i = 0; i < out.data.length; i++) out.data[i]! *= sizeB;
      return out;
    });
  }
}

/**
 * TensorFlow takes numbers below 1e-308 for zero, so it gets no matrix whose products could come near; nor an empty one
 * (largest entry 0, as of a matrix of zeros).
 */
function suits(largest: number): boolean {
  return largest >= 1e-100 && largest <= 1e100;
}

/** The rows from `first` on, up to `end` or the last, where they stand. */
function rowsOf({ rows, cols, data }: Matrix, first: number, end: number): Matrix {
  const count = Math.min(end, rows) - first;
  return matrix(count, cols, data.subarray(first * cols, (first + count) * cols));
}

/** By index: `Float32Array.from` with a function would take ten times as long. */
function floatsOf({ data }: Matrix, divisor: number): Float32Array {
  const floats = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) floats[i] = data[i]! / divisor;
  return floats;
}

const powerOfTwo = (below: number): number => 2 ** Math.floor(Math.log2(below));

/** A product need not be symmetric to the last bit: the upper triangle decides. */
function symmetrised(gram: Matrix): Matrix {
  const { rows: n, data } = gram;
  for (let top = 0; top < n; top += MIRROR_BLOCK) {
    for (let left = 0; left <= top; left += MIRROR_BLOCK) {
      for (let i = top; i < Math.min(top + MIRROR_BLOCK, n); i++) {
        for (let j = left; j < Math.min(left + MIRROR_BLOCK, i); j++) data[i * n + j] = data[j * n + i]!;
      }
    }
  }
  return gram;
}

/** By index: a function for each would take several times as long. */
function isFinite(values: Float64Array): boolean {
  let poison = 0;
  for (let i = 0; i < values.length; i++) poison += values[i]! * 0;
  return poison === 0;
}
