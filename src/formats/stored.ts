import type { Bytes } from './bytes';
import { ALIGNMENT } from './direct';
import { FormatError } from './errors';
import { readStrided } from './strided';
import type { ArrayHeader, FloatRows } from './types';
import type { NumericDtype } from './widen';
import { swapBytes, UnsafeIntegerError, widen } from './widen';

/*
 * Arrays that lie as one run of equal elements in a file: all of npy, npz, safetensors and torch. C order is read straight
 * through; Fortran order column by column, each column scattered into the rows asked for; views by their strides.
 */

/** Text elements of fixed width, padded with zeros: UTF-32 code points (numpy `U`) or UTF-8 bytes (numpy `S`). */
export type TextEncoding = 'utf-32' | 'utf-8';

/** Where and how an array is stored. */
export interface StoredArray {
  readonly header: ArrayHeader;
  readonly bytes: Bytes;
  /** Of the first element in `bytes`. */
  readonly offset: number;
  /** Bytes of one element. */
  readonly itemSize: number;
  readonly bigEndian: boolean;
  /** For dtype `string`. */
  readonly text?: TextEncoding;
  /** Elements from one index of each axis to the next, where that is neither C nor Fortran order. */
  readonly strides?: readonly number[];
}

const CHUNK_BYTES = 4 * 1024 * 1024;
/** Less than this of a column is not worth a read of its own. */
const MIN_PART_BYTES = 4 * 1024;
/** More ids than any comparison can use: a crafted header, not data. */
const MAX_STRINGS = 2 ** 26;

/** How many elements a shape has; null where that is more than any file can hold, or a side is not a length. */
export function elementCount(shape: readonly number[]): number | null {
  let count = 1;
  for (const side of shape) {
    if (!Number.isSafeInteger(side) || side < 0) return null;
    count *= side;
  }
  return Number.isSafeInteger(count * 16) ? count : null;
}

/** Buffers used again by the next read, so that reading block after block allocates nothing. */
const scratch: ArrayBuffer[] = [];

async function withChunk<T>(use: (chunk: Uint8Array) => Promise<T>): Promise<T> {
  const buffer = scratch.pop() ?? new ArrayBuffer(CHUNK_BYTES);
  try {
    return await use(new Uint8Array(buffer));
  } finally {
    if (scratch.length < 4) scratch.push(buffer);
  }
}

/** See `Dump.readRows`. */
export async function readStoredRows(
  array: StoredArray,
  start: number,
  count: number,
  into?: Float64Array,
): Promise<Float64Array> {
  const { shape, dtype } = array.header;
  if (dtype === 'string') throw problem(array, 'holds text, not numbers. Choose another array.');
  requireRows(array, start, count, into);
  const out = into ?? allocate(array, count * widthOf(array));
  if (out.length === 0) return out;
  try {
    if (array.strides) {
      const read = (first: number, run: Float64Array): Promise<void> => readRun(array, dtype, first, run);
      await readStrided(read, shape, array.strides, start, count, out);
    } else if (isRowMajor(array)) await readRun(array, dtype, start * widthOf(array), out);
    else await readColumns(array, dtype, start, count, out);
  } catch (error) {
    if (error instanceof UnsafeIntegerError) {
      throw problem(
        array,
        'has 64-bit integers beyond 2^53, which cannot be computed with. Save them as floats.',
        error,
      );
    }
    throw error;
  }
  return out;
}

/** See `Dump.floatsOf`. */
export function floatsOf(array: StoredArray): FloatRows | undefined {
  if (array.header.dtype !== 'float32' || array.strides || !isRowMajor(array)) return undefined;
  const { bytes, offset, itemSize, bigEndian } = array;
  const width = widthOf(array);
  const positionOf = (row: number): number => offset + row * width * itemSize;
  return {
    phase: (row) => (offset % itemSize === 0 ? positionOf(row) % ALIGNMENT : 0), // where no float can begin, none is of use
    async read(start, count, into, around) {
      requireRows(array, start, count, into);
      const raw = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
      if (around && bytes.readAround) await bytes.readAround(raw, positionOf(start));
      else await bytes.read(raw, positionOf(start));
      if (bigEndian) swapBytes(raw, itemSize);
    },
  };
}

function isRowMajor({ header: { order, shape } }: StoredArray): boolean {
  return order === 'C' || shape.length < 2;
}

function widthOf({ header }: StoredArray): number {
  return header.shape.slice(1).reduce((product, side) => product * side, 1);
}

function requireRows(
  array: StoredArray,
  start: number,
  count: number,
  into: Float64Array | Float32Array | undefined,
): void {
  const rows = array.header.shape[0] ?? 1;
  if (start < 0 || count < 0 || start + count > rows) {
    throw new RangeError(`Rows ${start} to ${start + count} of an array with ${rows} rows.`);
  }
  const numbers = count * widthOf(array);
  if (into && into.length !== numbers) throw new RangeError(`${numbers} numbers do not fit ${into.length} places.`);
}

function allocate(array: StoredArray, length: number): Float64Array {
  try {
    return new Float64Array(length);
  } catch (error) {
    throw problem(array, `needs ${(length * 8).toLocaleString('en-US')} bytes of memory at once.`, error);
  }
}

function problem(array: StoredArray, what: string, cause?: unknown): FormatError {
  const name = array.header.key === null ? 'It' : `Array "${array.header.key}"`;
  return new FormatError(array.bytes.path, `${name} ${what}`, { cause });
}

/** Elements from `first` on, in the order of the file, as many as `out` takes. */
async function readRun(array: StoredArray, dtype: NumericDtype, first: number, out: Float64Array): Promise<void> {
  const { bytes, offset, itemSize, bigEndian } = array;
  const position = offset + first * itemSize;
  if (dtype === 'float64') {
    const raw = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
    await bytes.read(raw, position);
    if (bigEndian) swapBytes(raw, itemSize);
    return;
  }
  await withChunk(async (chunk) => {
    const step = Math.floor(chunk.length / itemSize);
    for (let done = 0; done < out.length; done += step) {
      const n = Math.min(step, out.length - done);
      const raw = chunk.subarray(0, n * itemSize);
      await bytes.read(raw, position + done * itemSize);
      if (bigEndian) swapBytes(raw, itemSize);
      widen(raw, dtype, out.subarray(done, done + n));
    }
  });
}

/**
 * Rows of a Fortran-ordered array. In the file, column f (the trailing indices, first of them fastest) is a run of `rows`
 * elements. Short columns are read many at a time and whole; of long ones only the part asked for.
 */
async function readColumns(
  array: StoredArray,
  dtype: NumericDtype,
  start: number,
  count: number,
  out: Float64Array,
): Promise<void> {
  const rows = array.header.shape[0]!;
  const width = out.length / count;
  const columnOf = cOrderColumns(array.header.shape.slice(1), width);
  const perRead = Math.floor(CHUNK_BYTES / (rows * array.itemSize));
  // a few rows of long columns are fetched one by one; everything else is quicker read through
  const whole = perRead >= 1 && (count * array.itemSize < MIN_PART_BYTES || count > rows / 2);
  const step = whole ? Math.min(width, perRead) : 1;
  const part = new Float64Array(whole ? rows * step : count);
  for (let f = 0; f < width; f += step) {
    const columns = Math.min(step, width - f);
    const values = whole ? part.subarray(0, rows * columns) : part;
    await readRun(array, dtype, f * rows + (whole ? 0 : start), values);
    for (let column = 0; column < columns; column++) {
      const target = columnOf[f + column]!;
      const source = whole ? column * rows + start : 0;
      for (let i = 0; i < count; i++) out[i * width + target] = values[source + i]!;
    }
  }
}

/** For each trailing index in Fortran order, its place in C order. */
function cOrderColumns(trailing: readonly number[], width: number): Float64Array {
  const places = new Float64Array(width);
  const index = trailing.map(() => 0);
  const strides = trailing.map((_, axis) => trailing.slice(axis + 1).reduce((product, side) => product * side, 1));
  let place = 0;
  for (let f = 0; f < width; f++) {
    places[f] = place;
    for (let axis = 0; axis < trailing.length; axis++) {
      index[axis]!++;
      place += strides[axis]!;
      if (index[axis]! < trailing[axis]!) break;
      place -= index[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return places;
}

/** See `Dump.readStrings`. Elements in the order of the file: ids are one-dimensional. */
export async function readStoredStrings(array: StoredArray): Promise<readonly string[]> {
  const { bytes, offset, itemSize, bigEndian, header } = array;
  const count = elementCount(header.shape) ?? Infinity;
  const decode = decoder(array);
  if (!decode) throw problem(array, `holds ${header.dtype} numbers: ids are text or integers.`);
  if (count > MAX_STRINGS) throw problem(array, `has ${count.toLocaleString('en-US')} ids, too many to read.`);
  const strings: string[] = [];
  const step = Math.max(1, Math.floor(CHUNK_BYTES / itemSize));
  for (let done = 0; done < count; done += step) {
    const n = Math.min(step, count - done);
    const raw = new Uint8Array(n * itemSize);
    await bytes.read(raw, offset + done * itemSize);
    if (bigEndian && array.text !== 'utf-8') swapBytes(raw, array.text ? 4 : itemSize);
    for (let i = 0; i < n; i++) strings.push(decode(raw.subarray(i * itemSize, (i + 1) * itemSize)));
  }
  return strings;
}

function decoder(array: StoredArray): ((item: Uint8Array) => string) | null {
  const { dtype } = array.header;
  if (array.text === 'utf-8') return (item) => utf8.decode(withoutPadding(item));
  if (array.text === 'utf-32') {
    return (item) => {
      const points = withoutPadding(new Uint32Array(item.buffer, item.byteOffset, item.byteLength / 4));
      let text = '';
      for (const point of points) {
        if (point > 0x10ffff) throw problem(array, 'holds text that is not valid Unicode. The file may be damaged.');
        text += String.fromCodePoint(point);
      }
      return text;
    };
  }
  if (dtype === 'int64') return (item) => String(new BigInt64Array(item.buffer, item.byteOffset, 1)[0]);
  if (dtype === 'uint64') return (item) => String(new BigUint64Array(item.buffer, item.byteOffset, 1)[0]);
  if (dtype === 'string' || dtype === 'bool' || dtype.includes('float')) return null;
  const value = new Float64Array(1);
  const aligned = new Uint8Array(8);
  return (item) => {
    aligned.set(item);
    widen(aligned, dtype, value);
    return String(value[0]);
  };
}

const utf8 = new TextDecoder();

function withoutPadding<T extends Uint8Array | Uint32Array>(items: T): T {
  let end = items.length;
  while (end > 0 && items[end - 1] === 0) end--;
  return items.subarray(0, end) as T;
}
