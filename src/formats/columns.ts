import type { ReadableArray } from './container';
import { FormatError } from './errors';
import type { ArrayHeader, Dtype } from './types';
import { UnsafeIntegerError } from './widen';

/*
 * Tables of columns (Parquet, Arrow): a column of numbers is a vector, a column of equally long lists an N×D matrix, nested lists
 * an array of more axes, a column of text the ids. Columns of numbers with names of one stem and a number are not joined.
 */

/** What a column's values are, told by its type and its first values. */
export interface ColumnShape {
  readonly dtype: Dtype;
  /** Sides of one value; empty for numbers. */
  readonly sides: readonly number[];
}

/** A column as an array. `values(start, count)` gives as many values. */
export function columnArray(
  path: string,
  key: string,
  rows: number,
  { dtype, sides }: ColumnShape,
  values: (start: number, count: number) => Promise<readonly unknown[]>,
): ReadableArray {
  const header: ArrayHeader = { key, shape: [rows, ...sides], dtype, order: 'C' };
  const width = sides.reduce((product, side) => product * side, 1);
  return {
    header,
    async readRows(start, count, into = new Float64Array(count * width)) {
      if (dtype === 'string') throw new FormatError(path, `Column "${key}" holds text, not numbers. Choose another.`);
      const read = await values(start, count);
      if (read.length !== count) throw new FormatError(path, `Column "${key}" is shorter than the table says.`);
      read.forEach((value, i) => {
        const written = fill(value, into, i * width, path, key);
        if (written !== width) {
          const row = (start + i + 1).toLocaleString('en-US');
          throw new FormatError(
            path,
            `Row ${row} of column "${key}" has ${written} numbers, not ${width}. Pad or pool it.`,
          );
        }
      });
      return into;
    },
    async readStrings() {
      if (sides.length > 0 || dtype.includes('float')) {
        throw new FormatError(path, `Column "${key}" holds numbers: ids are text or integers.`);
      }
      return (await values(0, rows)).map((value) =>
        typeof value === 'string' ? value : value === null || value === undefined ? '' : `${value as bigint}`,
      );
    },
  };
}

/** Writes a number or nested lists of numbers; returns how many. Nothing is written past the end. */
function fill(value: unknown, into: Float64Array, at: number, path: string, key: string): number {
  if (typeof value === 'number' || typeof value === 'boolean') {
    if (at < into.length) into[at] = Number(value);
    return 1;
  }
  if (typeof value === 'bigint') {
    if (!Number.isSafeInteger(Number(value))) {
      const what = `Column "${key}" has 64-bit integers beyond 2^53, which cannot be computed with. Save them as floats.`;
      throw new FormatError(path, what, { cause: new UnsafeIntegerError() });
    }
    if (at < into.length) into[at] = Number(value);
    return 1;
  }
  if (value === null || value === undefined) {
    if (at < into.length) into[at] = NaN;
    return 1;
  }
  if (value instanceof Float32Array || value instanceof Float64Array) {
    if (at + value.length <= into.length) into.set(value, at);
    return value.length;
  }
  let written = 0;
  if (typeof value === 'object' && Symbol.iterator in value) {
    for (const one of value as Iterable<unknown>) written += fill(one, into, at + written, path, key);
  }
  return written;
}

/** The sides of nested lists; null for what is neither a number nor lists of equal length. */
export function sidesOfValue(value: unknown): readonly number[] | null {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || value === null) return [];
  if (typeof value !== 'object' || !(Symbol.iterator in value)) return null;
  const items = [...(value as Iterable<unknown>)];
  const inner = items.length === 0 ? null : sidesOfValue(items[0]);
  return inner && [items.length, ...inner];
}
