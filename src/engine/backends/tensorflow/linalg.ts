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
import { largestEntry, requireInner } from '../shapes';
import type { Binding } from './binding';
import { LEAST_PRODUCT } from './choice';
import { Session } from './session';

/** A Gram matrix is made by about so many blocks of rows, each up to its diagonal, so that the other half is hardly made. */
const BLOCKS = 8;
/** Rows of such a block at least: products of fewer rows are slow. */
const LEAST_BLOCK = 128;

/** A block of this many rows and columns stays in the first cache while it is mirrored. */
const MIRROR_BLOCK = 32;

interface MatMul {
  readonly transpose_a: boolean;
  readonly transpose_b: boolean;
}

/**
 * Products by TensorFlow through tfjs-node; `choice.ts` says why not the rest, which `kernels` does, as it does small products and
 * matrices of extreme scale.
 */
export class TensorflowLinalg implements Linalg {
  readonly name = 'tensorflow';

  constructor(
    private readonly binding: Binding,
    private readonly kernels: Linalg,
    private readonly least = LEAST_PRODUCT,
  ) {}

  multiply(a: Matrix, b: Matrix, options: ProductOptions = {}): Matrix {
    const { transposeA, transposeB, precision } = options;
    const { m, n, k } = requireInner(a, b, transposeA, transposeB);
    if (m * n * k === 0 || m * n * k < this.least) return this.kernels.multiply(a, b, options);
    const [sizeA, sizeB] = [largestEntry(a), largestEntry(b)];
    if (!suits(sizeA) || !suits(sizeB)) return this.kernels.multiply(a, b, options);
    const flags = { transpose_a: transposeA ?? false, transpose_b: transposeB ?? false };
    return precision === 'float32' ? this.productOfFloats(a, sizeA, b, sizeB, flags) : this.product(a, b, flags);
  }

  gram(a: Matrix, options: GramOptions = {}): Matrix {
    const n = options.side === 'rows' ? a.rows : a.cols;
    const size = this.gramSize(a, n);
    if (size === undefined) return this.kernels.gram(a, options);
    const gram = matrix(n, n);
    this.forEachBlock(a, size, options, (block, first) => {
      for (let row = 0; row < block.rows; row++) {
        const at = row * block.cols;
        gram.data.set(block.data.subarray(at, at + first + row + 1), (first + row) * n);
      }
    });
    return mirrored(gram);
  }

  centredGram(a: Matrix, options: Pick<GramOptions, 'precision'> = {}): Vector {
    const { rows: n } = a;
    const centred = this.gramSize(a, n) === undefined ? a : centreColumns(a);
    const size = this.gramSize(centred, n);
    if (size === undefined) return this.kernels.centredGram(a, options);
    const floats = options.precision === 'float32';
    const triangle = floats ? keptFloats((n * (n + 1)) / 2) : keptDoubles((n * (n + 1)) / 2);
    const unit = floats ? powerOfTwo(size) ** -2 : 1;
    this.forEachBlock(centred, size, { ...options, side: 'rows' }, (block, first) => {
      let to = (first * (first + 1)) / 2;
      for (let i = 0; i < block.rows; i++) {
        const row = i * block.cols;
        for (let j = 0; j < first + i; j++, to++) triangle[to] = Math.SQRT2 * unit * block.data[row + j]!;
        triangle[to++] = unit * block.data[row + first + i]!;
      }
    });
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
    return this.kernels.qr(a);
  }

  pivotedQr(a: Matrix): PivotedQr {
    return this.kernels.pivotedQr(a);
  }

  eigh(a: Matrix): SymmetricEigen {
    return this.kernels.eigh(a);
  }

  eigenvalues(a: Matrix): Float64Array {
    return this.kernels.eigenvalues(a);
  }

  svd(a: Matrix): Svd {
    return this.kernels.svd(a);
  }

  leftSvd(a: Matrix): LeftSvd {
    return this.kernels.leftSvd(a);
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
      return scaled(out, sizeA, sizeB);
    });
  }

  /** The largest entry; undefined where the n×n Gram matrix is the kernels' business. */
  private gramSize(a: Matrix, n: number): number | undefined {
    const inner = (a.rows * a.cols) / n;
    if (!((n * n * inner) / 2 >= this.least)) return undefined; // or n = 0
    const size = largestEntry(a);
    return suits(size) ? size : undefined;
  }

  /** The rows of a Gram matrix by blocks: each from row `first` on, up to the column of its last row's diagonal. */
  private forEachBlock(
    a: Matrix,
    largest: number,
    { side, precision }: GramOptions,
    take: (block: Matrix, first: number) => void,
  ): void {
    const axis = side === 'rows' ? 0 : 1;
    const n = axis === 0 ? a.rows : a.cols;
    const flags = { transpose_a: axis === 1, transpose_b: axis === 0 };
    const step = Math.max(LEAST_BLOCK, Math.ceil(n / BLOCKS));
    const size = precision === 'float32' ? powerOfTwo(largest) : 1;
    Session.run(this.binding, (session) => {
      const all = precision === 'float32' ? session.floats(a.rows, a.cols, floatsOf(a, size)) : session.doubles(a);
      for (let first = 0; first < n; first += step) {
        const block = Session.run(this.binding, (inner) => {
          const [own, upToIt] = [inner.slice(all, axis, first, step), inner.slice(all, axis, 0, first + step)];
          return inner.readMatrix(inner.execute('MatMul', flags, [own, upToIt], 1)[0]!);
        });
        take(precision === 'float32' ? scaled(block, size, size) : block, first);
      }
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

/** By index: `Float32Array.from` with a function would take ten times as long. */
function floatsOf({ data }: Matrix, divisor: number): Float32Array {
  const floats = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) floats[i] = data[i]! / divisor;
  return floats;
}

const powerOfTwo = (below: number): number => 2 ** Math.floor(Math.log2(below));

/** In place, by one factor after the other: their product may leave the range. */
function scaled(out: Matrix, a: number, b: number): Matrix {
  for (let i = 0; i < out.data.length; i++) out.data[i]! *= a;
  for (let i = 0; i < out.data.length; i++) out.data[i]! *= b;
  return out;
}

/** In place: the lower triangle above the diagonal, too. */
function mirrored(gram: Matrix): Matrix {
  const { rows: n, data } = gram;
  for (let top = 0; top < n; top += MIRROR_BLOCK) {
    for (let left = 0; left <= top; left += MIRROR_BLOCK) {
      for (let i = top; i < Math.min(top + MIRROR_BLOCK, n); i++) {
        for (let j = left; j < Math.min(left + MIRROR_BLOCK, i); j++) data[j * n + i] = data[i * n + j]!;
      }
    }
  }
  return gram;
}
