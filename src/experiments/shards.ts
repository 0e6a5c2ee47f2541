import { openDump } from '../formats';
import type { Dump, FloatRows } from '../formats';
import { ExperimentError } from './errors';
import type { ArrayRef } from './types';

/** An array opened for reading by rows, over all its parts. */
export interface OpenArray {
  readonly shape: readonly number[];
  readonly dtype: ArrayRef['dtype'];
  readonly order: 'C' | 'F';
  /** As `Dump.readRows`. */
  readRows(start: number, count: number, into?: Float64Array): Promise<Float64Array>;
  /** As `Dump.floatsOf`. */
  readonly floats: FloatRows | undefined;
  readStrings(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Which array: a reference found before, or just its place. */
export type ArrayPlace = Pick<ArrayRef, 'path' | 'key' | 'parts'>;

/** Opens an array: the shape is what the files say now. Throws `FormatError`, `ExperimentError`. */
export async function openArray(place: ArrayPlace): Promise<OpenArray> {
  const parts: OpenArray[] = [];
  try {
    for (const path of [place.path, ...(place.parts ?? [])]) parts.push(await openPart(path, place.key ?? null));
    return parts.length === 1 ? parts[0]! : joined(place.path, parts);
  } catch (error) {
    await closeAll(parts);
    throw error;
  }
}

async function openPart(path: string, key: string | null): Promise<OpenArray> {
  const dump = await openDump(path);
  const header = findArray(dump, key);
  if (!header) {
    await dump.close();
    const ignored = dump.ignored.find((one) => key === null || one.key === key);
    if (ignored) throw new ExperimentError(path, `${ignored.key}: ${ignored.reason}`);
    const names = dump.arrays.map((array) => array.key);
    const offer = names.length === 0 ? 'It holds no arrays.' : `It holds ${names.slice(0, 8).join(', ')}.`;
    throw new ExperimentError(
      path,
      key === null ? `Choose one array with ::KEY. ${offer}` : `No array "${key}". ${offer}`,
    );
  }
  return {
    shape: header.shape,
    dtype: header.dtype,
    order: header.order,
    readRows: (start, count, into) => dump.readRows(header.key, start, count, into),
    floats: dump.floatsOf?.(header.key),
    readStrings: () => dump.readStrings(header.key),
    close: () => dump.close(),
  };
}

function findArray(dump: Dump, key: string | null): Dump['arrays'][number] | undefined {
  if (key === null) return dump.arrays.length === 1 ? dump.arrays[0] : undefined;
  return dump.arrays.find((array) => array.key === key);
}

interface Piece {
  readonly part: OpenArray;
  readonly first: number;
  readonly rows: number;
  readonly place: number;
}

/** Shards one behind another along axis 0. */
function joined(path: string, parts: readonly OpenArray[]): OpenArray {
  const first = parts[0]!;
  const width = first.shape.slice(1).reduce((all, side) => all * side, 1);
  for (const part of parts) {
    if (part.dtype !== first.dtype || part.shape.slice(1).join() !== first.shape.slice(1).join()) {
      throw new ExperimentError(path, 'Its parts differ in type or shape, and cannot be joined.');
    }
  }
  const starts = [0];
  for (const part of parts) starts.push(starts.at(-1)! + (part.shape[0] ?? 1));
  /** Which rows of which part make up these, and where they go. */
  const piecesOf = (start: number, count: number): Piece[] =>
    parts.flatMap((part, i) => {
      const from = Math.max(start, starts[i]!);
      const to = Math.min(start + count, starts[i + 1]!);
      return from < to ? [{ part, first: from - starts[i]!, rows: to - from, place: from - start }] : [];
    });
  return {
    shape: [starts.at(-1)!, ...first.shape.slice(1)],
    dtype: first.dtype,
    order: first.order,
    async readRows(start, count, into = new Float64Array(count * width)) {
      for (const { part, first, rows, place } of piecesOf(start, count)) {
        await part.readRows(first, rows, into.subarray(place * width, (place + rows) * width));
      }
      return into;
    },
    floats: parts.every(({ floats }) => floats)
      ? {
          phase(row) {
            const [piece] = piecesOf(row, 1);
            return piece ? piece.part.floats!.phase(piece.first) : 0;
          },
          async read(start, count, into, around) {
            const pieces = piecesOf(start, count);
            for (const { part, first, rows, place } of pieces) {
              const target = into.subarray(place * width, (place + rows) * width);
              await part.floats!.read(first, rows, target, around && pieces.length === 1); // around is the piece before
            }
          },
        }
      : undefined,
    async readStrings() {
      const strings: string[] = [];
      for (const part of parts) for (const text of await part.readStrings()) strings.push(text);
      return strings;
    },
    close: () => closeAll(parts),
  };
}

async function closeAll(parts: readonly OpenArray[]): Promise<void> {
  for (const part of parts) await part.close();
}
