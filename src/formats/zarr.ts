import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as zarrita from 'zarrita';
import { dumpOfArrays } from './container';
import type { ReadableArray } from './container';
import { asFormatError, FormatError } from './errors';
import { elementCount } from './stored';
import type { Dtype, Dump, Ignored } from './types';
import { widen } from './widen';
import { FolderStore, MAX_META_BYTES } from './zarr-store';

/*
 * Zarr 2 and 3 through zarrita: a folder in which every array is a folder of chunks.
 */

const MAX_DEPTH = 8;
const MAX_ARRAYS = 10_000;
/** A chunk is unpacked whole. */
const MAX_CHUNK_NUMBERS = 2 ** 27;

const dtypes = new Set<Dtype>(
  'float64 float32 float16 int64 uint64 int32 uint32 int16 uint16 int8 uint8 bool'.split(' ') as Dtype[],
);

/** The dump of a folder with Zarr's metadata in it. */
export async function openZarr(path: string): Promise<Dump> {
  const arrays: ReadableArray[] = [];
  const ignored: Ignored[] = [];
  const keys = arrayKeys(path, '', 0, []);
  if (keys.length === 0) throw new FormatError(path, 'Not a Zarr folder: it has neither .zarray nor zarr.json.');
  const store = new FolderStore(path);
  for (const key of keys) {
    try {
      const place = zarrita.root(store).resolve(key);
      const array = await zarrita.open(place, { kind: 'array' });
      arrays.push(readable(path, key === '' ? null : key, array, store.holdsHalves(key)));
    } catch (error) {
      const reason = error instanceof FormatError ? error.problem : 'Its metadata or compression is not read.';
      if (keys.length === 1)
        throw error instanceof FormatError ? error : new FormatError(path, reason, { cause: error });
      ignored.push({ key, reason });
    }
  }
  return dumpOfArrays(path, 'zarr', arrays, () => undefined, { ignored });
}

/** The folders below that are arrays. */
function arrayKeys(root: string, key: string, depth: number, found: string[]): string[] {
  const folder = join(root, key);
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const names = new Set(entries.map(({ name }) => name));
    if (names.has('.zarray') || (names.has('zarr.json') && isArrayMetadata(join(folder, 'zarr.json')))) {
      found.push(key);
      return found;
    }
    if (depth >= MAX_DEPTH || found.length >= MAX_ARRAYS) return found;
    for (const entry of entries) {
      if (entry.isDirectory()) arrayKeys(root, key === '' ? entry.name : `${key}/${entry.name}`, depth + 1, found);
    }
    return found;
  } catch (error) {
    throw asFormatError(folder, error);
  }
}

function isArrayMetadata(path: string): boolean {
  if (statSync(path).size > MAX_META_BYTES) return false;
  return /"node_type"\s*:\s*"array"/.test(readFileSync(path, 'utf8'));
}

type ZarrArray = zarrita.Array<zarrita.DataType, FolderStore>;

function readable(path: string, key: string | null, array: ZarrArray, halves: boolean): ReadableArray {
  const { shape } = array;
  const dtype = halves ? 'float16' : (array.dtype as Dtype);
  if (!dtypes.has(dtype))
    throw new FormatError(path, `Its element type ${array.dtype} is not read. Save it as float32.`);
  const chunk = elementCount(array.chunks);
  if (elementCount(shape) === null || chunk === null || chunk > MAX_CHUNK_NUMBERS || array.chunks.includes(0)) {
    throw new FormatError(path, 'The shape of its array or chunks is impossible.');
  }
  const width = shape.slice(1).reduce((product, side) => product * side, 1);
  const fill = async (start: number, count: number): Promise<ArrayLike<number | bigint | boolean>> => {
    try {
      const selection = shape.map((_, axis) => (axis === 0 ? zarrita.slice(start, start + count) : null));
      const found = await zarrita.get(array, selection);
      if (typeof found !== 'object' || !('data' in found)) return [found];
      // the library's arrays of truth values cannot be indexed
      return dtype === 'bool' ? [...(found.data as Iterable<boolean>)] : (found.data as ArrayLike<number>);
    } catch (error) {
      if (error instanceof FormatError) throw error;
      const what = `${key === null ? 'It' : `Array "${key}"`} is damaged, or compressed in a way that is not read.`;
      throw new FormatError(path, what, { cause: error });
    }
  };
  return {
    header: { key, shape, dtype, order: 'C' },
    async readRows(start, count, into: Float64Array = new Float64Array(count * width)) {
      const values = await fill(start, count);
      if (halves) widenHalves(values as ArrayLike<number>, into);
      else for (let i = 0; i < into.length; i++) into[i] = exactNumber(values[i]!, path);
      return into;
    },
    async readStrings() {
      if (dtype.startsWith('float'))
        throw new FormatError(path, `It holds ${dtype} numbers: ids are text or integers.`);
      return Array.from(await fill(0, shape[0] ?? 1), String);
    },
  };
}

function widenHalves(codes: ArrayLike<number>, into: Float64Array): void {
  const bytes = new Uint8Array(Uint16Array.from(codes).buffer);
  widen(bytes, 'float16', into);
}

function exactNumber(value: number | bigint | boolean, path: string): number {
  const number = Number(value);
  if (typeof value === 'bigint' && !Number.isSafeInteger(number)) {
    throw new FormatError(
      path,
      'It has 64-bit integers beyond 2^53, which cannot be computed with. Save them as floats.',
    );
  }
  return number;
}
