import * as v from 'valibot';
import type { FileBytes } from './bytes';
import { readBytes } from './bytes';
import { dumpOf } from './container';
import { FormatError } from './errors';
import type { StoredArray } from './stored';
import { elementCount } from './stored';
import type { Format, Ignored } from './types';
import type { NumericDtype } from './widen';
import { itemSizes } from './widen';

/*
 * Length of the header, the header as JSON, the data. https://huggingface.co/docs/safetensors: "Format".
 */

const dtypes: Readonly<Partial<Record<string, NumericDtype>>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  F8_E4M3: 'float8_e4m3',
  F8_E5M2: 'float8_e5m2',
  I64: 'int64',
  U64: 'uint64',
  I32: 'int32',
  U32: 'uint32',
  I16: 'int16',
  U16: 'uint16',
  I8: 'int8',
  U8: 'uint8',
  BOOL: 'bool',
};

/** The limit of the format itself. */
const MAX_HEADER_BYTES = 100_000_000;

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const tensorSchema = v.object({ dtype: v.string(), shape: v.array(size), data_offsets: v.tuple([size, size]) });
const metadataSchema = v.record(v.string(), v.string());

export const safetensors: Format = {
  async open(file) {
    const { header, dataStart } = await readHeader(file);
    const arrays: StoredArray[] = [];
    const ignored: Ignored[] = [];
    let metadata: Readonly<Record<string, string>> = {};
    let end = dataStart;
    for (const [key, value] of Object.entries(header)) {
      if (key === '__metadata__') {
        const parsed = v.safeParse(metadataSchema, value);
        if (parsed.success) metadata = parsed.output;
        continue;
      }
      const parsed = v.safeParse(tensorSchema, value);
      if (!parsed.success) throw damaged(file, `what it says of "${key}" is not complete`);
      const { dtype: code, shape, data_offsets } = parsed.output;
      end = Math.max(end, dataStart + data_offsets[1]);
      const dtype = dtypes[code];
      if (!dtype) {
        ignored.push({ key, reason: `Its element type ${code} is not read. Save it as F32.` });
        continue;
      }
      const count = elementCount(shape);
      if (count === null || data_offsets[1] - data_offsets[0] !== count * itemSizes[dtype]) {
        throw damaged(file, `"${key}" has another length than its shape and type ask for`);
      }
      arrays.push({
        header: { key, shape, dtype, order: 'C' },
        bytes: file,
        offset: dataStart + data_offsets[0],
        itemSize: itemSizes[dtype],
        bigEndian: false,
      });
    }
    if (end > file.size) throw file.incomplete(end);
    return dumpOf(file, 'safetensors', arrays, { ignored, metadata });
  },
};

async function readHeader(
  file: FileBytes,
): Promise<{ readonly header: Readonly<Record<string, unknown>>; readonly dataStart: number }> {
  if (file.size < 8) throw file.incomplete(null);
  const length = Number(new DataView((await readBytes(file, 0, 8)).buffer).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || length < 2) throw damaged(file, 'it begins with other bytes');
  if (8 + length > file.size) throw file.incomplete(8 + length);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(file, 8, length));
    const header: unknown = JSON.parse(text);
    if (typeof header !== 'object' || header === null || Array.isArray(header)) throw new TypeError('not an object');
    return { header: header as Readonly<Record<string, unknown>>, dataStart: 8 + length };
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw damaged(file, 'its header is not JSON', error);
  }
}

function damaged(file: FileBytes, what: string, cause?: unknown): FormatError {
  return new FormatError(file.path, `Not a complete .safetensors: ${what}. Write or copy it again.`, { cause });
}
