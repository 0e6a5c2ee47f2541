import type { FileBytes } from './bytes';
import { FormatError } from './errors';
import type { StoredArray } from './stored';
import { readStoredRows, readStoredStrings } from './stored';
import type { Dump, Ignored } from './types';

/** The dump of a file whose arrays are stored runs; it owns `file`. */
export function dumpOf(
  file: FileBytes,
  format: string,
  arrays: readonly StoredArray[],
  more: { readonly ignored?: readonly Ignored[]; readonly metadata?: Readonly<Record<string, string>> } = {},
): Dump {
  const byKey = new Map(arrays.map((array) => [array.header.key, array]));
  const find = (key: string | null): StoredArray => {
    const array = key === null && arrays.length === 1 ? arrays[0] : byKey.get(key);
    if (!array) throw missingArray(file.path, key, [...byKey.keys()]);
    return array;
  };
  return {
    path: file.path,
    format,
    arrays: arrays.map(({ header }) => header),
    ignored: more.ignored ?? [],
    metadata: more.metadata ?? {},
    readRows: async (key, start, count, into) => readStoredRows(find(key), start, count, into),
    readStrings: async (key) => readStoredStrings(find(key)),
    close: () => {
      file.close();
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
