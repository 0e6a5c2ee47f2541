import { createReadStream } from 'node:fs';
import { dumpOfArrays } from './container';
import type { ReadableArray } from './container';
import type { FileBytes } from './bytes';
import { readBytes } from './bytes';
import { FormatError } from './errors';
import { textInMemory } from './memory';
import type { Format } from './types';

/*
 * Tables as text: numpy.savetxt, pandas.to_csv, lists of names. The delimiter, a header and a column of ids are found out from
 * the first lines. Rows are read forward; a row further back starts again.
 */

const SAMPLE_BYTES = 256 * 1024;
const SAMPLE_LINES = 50;
const MAX_COLUMNS = 1_000_000;
const MAX_LINE = 64 * 1024 * 1024;
/** Larger lists of names are no ids. */
const MAX_NAMES_BYTES = 512 * 1024 * 1024;
const numberPattern = /^[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|nan|inf(?:inity)?)$/i;

export const text: Format = {
  async open(file) {
    if (file.size > 0 && file.head.includes(0))
      throw new FormatError(file.path, 'It is not text: it holds zero bytes.');
    const size = Math.min(file.size, SAMPLE_BYTES);
    const sample = new TextDecoder().decode(await readBytes(file, 0, size));
    const lines = sample.split(/\r\n|\n|\r/);
    if (size < file.size) lines.pop();
    const table = lines.filter((line) => line.trim() !== '' && !line.startsWith('#')).slice(0, SAMPLE_LINES);
    if (table.length === 0) throw new FormatError(file.path, 'It holds no lines. Write the table again.');
    const layout = layoutOf(table, file.path);
    const arrays = layout.kind === 'names' ? [await names(file)] : await tableArrays(file, layout);
    return dumpOfArrays(file.path, 'text', arrays, () => file.close());
  },
};

interface TableLayout {
  readonly kind: 'table';
  readonly delimiter: string | null;
  readonly header: readonly string[] | null;
  /** Place of the column of ids, or null. */
  readonly ids: number | null;
  readonly columns: number;
}

function layoutOf(lines: readonly string[], path: string): TableLayout | { readonly kind: 'names' } {
  const delimiter = [',', '\t', ';'].find((one) => lines[0]!.includes(one)) ?? null;
  const rows = lines.map((line) => splitLine(line, delimiter));
  const isHeader = rows.length > 1 && !rows[0]!.some(isNumber) && rows[1]!.some(isNumber);
  const body = isHeader ? rows.slice(1) : rows;
  const first = body[0]!;
  if (first.length > MAX_COLUMNS) throw new FormatError(path, 'It has more columns than can be read.');
  const textual = first.map((_, i) => i).filter((i) => body.some((row) => !isNumber(row[i] ?? '')));
  if (textual.length === first.length) return { kind: 'names' };
  if (textual.length > 1 || body.some((row) => row.length !== first.length)) {
    throw new FormatError(path, 'It is not a table of numbers: a row for each instance, a column for each feature.');
  }
  const named = isHeader ? rows[0]!.findIndex((name) => /^(?:id|ids|index|name|file_?names?|uid)$/i.test(name)) : -1;
  const ids = textual[0] ?? (named >= 0 && first.length > 1 ? named : null);
  return { kind: 'table', delimiter, header: isHeader ? rows[0]! : null, ids, columns: first.length };
}

function splitLine(line: string, delimiter: string | null): string[] {
  if (delimiter === null) return line.trim().split(/\s+/);
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    else if (letter === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += letter;
  }
  return [...cells, cell.trim()];
}

function isNumber(cell: string): boolean {
  return numberPattern.test(cell);
}

function toNumber(cell: string): number {
  if (/^[-+]?inf/i.test(cell)) return cell.startsWith('-') ? -Infinity : Infinity;
  return /^[-+]?nan$/i.test(cell) ? NaN : Number(cell);
}

async function* linesOf(file: FileBytes): AsyncGenerator<string> {
  let rest = '';
  const stream = createReadStream(file.path, {
    encoding: 'utf8',
    end: Math.max(0, file.size - 1),
    highWaterMark: 1 << 20,
  });
  for await (const chunk of stream) {
    const parts = (rest + (chunk as string)).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop()!;
    if (rest.length > MAX_LINE) throw new FormatError(file.path, 'A line in it is too long to be read.');
    for (const line of parts) if (line.trim() !== '' && !line.startsWith('#')) yield line;
  }
  if (rest.trim() !== '' && !rest.startsWith('#')) yield rest.replace(/\r$/, '');
}

async function countLines(file: FileBytes): Promise<number> {
  const lines = linesOf(file);
  let count = 0;
  while ((await lines.next()).done !== true) count++;
  return count;
}

/** Lines of text: file names, ids. */
async function names(file: FileBytes): Promise<ReadableArray> {
  if (file.size > MAX_NAMES_BYTES) throw new FormatError(file.path, 'It is a list of names too long to be read.');
  const all: string[] = [];
  for await (const line of linesOf(file)) all.push(line.trim());
  return textInMemory(file.path, null, all);
}

async function tableArrays(file: FileBytes, layout: TableLayout): Promise<readonly ReadableArray[]> {
  const features = Array.from({ length: layout.columns }, (_, i) => i).filter((i) => i !== layout.ids);
  const rows = (await countLines(file)) - (layout.header ? 1 : 0);
  const reader = new TableReader(file, layout, features);
  const shape = features.length === 1 && layout.ids === null ? [rows] : [rows, features.length];
  const key = layout.ids === null ? null : 'features';
  const table: ReadableArray = {
    header: { key, shape, dtype: 'float64', order: 'C' },
    readRows: (start, count, into) => reader.readRows(start, count, into),
    readStrings: async () => Array.from(await reader.readRows(0, rows), String),
  };
  if (layout.ids === null) return [table];
  return [
    table,
    {
      ...textInMemory(file.path, 'ids', []),
      header: { key: 'ids', shape: [rows], dtype: 'string', order: 'C' },
      readStrings: () => reader.readIds(),
    },
  ];
}

/** Reads forward through the lines; a row further back starts again. */
class TableReader {
  private lines: AsyncGenerator<string> | null = null;
  private next = 0;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly file: FileBytes,
    private readonly layout: TableLayout,
    private readonly features: readonly number[],
  ) {}

  async readRows(
    start: number,
    count: number,
    into: Float64Array = new Float64Array(count * this.features.length),
  ): Promise<Float64Array> {
    const mine = this.turn.then(() => this.readInTurn(start, count, into));
    this.turn = mine.catch(() => undefined);
    await mine;
    return into;
  }

  async readIds(): Promise<readonly string[]> {
    const ids: string[] = [];
    let first = this.layout.header !== null;
    for await (const line of linesOf(this.file)) {
      if (first) first = false;
      else ids.push(splitLine(line, this.layout.delimiter)[this.layout.ids!] ?? '');
    }
    return ids;
  }

  private async readInTurn(start: number, count: number, into: Float64Array): Promise<void> {
    if (!this.lines || start < this.next) {
      await this.lines?.return(undefined);
      this.lines = linesOf(this.file);
      if (this.layout.header) await this.lines.next();
      this.next = 0;
    }
    const width = this.features.length;
    while (this.next < start + count) {
      const line = await this.lines.next();
      if (line.done) throw new FormatError(this.file.path, 'It became shorter while it was read. Try again.');
      if (this.next >= start)
        this.parse(line.value, into.subarray((this.next - start) * width, (this.next - start + 1) * width));
      this.next++;
    }
  }

  private parse(line: string, row: Float64Array): void {
    const cells = splitLine(line, this.layout.delimiter);
    const where = `row ${(this.next + 1).toLocaleString('en-US')}`;
    if (cells.length !== this.layout.columns) {
      throw new FormatError(this.file.path, `Its ${where} has ${cells.length} columns, not ${this.layout.columns}.`);
    }
    this.features.forEach((column, i) => {
      const cell = cells[column]!;
      if (cell !== '' && !isNumber(cell))
        throw new FormatError(this.file.path, `Its ${where} holds text among the numbers.`);
      row[i] = cell === '' ? NaN : toNumber(cell);
    });
  }
}
