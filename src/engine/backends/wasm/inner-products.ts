import type { Matrix } from '../../../linalg/matrix';
import type { Vector } from '../../../linalg/vector';
import { requireEqualLengths } from '../shapes';
import type { Address } from './kernels';
import type { Workspace } from './workspace';

/** Numbers of each vector that are in wasm memory at a time: those of two dozen vectors stay within the second cache. Even. */
const CHUNK = 2048;

/** The inner products of every row vector with every column vector: a chunk of all of them, then the next. */
export function innerProducts(space: Workspace, rows: readonly Vector[], cols: readonly Vector[]): Matrix {
  const length = requireEqualLengths([...rows, ...cols]);
  const [m, n] = [rows.length, cols.length];
  const same = m === n && rows.every((row, i) => row === cols[i]);
  const { kernels } = space;
  const left = kernels.allocate(m, CHUNK);
  const right = same ? left : kernels.allocate(n, CHUNK);
  const floats = kernels.allocate(1, CHUNK);
  const sums = kernels.allocateZeros(m, n);
  for (let from = 0; from < length; from += CHUNK) {
    const end = Math.min(from + CHUNK, length);
    const even = end - from + ((end - from) % 2);
    const bring = (vectors: readonly Vector[], to: Address): void =>
      vectors.forEach((vector, i) => bringChunk(space, vector.subarray(from, end), even, floats, to + 8 * i * even));
    bring(rows, left);
    if (!same) bring(cols, right);
    kernels.addDots(m, n, even, left, right, sums);
  }
  return space.copyOut(m, n, sums);
}

/** The chunk in doubles, filled up with zeros. */
function bringChunk({ kernels }: Workspace, chunk: Vector, even: number, floats: Address, to: Address): void {
  const { buffer } = kernels.memory;
  const wide = chunk instanceof Float64Array;
  const room = wide ? new Float64Array(buffer, to >>> 0, even) : new Float32Array(buffer, floats >>> 0, even);
  room.set(chunk);
  room.fill(0, chunk.length);
  if (!wide) kernels.widen(even, floats, to);
}
