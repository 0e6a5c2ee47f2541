import type { GramOptions, Linalg, PivotedQr, ProductOptions, Qr, Svd, SymmetricEigen } from '../../../linalg/linalg';
import { matrix, type Matrix } from '../../../linalg/matrix';
import { requireFinite, requireInner, requireSquare } from '../shapes';
import type { Binding } from './binding';
import { Session } from './session';

/** Above this TensorFlow's eigen-decomposition is slower than the wasm kernel. */
const EIGEN_LIMIT = 1000;

interface MatMul {
  readonly transpose_a: boolean;
  readonly transpose_b: boolean;
}

/**
 * TensorFlow through tfjs-node. Pivoted QR, which TensorFlow lacks, large eigenproblems and whatever TensorFlow
 * breaks down on go to `kernels`.
 */
export class TensorflowLinalg implements Linalg {
  readonly name = 'tensorflow';

  constructor(
    private readonly binding: Binding,
    private readonly kernels: Linalg,
  ) {}

  multiply(a: Matrix, b: Matrix, { transposeA, transposeB, precision }: ProductOptions = {}): Matrix {
    const { m, n, k } = requireInner(a, b, transposeA, transposeB);
    requireFinite(a);
    requireFinite(b);
    if (m * n * k === 0) return matrix(m, n);
    const flags = { transpose_a: transposeA ?? false, transpose_b: transposeB ?? false };
    return precision === 'float32' ? this.productOfFloats(a, b, flags) : this.product(a, b, flags);
  }

  gram(a: Matrix, { side, precision }: GramOptions = {}): Matrix {
    requireFinite(a);
    const rows = side === 'rows';
    const n = rows ? a.rows : a.cols;
    if (a.rows * a.cols === 0) return matrix(n, n);
    const flags = { transpose_a: !rows, transpose_b: rows };
    const gram = precision === 'float32' ? this.productOfFloats(a, a, flags) : this.product(a, a, flags);
    return symmetrised(gram);
  }

  qr(a: Matrix): Qr {
    requireFinite(a);
    const k = Math.min(a.rows, a.cols);
    if (k === 0) return { q: matrix(a.rows, 0), r: matrix(0, a.cols) };
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
    requireFinite(a);
    if (n === 0) return { values: new Float64Array(0), vectors: matrix(0, 0) };
    if (n > EIGEN_LIMIT) return this.kernels.eigh(a);
    const { values, vectors } = Session.run(this.binding, (session) => {
      const [e, v] = session.execute('SelfAdjointEigV2', { compute_v: true }, [session.doubles(a)], 2);
      return { values: session.read(e!), vectors: session.readMatrix(v!) };
    });
    return isFinite(values) && isFinite(vectors.data) ? { values, vectors } : this.kernels.eigh(a);
  }

  eigenvalues(a: Matrix): Float64Array {
    const n = requireSquare(a);
    requireFinite(a);
    if (n === 0) return new Float64Array(0);
    if (n > EIGEN_LIMIT) return this.kernels.eigenvalues(a);
    const values = Session.run(this.binding, (session) => {
      const [e] = session.execute('SelfAdjointEigV2', { compute_v: false }, [session.doubles(a)], 2);
      return session.read(e!);
    });
    return isFinite(values) ? values : this.kernels.eigenvalues(a);
  }

  svd(a: Matrix): Svd {
    requireFinite(a);
    if (a.rows * a.cols === 0) return { u: matrix(a.rows, 0), s: new Float64Array(0), v: matrix(a.cols, 0) };
    const { u, s, v } = Session.run(this.binding, (session) => {
      const flags = { compute_uv: true, full_matrices: false };
      const [s, u, v] = session.execute('Svd', flags, [session.doubles(a)], 3);
      return { u: session.readMatrix(u!), s: session.read(s!), v: session.readMatrix(v!) };
    });
    return [u.data, s, v.data].every(isFinite) ? { u, s, v } : this.kernels.svd(a);
  }

  singularValues(a: Matrix): Float64Array {
    requireFinite(a);
    if (a.rows * a.cols === 0) return new Float64Array(0);
    const values = Session.run(this.binding, (session) => {
      const flags = { compute_uv: false, full_matrices: false };
      const [s] = session.execute('Svd', flags, [session.doubles(a)], 3);
      return session.read(s!);
    });
    return isFinite(values) ? values : this.kernels.singularValues(a);
  }

  private product(a: Matrix, b: Matrix, flags: MatMul): Matrix {
    return Session.run(this.binding, (session) => {
      const left = session.doubles(a);
      const right = a === b ? left : session.doubles(b);
      return session.readMatrix(session.execute('MatMul', { ...flags }, [left, right], 1)[0]!);
    });
  }

  /** In floats; both sides are brought near 1 by powers of two, so that nothing leaves the range of floats. */
  private productOfFloats(a: Matrix, b: Matrix, flags: MatMul): Matrix {
    return Session.run(this.binding, (session) => {
      const [sizeA, sizeB] = [magnitude(a), magnitude(b)];
      const left = session.floats(
        a.rows,
        a.cols,
        Float32Array.from(a.data, (value) => value / sizeA),
      );
      const right = session.floats(
        b.rows,
        b.cols,
        Float32Array.from(b.data, (value) => value / sizeB),
      );
      const out = session.readMatrix(session.execute('MatMul', { ...flags }, [left, right], 1)[0]!);
      for (let i = 0; i < out.data.length; i++) out.data[i]! *= sizeA;
      for (let i = 0; i < out.data.length; i++) out.data[i]! *= sizeB;
      return out;
    });
  }
}

/** The power of two just below the largest entry, held where its inverse exists; 1 for a matrix of zeros. */
function magnitude(a: Matrix): number {
  let largest = 0;
  for (const value of a.data) largest = Math.max(largest, Math.abs(value));
  return largest === 0 ? 1 : 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(largest))));
}

/** A product need not be symmetric to the last bit: the upper triangle decides. */
function symmetrised(gram: Matrix): Matrix {
  const { rows: n, data } = gram;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) data[i * n + j] = data[j * n + i]!;
  return gram;
}

function isFinite(values: Float64Array): boolean {
  return values.every(Number.isFinite);
}
