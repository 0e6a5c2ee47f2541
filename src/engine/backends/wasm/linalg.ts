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
import { matrix, type Matrix } from '../../../linalg/matrix';
import type { Vector } from '../../../linalg/vector';
import { requireFinite, requireInner, requireSquare } from '../shapes';
import type { Address, Kernels } from './kernels';
import { instantiate } from './kernels';
import { WasmRowSummation } from './row-summation';
import { innerProducts } from './inner-products';
import { Workspace } from './workspace';

/** wasm memory never shrinks: an instance that has grown beyond this is dropped after the operation. */
const KEPT_BYTES = 512 * 2 ** 20;

/** Outside of these bounds squares of entries could overflow or vanish, so the matrix is scaled by a power of two. */
const SAFE = { least: 1e-100, most: 1e100 };

/** QR works column by column and needs room only for the norm of a column. */
const SAFE_FOR_QR = { least: 0, most: 1e290 };

/**
 * The embedded engine: SIMD kernels in WebAssembly (`assembly/`). Operands are copied into wasm memory, results out of
 * it; nothing stays there, but what `sumRows` gathers. Results depend on the operands alone, not on the processor.
 */
export class WasmLinalg implements Linalg {
  readonly name = 'wasm';
  private kernels: Kernels | undefined;
  /** Instances of summations that have ended. */
  private readonly idle: Kernels[] = [];

  private constructor(private readonly module: WebAssembly.Module) {}

  /** @param bytes the content of `kernels.wasm` */
  static async create(bytes: Uint8Array<ArrayBuffer>): Promise<WasmLinalg> {
    return new WasmLinalg(await WebAssembly.compile(bytes));
  }

  multiply(a: Matrix, b: Matrix, { transposeA, transposeB, precision }: ProductOptions = {}): Matrix {
    const { m, n, k } = requireInner(a, b, transposeA, transposeB);
    const [ta, tb] = [Number(transposeA ?? false), Number(transposeB ?? false)];
    return this.run((space) => {
      const { kernels } = space;
      const out = kernels.allocateZeros(m, n);
      if (precision === 'float32') {
        const [left, right] = [space.copyIn(a), space.copyIn(b)];
        kernels.multiply32(m, n, k, left.at, ta, left.largest, right.at, tb, right.largest, out);
      } else {
        kernels.multiply(m, n, k, space.place(a), ta, space.place(b), tb, out);
        // What is not finite makes products that are not: they are fewer to look through.
        if (Number.isNaN(kernels.largest(m * n, out))) for (const factor of [a, b]) requireFinite(factor);
      }
      return space.copyOut(m, n, out);
    });
  }

  gram(a: Matrix, { side, precision }: GramOptions = {}): Matrix {
    const rows = side === 'rows';
    const n = rows ? a.rows : a.cols;
    return this.run((space) => space.copyOut(n, n, gramOf(space, a, rows, precision)));
  }

  centredGram(a: Matrix, { precision }: Pick<GramOptions, 'precision'> = {}): Vector {
    const n = a.rows;
    const count = (n * (n + 1)) / 2;
    return this.run((space) => {
      const { kernels } = space;
      const { at } = space.copyIn(a);
      const varying = kernels.centreColumns(n, a.cols, at);
      const out = kernels.allocate(count, 1);
      if (precision !== 'float32') {
        kernels.packedGram(n, varying, at, Math.SQRT2, out);
        return space.copyOutKeptDoubles(count, out);
      }
      kernels.packedGram32(n, varying, at, kernels.largest(n * varying, at), Math.SQRT2, out);
      return space.copyOutKeptFloats(count, out);
    });
  }

  innerProducts(rows: readonly Vector[], cols: readonly Vector[]): Matrix {
    return this.run((space) => innerProducts(space, rows, cols));
  }

  sumRows(sides: readonly SummedSide[], rowsPerBlock: number, precision: Precision): RowSummation {
    // Of its own: its memory has to stay while other operations come and go. wasm memory is given back late, so it is used again.
    const kernels = this.idle.pop() ?? instantiate(this.module);
    const end = (): void => {
      if (kernels.memory.buffer.byteLength <= KEPT_BYTES) this.idle.push(kernels);
    };
    return new WasmRowSummation(kernels, sides, rowsPerBlock, precision, end);
  }

  qr(a: Matrix): Qr {
    return this.run((space) => factor(space, a, 0));
  }

  pivotedQr(a: Matrix): PivotedQr {
    return this.run((space) => {
      const pivots = space.kernels.allocate(a.cols, 1);
      return { ...factor(space, a, pivots), pivots: space.copyOutIntegers(a.cols, pivots) };
    });
  }

  eigh(a: Matrix): SymmetricEigen {
    const n = requireSquare(a);
    return this.run((space) => {
      const { at, unscale } = space.copyIn(a, SAFE);
      const values = space.kernels.allocate(n, 1);
      const vectors = space.kernels.allocate(n, n);
      requireConverged(space.kernels.symmetricEigen(n, at, values, vectors));
      return { values: unscale(space.copyOut(n, 1, values)).data, vectors: space.copyOut(n, n, vectors) };
    });
  }

  eigenvalues(a: Matrix): Float64Array {
    const n = requireSquare(a);
    return this.run((space) => {
      const { at, unscale } = space.copyIn(a, SAFE);
      const values = space.kernels.allocate(n, 1);
      requireConverged(space.kernels.symmetricEigenvalues(n, at, values));
      return unscale(space.copyOut(n, 1, values)).data;
    });
  }

  svd(a: Matrix): Svd {
    if (a.rows * a.cols === 0) return { u: matrix(a.rows, 0), s: new Float64Array(0), v: matrix(a.cols, 0) };
    const { long, s, short } = this.run((space) => thinSvd(space, a, true));
    // A wide matrix went in as its transpose.
    return a.rows >= a.cols ? { u: long, s, v: short } : { u: short, s, v: long };
  }

  leftSvd(a: Matrix): LeftSvd {
    if (a.cols === 0 || a.rows < a.cols) return this.svd(a);
    const { long, s } = this.run((space) => thinSvd(space, a, false));
    return { u: long, s };
  }

  singularValues(a: Matrix): Float64Array {
    const [m, n] = [Math.max(a.rows, a.cols), Math.min(a.rows, a.cols)];
    if (n === 0) return new Float64Array(0);
    return this.run((space) => {
      const { at, unscale } = space.copyIn(a, SAFE);
      const tall = space.tallColumns(a, at);
      const s = space.kernels.allocate(n, 1);
      requireConverged(space.kernels.singularValuesTall(m, n, tall, s));
      return unscale(space.copyOut(n, 1, s)).data;
    });
  }

  private run<T>(operation: (space: Workspace) => T): T {
    const kernels = (this.kernels ??= instantiate(this.module));
    try {
      kernels.reset();
      return operation(new Workspace(kernels));
    } finally {
      if (kernels.memory.buffer.byteLength > KEPT_BYTES) this.kernels = undefined;
    }
  }
}

/** Where AAᵀ (`rows`) or AᵀA stands. */
function gramOf(space: Workspace, a: Matrix, rows: boolean, precision: Precision | undefined): Address {
  const [n, k] = rows ? [a.rows, a.cols] : [a.cols, a.rows];
  const { at, largest } = space.copyIn(a);
  const out = space.kernels.allocateZeros(n, n);
  if (precision === 'float32') space.kernels.gram32(n, k, at, Number(rows), largest, out);
  else space.kernels.gram(n, k, at, Number(rows), out);
  return out;
}

/** QR; with column pivoting when there is a place for the pivots. */
function factor(space: Workspace, a: Matrix, pivots: Address): Qr {
  const k = Math.min(a.rows, a.cols);
  const { at, unscale } = space.copyIn(a, SAFE_FOR_QR);
  const q = space.kernels.allocate(a.rows, k);
  const r = space.kernels.allocateZeros(k, a.cols);
  space.kernels.qr(a.rows, a.cols, at, q, r, pivots);
  return { q: space.copyOut(a.rows, k, q), r: unscale(space.copyOut(k, a.cols, r)) };
}

/** Of the matrix or its transpose, whichever is tall; without the vectors of the shorter side where they are not wanted. */
function thinSvd(space: Workspace, a: Matrix, wantsShort: boolean): { long: Matrix; s: Float64Array; short: Matrix } {
  const [m, n] = [Math.max(a.rows, a.cols), Math.min(a.rows, a.cols)];
  const { at, unscale } = space.copyIn(a, SAFE);
  const tall = space.tallColumns(a, at);
  const long = space.kernels.allocate(m, n);
  const s = space.kernels.allocate(n, 1);
  const short = wantsShort ? space.kernels.allocate(n, n) : 0;
  requireConverged(space.kernels.svdTall(m, n, tall, long, s, short));
  return {
    long: space.copyOut(m, n, long),
    s: unscale(space.copyOut(n, 1, s)).data,
    short: wantsShort ? space.copyOut(n, n, short) : matrix(0, 0),
  };
}

function requireConverged(converged: number): void {
  if (!converged) throw new Error('The eigenvalue iteration did not converge on this matrix.');
}
