import { keptDoubles, keptFloats, matrix, type Matrix } from '../../../linalg/matrix';
import { requireFinite } from '../shapes';
import type { Address, Kernels } from './kernels';

/** Bounds of the largest entry between which a kernel needs no scaling. */
export interface SafeRange {
  readonly least: number;
  readonly most: number;
}

export interface Operand {
  readonly at: Address;
  /** The largest absolute value, before scaling. */
  readonly largest: number;
  /** Takes the scaling out of a result that is linear in the operand; changes its argument. */
  readonly unscale: (result: Matrix) => Matrix;
}

/** The traffic between JavaScript and wasm memory during one operation. */
export class Workspace {
  constructor(readonly kernels: Kernels) {}

  /** Copies a matrix in as it is. */
  place(a: Matrix): Address {
    const at = this.kernels.allocate(a.rows, a.cols) >>> 0;
    new Float64Array(this.kernels.memory.buffer, at, a.rows * a.cols).set(a.data);
    return at;
  }

  /** Copies a matrix in, refuses it when it is not finite, and scales it into `safe` by a power of two if need be. */
  copyIn(a: Matrix, safe?: SafeRange): Operand {
    const count = a.rows * a.cols;
    const at = this.place(a);
    const largest = this.kernels.largest(count, at);
    if (Number.isNaN(largest)) requireFinite(a);
    const factors = safe ? scaling(largest, safe) : [];
    for (const factor of factors) this.kernels.scale(count, factor, at);
    const unscale = (result: Matrix): Matrix => {
      for (const factor of factors) for (let i = 0; i < result.data.length; i++) result.data[i]! /= factor;
      return result;
    };
    return { at, largest, unscale };
  }

  copyOut(rows: number, cols: number, at: Address): Matrix {
    return matrix(rows, cols, new Float64Array(this.kernels.memory.buffer, at >>> 0, rows * cols).slice());
  }

  /** Onto shared memory. */
  copyOutKeptDoubles(count: number, at: Address): Float64Array {
    const kept = keptDoubles(count);
    kept.set(new Float64Array(this.kernels.memory.buffer, at >>> 0, count));
    return kept;
  }

  copyOutKeptFloats(count: number, at: Address): Float32Array {
    const kept = keptFloats(count);
    kept.set(new Float32Array(this.kernels.memory.buffer, at >>> 0, count));
    return kept;
  }

  copyOutIntegers(count: number, at: Address): Int32Array {
    return new Int32Array(this.kernels.memory.buffer, at >>> 0, count).slice();
  }

  /** The matrix at `at`, or its transpose when that is taller, by columns. */
  tallColumns({ rows, cols }: Matrix, at: Address): Address {
    if (rows < cols) return at; // its rows are the columns of the transpose
    const columns = this.kernels.allocate(rows, cols);
    this.kernels.transpose(rows, cols, at, cols, columns, rows);
    return columns;
  }
}

/** Powers of two whose product brings `largest` near 1; two of them where one would not be a normal number. */
function scaling(largest: number, safe: SafeRange): number[] {
  if (largest === 0 || (largest >= safe.least && largest <= safe.most)) return [];
  const exponent = -Math.floor(Math.log2(largest));
  return Math.abs(exponent) <= 1000
    ? [2 ** exponent]
    : [2 ** Math.trunc(exponent / 2), 2 ** (exponent - Math.trunc(exponent / 2))];
}
