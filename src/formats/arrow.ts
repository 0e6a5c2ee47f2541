import { DataType, MessageReader, Precision, tableFromIPC, Vector } from 'apache-arrow';
import type { Field, Float32, Table } from 'apache-arrow';
import { readCompressedBatches } from './arrow-compression';
import type { FileBytes } from './bytes';
import { readBytes } from './bytes';
import { columnArray, sidesOfValue } from './columns';
import type { ColumnShape } from './columns';
import { dumpOfArrays } from './container';
import type { ReadableArray } from './container';
import { FormatError } from './errors';
import type { Dtype, Format, Ignored } from './types';

/*
 * Arrow streams (Hugging Face datasets) and files (Feather): a schema, then batches of rows, each behind its length. The batches
 * are listed by their headers; each is decoded with the schema when its rows are asked for.
 */

const MAX_MESSAGES = 1_000_000;
const MAX_HEADER_BYTES = 64 * 1024 * 1024;
const FILE_MAGIC_BYTES = 8;
const CONTINUATION = 0xffffffff;

readCompressedBatches();

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Batch extends Span {
  readonly firstRow: number;
  readonly rows: number;
}

interface Listing {
  /** The schema and the dictionaries, which every batch needs. */
  readonly head: readonly Span[];
  readonly batches: readonly Batch[];
  readonly rows: number;
}

export const arrow: Format = {
  async open(file) {
    const fail = (cause: unknown): FormatError =>
      cause instanceof FormatError
        ? cause
        : new FormatError(file.path, 'Not a complete .arrow: it is damaged. Write it again.', { cause });
    const list = await listMessages(file).catch((error: unknown) => {
      throw fail(error);
    });
    const decoder = new BatchDecoder(file, list, fail);
    const first = await decoder.table(list.batches[0] ?? null);
    const arrays: ReadableArray[] = [];
    const ignored: Ignored[] = [];
    for (const field of first.schema.fields) {
      const shape = shapeOf(field, first);
      if (!shape) ignored.push({ key: field.name, reason: 'It holds neither numbers nor lists of numbers.' });
      else {
        const values = (start: number, count: number): Promise<unknown[]> => decoder.values(field.name, start, count);
        arrays.push(columnArray(file.path, field.name, list.rows, shape, values));
      }
    }
    return dumpOfArrays(file.path, 'arrow', arrays, () => file.close(), { ignored });
  },
};

async function listMessages(file: FileBytes): Promise<Listing> {
  const head: Span[] = [];
  const batches: Batch[] = [];
  let rows = 0;
  let at = file.head[0] === 0x41 ? FILE_MAGIC_BYTES : 0;
  for (let count = 0; ; count++) {
    if (count > MAX_MESSAGES || at + 8 > file.size) {
      if (at === file.size) break; // a stream may end without a mark
      throw file.incomplete(null, '.arrow');
    }
    const prefix = new DataView((await readBytes(file, at, 8)).buffer);
    if (prefix.getUint32(0, true) !== CONTINUATION)
      throw new FormatError(file.path, 'Not a complete .arrow: it is damaged. Write it again.');
    const length = prefix.getInt32(4, true);
    if (length === 0) break;
    if (length < 0 || length > MAX_HEADER_BYTES) throw new RangeError('The header of a batch is too long.');
    if (at + 8 + length > file.size) throw file.incomplete(at + 8 + length, '.arrow');
    const message = new MessageReader(await readBytes(file, at, 8 + length)).readMessage();
    if (!message || message.bodyLength < 0) throw new TypeError('A batch has no header.');
    const end = at + 8 + length + message.bodyLength;
    if (!Number.isSafeInteger(end)) throw new RangeError('A batch is too long.');
    if (end > file.size) throw file.incomplete(end, '.arrow');
    if (message.isRecordBatch()) {
      const { length: n } = message.header();
      if (n < 0) throw new RangeError('A batch has fewer than no rows.');
      batches.push({ start: at, end, firstRow: rows, rows: n });
      rows += n;
    } else head.push({ start: at, end });
    at = end;
  }
  if (head.length === 0 || !Number.isSafeInteger(rows) || rows < 0) throw new TypeError('There is no schema.');
  return { head, batches, rows };
}

/** Decodes batches; the last one is kept. */
class BatchDecoder {
  private recent: { readonly batch: Batch | null; readonly table: Promise<Table> } | null = null;

  constructor(
    private readonly file: FileBytes,
    private readonly list: Listing,
    private readonly fail: (cause: unknown) => FormatError,
  ) {}

  table(batch: Batch | null): Promise<Table> {
    const { recent } = this;
    if (recent?.batch === batch) return recent.table;
    const table = this.decode(batch);
    this.recent = { batch, table };
    return table;
  }

  async values(name: string, start: number, count: number): Promise<unknown[]> {
    const values: unknown[] = [];
    for (const batch of this.list.batches) {
      const from = Math.max(start, batch.firstRow);
      const to = Math.min(start + count, batch.firstRow + batch.rows);
      if (from >= to) continue;
      const column = (await this.table(batch)).getChild(name);
      for (let row = from; row < to; row++) values.push(plain(column?.get(row - batch.firstRow)));
    }
    return values;
  }

  private async decode(batch: Batch | null): Promise<Table> {
    try {
      const spans = [...this.list.head, ...(batch ? [batch] : [])];
      const parts: Uint8Array[] = [];
      for (const { start, end } of spans) parts.push(await readBytes(this.file, start, end - start));
      return tableFromIPC(Buffer.concat([...parts, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0)]));
    } catch (error) {
      throw this.fail(error);
    }
  }
}

/** A list of floats without gaps as the array that it lies in. */
function plain(value: unknown): unknown {
  if (!(value instanceof Vector) || value.nullCount > 0) return value;
  const type = value.type as DataType;
  return DataType.isFloat(type) && type.precision !== Precision.HALF ? (value as Vector<Float32>).toArray() : value;
}

function shapeOf(field: Field, table: Table): ColumnShape | null {
  let type = field.type as DataType;
  while (DataType.isList(type) || DataType.isFixedSizeList(type))
    type = (type.children as readonly Field<DataType>[])[0]!.type;
  const nested = type !== field.type;
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return nested ? null : { dtype: 'string', sides: [] };
  const dtype = dtypeOf(type);
  const first: unknown = table.numRows > 0 ? table.getChild(field.name)?.get(0) : null;
  const sides = sidesOfValue(first);
  return dtype && sides && (!nested || sides.length > 0 || table.numRows === 0) ? { dtype, sides } : null;
}

function dtypeOf(type: DataType): Dtype | null {
  if (DataType.isFloat(type)) return (['float16', 'float32', 'float64'] as const)[type.precision];
  if (DataType.isInt(type)) return `${type.isSigned ? '' : 'u'}int${type.bitWidth}` as Dtype;
  return DataType.isBool(type) ? 'bool' : null;
}
