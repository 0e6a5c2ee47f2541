import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { Bytes, FileBytes } from './bytes';
import { readBytes } from './bytes';
import { dumpOf } from './container';
import { FormatError } from './errors';
import type { StoredArray } from './stored';
import { elementCount } from './stored';
import type { Format, Ignored } from './types';
import type { NumericDtype } from './widen';
import { itemSizes } from './widen';

/*
 * MATLAB files of level 5 (`save -v6`, `-v7`, scipy.io.savemat): a header, then elements, each a tag and its data, deflated or
 * not. "MAT-File Format", The MathWorks, chapter 1.
 */

const HEADER_BYTES = 128;
const MATRIX = 14;
const COMPRESSED = 15;
/** What a matrix says before its numbers fits in this: flags, sides, name. */
const HEAD_BYTES = 4096;
const MAX_INFLATED = 2 ** 30;
const MAX_ELEMENTS = 100_000;
const MAX_SIDES = 32;

const dataTypes: Readonly<Partial<Record<number, NumericDtype>>> = {
  1: 'int8',
  2: 'uint8',
  3: 'int16',
  4: 'uint16',
  5: 'int32',
  6: 'uint32',
  7: 'float32',
  9: 'float64',
  12: 'int64',
  13: 'uint64',
};
const classNames: Readonly<Partial<Record<number, string>>> = {
  1: 'a cell array',
  2: 'a structure',
  3: 'an object',
  4: 'text',
  5: 'a sparse matrix',
};

const inflate = promisify(zlib.inflate) as (data: Uint8Array, options: zlib.ZlibOptions) => Promise<Buffer>;

export const matlab: Format = {
  async open(file) {
    if (file.size < HEADER_BYTES) throw file.incomplete(null, '.mat');
    const bigEndian = file.head[126] === 0x4d && file.head[127] === 0x49;
    const arrays: StoredArray[] = [];
    const ignored: Ignored[] = [];
    let at = HEADER_BYTES;
    for (let count = 0; at + 8 <= file.size; count++) {
      if (count > MAX_ELEMENTS) throw damaged(file);
      const view = new DataView((await readBytes(file, at, 8)).buffer);
      const type = view.getUint32(0, !bigEndian);
      const length = view.getUint32(4, !bigEndian);
      if (at + 8 + length > file.size) throw file.incomplete(at + 8 + length, '.mat');
      const found = await matrixAt(file, { type, start: at + 8, length }, bigEndian);
      if (found && 'reason' in found) ignored.push(found);
      else if (found) arrays.push(found);
      at += 8 + length;
    }
    if (at !== file.size) throw file.incomplete(null, '.mat');
    return dumpOf(file, 'MATLAB', arrays, { ignored });
  },
};

function damaged(file: Pick<FileBytes, 'path'>, cause?: unknown): FormatError {
  return new FormatError(file.path, 'Not a complete .mat: it is damaged. Write or copy it again.', { cause });
}

interface Element {
  readonly type: number;
  readonly start: number;
  readonly length: number;
}

async function matrixAt(file: FileBytes, element: Element, bigEndian: boolean): Promise<StoredArray | Ignored | null> {
  if (element.type === MATRIX) {
    const head = await readBytes(file, element.start, Math.min(HEAD_BYTES, element.length));
    return matrixIn(head, { bytes: file, offset: element.start, length: element.length }, bigEndian);
  }
  if (element.type !== COMPRESSED) return null;
  const packed = await readBytes(file, element.start, Math.min(HEAD_BYTES, element.length));
  const head = inflatedHead(file, packed);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 16 || view.getUint32(0, !bigEndian) !== MATRIX) return null;
  const length = view.getUint32(4, !bigEndian);
  const bytes = new Inflated(file, element, length + 8);
  return matrixIn(head.subarray(8), { bytes, offset: 8, length }, bigEndian);
}

function inflatedHead(file: FileBytes, packed: Uint8Array): Buffer {
  try {
    const options = { finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength: 16 * 1024 * 1024 };
    return zlib.inflateSync(packed, options).subarray(0, HEAD_BYTES);
  } catch (error) {
    throw damaged(file, error);
  }
}

/** A deflated element, inflated when it is first read. */
class Inflated implements Bytes {
  readonly path: string;
  private content: Promise<Uint8Array> | null = null;

  constructor(
    private readonly file: FileBytes,
    private readonly element: Element,
    readonly size: number,
  ) {
    this.path = file.path;
  }

  async read(target: Uint8Array, position: number): Promise<void> {
    const content = await (this.content ??= this.inflate());
    target.set(content.subarray(position, position + target.length));
  }

  private async inflate(): Promise<Uint8Array> {
    if (this.size > MAX_INFLATED) {
      throw new FormatError(this.path, 'An array in it is too large to unpack. Save it with "-v7.3", or as .npy.');
    }
    const packed = await readBytes(this.file, this.element.start, this.element.length);
    const content = await inflate(packed, { maxOutputLength: this.size }).catch((error: unknown) => {
      throw damaged(this.file, error);
    });
    if (content.length !== this.size) throw damaged(this.file);
    return content;
  }
}

interface Part {
  readonly type: number;
  readonly at: number;
  readonly length: number;
  /** Where the next part begins. */
  readonly next: number;
}

/** A part of a matrix: its tag, or the short form that has type, length and data in eight bytes. */
function partAt(view: DataView, at: number, little: boolean): Part | null {
  if (at + 8 > view.byteLength) return null;
  const word = view.getUint32(at, little);
  if (word >>> 16 !== 0) return { type: word & 0xffff, at: at + 4, length: word >>> 16, next: at + 8 };
  const length = view.getUint32(at + 4, little);
  return { type: word, at: at + 8, length, next: at + 8 + Math.ceil(length / 8) * 8 };
}

interface Whole {
  readonly bytes: Bytes;
  readonly offset: number;
  readonly length: number;
}

/** `head`: the first bytes of the matrix that lies at `whole`. */
function matrixIn(head: Uint8Array, whole: Whole, bigEndian: boolean): StoredArray | Ignored | null {
  const little = !bigEndian;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const flags = partAt(view, 0, little);
  const sides = flags && partAt(view, flags.next, little);
  const name = sides && partAt(view, sides.next, little);
  if (!flags || !sides || !name || name.at + name.length > head.length || sides.length > 4 * MAX_SIDES) {
    throw damaged(whole.bytes);
  }
  const key = Buffer.from(head.subarray(name.at, name.at + name.length)).toString('latin1');
  const word = view.getUint32(flags.at, little);
  const className = classNames[word & 0xff];
  if (key === '') return null; // what MATLAB keeps for itself
  if (className) return { key, reason: `It is ${className}. Save a plain matrix.` };
  if (word & 0x800)
    return { key, reason: 'It holds complex numbers. Save the real part, the imaginary part or abs().' };
  const shape = Array.from({ length: sides.length / 4 }, (_, i) => view.getInt32(sides.at + 4 * i, little));
  const count = elementCount(shape);
  const data = partAt(view, name.next, little);
  const dtype = data && dataTypes[data.type];
  if (count === null || !data) throw damaged(whole.bytes);
  if (!dtype) return { key, reason: 'Its element type is not read. Save it as double or single.' };
  if (data.length !== count * itemSizes[dtype] || data.at + data.length > whole.length) throw damaged(whole.bytes);
  return {
    // MATLAB has no vectors: labels are written as one row
    header: isRow(shape) ? { key, shape: [count], dtype, order: 'C' } : { key, shape, dtype, order: 'F' },
    bytes: whole.bytes,
    offset: whole.offset + data.at,
    itemSize: itemSizes[dtype],
    bigEndian,
  };
}

/** A matrix of one row and several columns. */
function isRow([rows, columns = 0, ...more]: readonly number[]): boolean {
  return rows === 1 && columns > 1 && more.length === 0;
}
