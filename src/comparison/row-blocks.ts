import { readRepresentation, type ReadRepresentation } from '../experiments';
import { matrix, type Matrix } from '../linalg/matrix';
import { refuseChanged } from './file-state';
import type { ReadSpec } from './plan';

/** A side to be read in blocks of rows: N×D as the plan knows them. */
export interface BlockedSide {
  readonly read: ReadSpec;
  readonly rows: number;
  readonly cols: number;
}

/** Rows as the comparison counts them. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/**
 * Whether a side can be read in blocks, each part of the file once: rows as they stand in the file (aligned sides may not), and
 * an instance a row.
 */
export function readsInBlocks({ read }: BlockedSide): boolean {
  const { subject, reduction, layout, rows } = read;
  if (subject !== 'representation' || layout === 'DN' || (reduction === 'positions' && layout !== 'ND')) return false;
  return rows === null || rows.every((row, at) => at === 0 || row > rows[at - 1]!);
}

/**
 * The matrix of a side or some of its rows, block by block, each in the place of the one before. Returns how many rows held NaN or
 * Inf: only blocks before them are handed out. Throws a `ChangedFileError` where the file is not what it was.
 */
export async function* readBlocks(
  { read, rows }: BlockedSide,
  rowsPerBlock: number,
  { first, end }: RowRange = { first: 0, end: rows },
): AsyncGenerator<Matrix, number> {
  let nonFinite = 0;
  let place = new Float64Array(0);
  const room = (length: number): Float64Array => {
    if (place.length < length) place = new Float64Array(length);
    return place.subarray(0, length);
  };
  try {
    for (let start = first; start < end; start += rowsPerBlock) {
      const block = await readBlock(read, start, Math.min(start + rowsPerBlock, end), room);
      nonFinite += block.nanRows.length;
      if (nonFinite === 0) yield matrix(block.rows, block.cols, block.data);
    }
  } catch (error) {
    await refuseChanged(read.files);
    throw error;
  }
  await refuseChanged(read.files);
  return nonFinite;
}

function readBlock(
  read: ReadSpec,
  start: number,
  end: number,
  room: (length: number) => Float64Array,
): Promise<ReadRepresentation> {
  const { path, key, parts, layout, reduction, mask } = read;
  const rows = read.rows?.slice(start, end) ?? Int32Array.from({ length: end - start }, (_, at) => start + at);
  return readRepresentation({ path, key: key ?? undefined, parts }, { layout, reduction, rows, mask, room });
}
