import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import type { AsyncBuffer, FileMetaData, SchemaTree } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { readBytes } from './bytes';
import { columnArray, sidesOfValue } from './columns';
import type { ColumnShape } from './columns';
import { dumpOfArrays } from './container';
import type { ReadableArray } from './container';
import { FormatError } from './errors';
import type { Dtype, Format, Ignored } from './types';

/** Parquet: a column is an array; blocks of rows are read by row groups. */
export const parquet: Format = {
  async open(file) {
    const tail = await readBytes(file, Math.max(0, file.size - 4), Math.min(4, file.size));
    if (Buffer.from(tail).toString('latin1') !== 'PAR1') throw file.incomplete(null, '.parquet');
    const source: AsyncBuffer = {
      byteLength: file.size,
      slice: async (start, end = file.size) => {
        const from = start < 0 ? file.size + start : start;
        if (!(from >= 0 && end >= from && end <= file.size)) throw new RangeError('Outside the file.');
        return (await readBytes(file, from, end - from)).buffer as ArrayBuffer;
      },
    };
    const damaged = (cause: unknown): FormatError =>
      cause instanceof FormatError
        ? cause
        : new FormatError(file.path, 'Not a complete .parquet: it is damaged. Write it again.', { cause });
    const read = async (metadata: FileMetaData, column: string, start: number, count: number): Promise<unknown[]> => {
      try {
        const range = { columns: [column], rowStart: start, rowEnd: start + count };
        const rows = await parquetReadObjects({ file: source, metadata, compressors, ...range });
        return rows.map((row) => row[column] as unknown);
      } catch (error) {
        throw damaged(error);
      }
    };
    const arrays: ReadableArray[] = [];
    const ignored: Ignored[] = [];
    try {
      const metadata = await parquetMetadataAsync(source);
      const rows = Number(metadata.num_rows);
      for (const column of parquetSchema(metadata).children) {
        const key = column.element.name;
        const [first] = rows > 0 ? await read(metadata, key, 0, 1) : [];
        const shape = shapeOf(column, first);
        if (!shape) ignored.push({ key, reason: 'It holds neither numbers nor lists of numbers.' });
        else arrays.push(columnArray(file.path, key, rows, shape, (start, n) => read(metadata, key, start, n)));
      }
    } catch (error) {
      throw damaged(error);
    }
    return dumpOfArrays(file.path, 'parquet', arrays, () => file.close(), { ignored });
  },
};

const physical: Readonly<Partial<Record<string, Dtype>>> = {
  DOUBLE: 'float64',
  FLOAT: 'float32',
  INT32: 'int32',
  INT64: 'int64',
  BOOLEAN: 'bool',
};

function shapeOf(column: SchemaTree, first: unknown): ColumnShape | null {
  if (typeof first === 'string') return { dtype: 'string', sides: [] };
  let leaf = column;
  while (leaf.children.length === 1) leaf = leaf.children[0]!;
  const half = leaf.element.logical_type?.type === 'FLOAT16';
  const dtype = half ? 'float16' : physical[leaf.element.type ?? ''];
  const sides = sidesOfValue(first);
  return leaf.children.length === 0 && dtype && sides ? { dtype, sides } : null;
}
