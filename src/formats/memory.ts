import type { Bytes } from './bytes';
import type { ReadableArray } from './container';
import { FormatError } from './errors';

/** Numbers that came out of a file as values, not as bytes: small, and kept. */
export function numbersInMemory(
  key: string | null,
  shape: readonly number[],
  values: Float64Array,
  dtype: 'float64' | 'int64' = 'float64',
): ReadableArray {
  const width = shape.slice(1).reduce((product, side) => product * side, 1);
  return {
    header: { key, shape, dtype, order: 'C' },
    readRows(start, count, into = new Float64Array(count * width)) {
      into.set(values.subarray(start * width, (start + count) * width));
      return Promise.resolve(into);
    },
    readStrings: () => Promise.resolve(Array.from(values, String)),
  };
}

/** Text that came out of a file as values. */
export function textInMemory(path: string, key: string | null, values: readonly string[]): ReadableArray {
  return {
    header: { key, shape: [values.length], dtype: 'string', order: 'C' },
    readRows: () => Promise.reject(new FormatError(path, 'It holds text, not numbers. Choose another array.')),
    readStrings: () => Promise.resolve(values),
  };
}

/** Bytes in memory. */
export class MemoryBytes implements Bytes {
  readonly size: number;

  constructor(
    readonly path: string,
    private readonly data: Uint8Array,
  ) {
    this.size = data.length;
  }

  read(target: Uint8Array, position: number): Promise<void> {
    target.set(this.data.subarray(position, position + target.length));
    return Promise.resolve();
  }
}
