import type * as H5wasm from 'h5wasm/node';
import type { Dataset, File, Group } from 'h5wasm/node';
import type { FileBytes } from './bytes';
import { dumpOfArrays } from './container';
import type { ReadableArray } from './container';
import { FormatError } from './errors';
import { elementCount } from './stored';
import type { ArrayHeader, Dtype, Dump, Format, Ignored } from './types';
import type { NumericDtype } from './widen';
import { itemSizes, UnsafeIntegerError, widen } from './widen';

/*
 * HDF5 through h5wasm: h5py, Keras weights, MATLAB 7.3. The library finds and unpacks the bytes; what they mean is decided here,
 * with the same widening as every other format.
 */

const MAX_DEPTH = 24;
const MAX_OBJECTS = 50_000;
const MAX_ATTRIBUTES = 64;
const MAX_TEXT = 2 ** 24;
/** Bytes brought into the library's memory at a time. */
const BLOCK_BYTES = 32 * 1024 * 1024;
/** Deflate, shuffle, Fletcher-32: those the library was built and tested with. */
const readFilters = new Set([1, 2, 3]);
const FLOATS: Readonly<Partial<Record<number, NumericDtype>>> = { 8: 'float64', 4: 'float32', 2: 'float16' };

type Library = typeof H5wasm;
type Module = Awaited<Library['ready']>;

/** How the file's axes are to be taken: MATLAB's are in the opposite order. */
export type AxisOrder = 'C' | 'F';

export const hdf5: Format = {
  open: (file) =>
    openHdf5(file.path, file, file.head[0] === 0x4d ? 'F' : 'C', () => {
      file.close();
    }),
};

/** The dump of the HDF5 file at `path` (`file`, or a part of it that was unpacked there). */
export async function openHdf5(path: string, file: FileBytes, order: AxisOrder, close: () => void): Promise<Dump> {
  const library = await import('h5wasm/node');
  const module = await library.ready;
  module.activate_throwing_error_handler();
  const opened = openFile(library, path, file);
  const closeAll = (): void => {
    opened.close();
    close();
  };
  try {
    const found: Found = { arrays: [], ignored: [], objects: 0 };
    visit({ library, module, file: opened, path: file.path, order }, opened, '', 0, found);
    return dumpOfArrays(file.path, order === 'F' ? 'MATLAB' : 'HDF5', found.arrays, closeAll, {
      ignored: found.ignored,
      metadata: attributesOf(opened),
    });
  } catch (error) {
    opened.close();
    throw error instanceof FormatError ? error : damaged(file.path, error);
  }
}

function damaged(path: string, cause: unknown): FormatError {
  return new FormatError(
    path,
    'Not a complete HDF5 file: it is still open in another program, or damaged. Try again when it is complete, or copy it again.',
    { cause },
  );
}

function openFile(library: Library, path: string, file: FileBytes): File {
  let opened: File | undefined;
  try {
    opened = new library.File(path, 'r');
    opened.keys();
    return opened;
  } catch (error) {
    // else the library would take what it knows of this file for the next one of that name
    opened?.close();
    const stored = /truncated file.*stored_eof\s*=\s*(\d+)/.exec(String(error));
    if (stored) throw file.incomplete(Number(stored[1]), 'HDF5 file');
    if (/unable to lock|already open for write/i.test(String(error))) {
      throw new FormatError(file.path, 'Another program is writing this HDF5 file. Try again when it has closed it.');
    }
    throw damaged(file.path, error);
  }
}

interface Found {
  readonly arrays: ReadableArray[];
  readonly ignored: Ignored[];
  objects: number;
}

interface Place {
  readonly library: Library;
  readonly module: Module;
  readonly file: File;
  /** For messages. */
  readonly path: string;
  readonly order: AxisOrder;
}

function visit(place: Place, group: Group, prefix: string, depth: number, found: Found): void {
  for (const name of group.keys()) {
    if (++found.objects > MAX_OBJECTS) throw new FormatError(place.path, 'It holds more objects than can be listed.');
    if (name.startsWith('#') && place.order === 'F') continue; // where MATLAB keeps the cells of its cell arrays
    const key = prefix + name;
    const entity = entityAt(group, name);
    if (entity instanceof place.library.Group && depth < MAX_DEPTH) visit(place, entity, `${key}/`, depth + 1, found);
    else if (entity instanceof place.library.Dataset) {
      const array = arrayOf(place, entity, key);
      if (typeof array === 'string') found.ignored.push({ key, reason: array });
      else found.arrays.push(array);
    }
  }
}

/** Null for links that lead out of the file or nowhere. */
function entityAt(group: Group, name: string): ReturnType<Group['get']> {
  try {
    return group.get(name);
  } catch {
    return null;
  }
}

/** The array in a dataset, or why it is not read. */
function arrayOf(place: Place, dataset: Dataset, key: string): ReadableArray | string {
  const { metadata } = dataset;
  const sides = metadata.shape;
  if (!sides || elementCount(sides) === null) return 'It has no shape.';
  const foreign = dataset.filters.find(({ id }) => !readFilters.has(id));
  if (foreign)
    return `It is compressed with ${foreign.name || `filter ${foreign.id}`}. Save it with gzip or uncompressed.`;
  if (metadata.virtual_sources && metadata.virtual_sources.length > 0) {
    return 'Its values are in other files (a virtual dataset). Open those.';
  }
  const dtype = dtypeOf(place.module, dataset);
  if (dtype === null) return 'Its element type is not read. Save it as float32.';
  // a row of MATLAB is a vector: it has no others
  const row = place.order === 'F' && sides.length === 2 && sides[1] === 1 && sides[0]! > 1;
  const reversed = place.order === 'F' && sides.length > 1 && !row;
  const shape = row ? [sides[0]!] : reversed ? [...sides].reverse() : [...sides];
  if (place.order === 'F' && attributeText(dataset, 'MATLAB_class') === 'char') return 'It is text of MATLAB.';
  const header: ArrayHeader = { key, shape, dtype, order: reversed ? 'F' : 'C' };
  return {
    header,
    readRows: (start, count, into) => Promise.resolve(readRows(place, dataset, header, start, count, into)),
    readStrings: () => Promise.resolve(readStrings(place, dataset, header)),
  };
}

function dtypeOf(module: Module, { metadata }: Dataset): Dtype | null {
  const { type, size, signed, vlen } = metadata;
  const types = module.H5T_class_t;
  if (type === types.H5T_STRING.value) return 'string';
  if (vlen) return null;
  if (type === types.H5T_FLOAT.value) return FLOATS[size] ?? null;
  if (type === types.H5T_INTEGER.value && [1, 2, 4, 8].includes(size)) {
    return `${signed ? '' : 'u'}int${8 * size}` as Dtype;
  }
  const names = Object.keys(metadata.enum_type?.members ?? {});
  return type === types.H5T_ENUM.value && size === 1 && names.join() === 'FALSE,TRUE' ? 'bool' : null;
}

function readRows(
  place: Place,
  dataset: Dataset,
  { key, shape, dtype, order }: ArrayHeader,
  start: number,
  count: number,
  into?: Float64Array,
): Float64Array {
  if (dtype === 'string') throw new FormatError(place.path, `Array "${key}" holds text, not numbers. Choose another.`);
  const width = shape.slice(1).reduce((product, side) => product * side, 1);
  const out = into ?? new Float64Array(count * width);
  const size = itemSizes[dtype];
  const step = Math.max(1, Math.floor(BLOCK_BYTES / (size * width)));
  try {
    for (let done = 0; done < count && width > 0; done += step) {
      const n = Math.min(step, count - done);
      const target = out.subarray(done * width, (done + n) * width);
      const raw = readRaw(place, dataset, order, start + done, n);
      if (order === 'C') widen(raw, dtype, target);
      else {
        const columns = new Float64Array(n * width);
        widen(raw, dtype, columns);
        turnAxes(columns, [n, ...shape.slice(1)], target);
      }
    }
  } catch (error) {
    if (error instanceof FormatError) throw error;
    if (error instanceof UnsafeIntegerError) {
      const what = `Array "${key}" has 64-bit integers beyond 2^53, which cannot be computed with. Save them as floats.`;
      throw new FormatError(place.path, what, { cause: error });
    }
    throw new FormatError(place.path, `Array "${key}" is damaged. Write or copy it again.`, { cause: error });
  }
  return out;
}

/** The bytes of rows; the library turns big-endian ones round. */
function readRaw({ module }: Place, dataset: Dataset, order: AxisOrder, start: number, rows: number): Uint8Array {
  const { shape, size } = dataset.metadata;
  const sides = shape!;
  const axis = order === 'C' ? 0 : sides.length - 1;
  const count = sides.map((side, i) => BigInt(i === axis ? rows : side));
  const offset = sides.map((_, i) => BigInt(i === axis ? start : 0));
  const strides = sides.map(() => 1n);
  const bytes = Number(count.reduce((product, side) => product * side, 1n)) * size;
  const pointer = module._malloc(bytes);
  if (pointer === 0) throw new RangeError('The library is out of memory.');
  try {
    module.get_dataset_data(dataset.file_id, dataset.path, count, offset, strides, BigInt(pointer));
    return module.HEAPU8.slice(pointer, pointer + bytes);
  } finally {
    module._free(pointer);
  }
}

/** From the last index slowest (as MATLAB's files have them) to C order. */
function turnAxes(source: Float64Array, shape: readonly number[], out: Float64Array): void {
  const rows = shape[0]!;
  const width = out.length / rows;
  const strides = shape.slice(1).map((_, i) => shape.slice(2 + i).reduce((product, side) => product * side, 1));
  for (let column = 0; column < width; column++) {
    let rest = column;
    let place = 0;
    for (const [i, side] of shape.slice(1).entries()) {
      place += (rest % side) * strides[i]!;
      rest = Math.floor(rest / side);
    }
    for (let row = 0; row < rows; row++) out[row * width + place] = source[column * rows + row]!;
  }
}

function readStrings(place: Place, dataset: Dataset, { key, dtype, shape }: ArrayHeader): readonly string[] {
  if (dtype.includes('float'))
    throw new FormatError(place.path, `Array "${key}" holds ${dtype} numbers: ids are text or integers.`);
  if ((elementCount(shape) ?? Infinity) > MAX_TEXT)
    throw new FormatError(place.path, `Array "${key}" has too many ids to read.`);
  try {
    const { value } = dataset;
    if (typeof value === 'string') return [value];
    return Array.from(value as Iterable<unknown>, (one) => String(one));
  } catch (error) {
    throw new FormatError(place.path, `Array "${key}" is damaged. Write or copy it again.`, { cause: error });
  }
}

/** Numbers and short text that the file says of itself. */
function attributesOf(file: File): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const [name, attribute] of Object.entries(file.attrs).slice(0, MAX_ATTRIBUTES)) {
    const { shape, metadata: type } = attribute;
    if (shape === null || shape.length > 0 || type.size > 1024) continue;
    const { value } = attribute;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
      metadata[name] = String(value);
  }
  return Object.fromEntries(Object.entries(metadata).filter(([, text]) => text.length <= 200));
}

function attributeText(dataset: Dataset, name: string): string | undefined {
  const value = dataset.attrs[name]?.value;
  return typeof value === 'string' ? value : undefined;
}
