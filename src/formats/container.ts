import type { FileBytes } from './bytes';
import { FormatError } from './errors';
import type { StoredArray } from './stored';
import { floatsOf, readStoredRows, readStoredStrings } from './stored';
import type { ArrayHeader, Dump, FloatRows, Ignored } from './types';

/** One array that can be read, wherever its numbers come from. */
export interface ReadableArray {
  readonly header: ArrayHeader;
  /** As `Dump.readRows`. */
  readRows(start: number, count: number, into?: Float64Array): Promise<Float64Array>;
  /** Where it stands in the file as floats, row behind row. */
  readonly floats?: FloatRows;
  /** As `Dump.readStrings`. */
  readStrings(): Promise<readonly string[]>;
}

export function readable(array: StoredArray): ReadableArray {
  return {
    header: array.header,
    readRows: (start, count, into) => readStoredRows(array, start, count, into),
    floats: floatsOf(array),
    readStrings: () => readStoredStrings(array),
  };
}

interface More {
  readonly ignored?: readonly Ignored[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The dump of a file whose arrays are stored runs; it owns `file`. */
export function dumpOf(file: FileBytes, format: string, arrays: readonly StoredArray[], more: More = {}): Dump {
  return dumpOfArrays(file.path, format, arrays.map(readable), () => file.close(), more);
}

/** The dump of any arrays; `close` gives back what they are read from. */
export function dumpOfArrays(
  path: string,
  format: string,
  arrays: readonly ReadableArray[],
  close: () => void,
  more: More = {},
): Dump {
  const byKey = new Map(arrays.map((array) => [array.header.key, array]));
  const find = (key: string | null): ReadableArray => {
    const array = key === null && arrays.length === 1 ? arrays[0] : byKey.get(key);
    if (!array) throw missingArray(path, key, [...byKey.keys()]);
    return array;
  };
  return {
    path,
    format,
    arrays: arrays.map(({ header }) => header),
    ignored: more.ignored ?? [],
    metadata: more.metadata ?? {},
    readRows: async (key, start, count, into) => find(key).readRows(start, count, into),
    floatsOf: (key) => find(key).floats,
    readStrings: async (key) => find(key).readStrings(),
    close: () => {
      close();
      return Promise.resolve();
    },
  };
}

/** The error for a key that the file does not have. */
export function missingArray(path: string, key: string | null, keys: readonly (string | null)[]): FormatError {
  if (key === null) return new FormatError(path, 'It holds several arrays. Choose one with ::KEY.');
  const names = keys.filter((name) => name !== null);
  const offer =
    names.length === 0 ? 'it has no keys' : `it has ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`;
  return new FormatError(path, `There is no array "${key}" in it; ${offer}.`);
}
