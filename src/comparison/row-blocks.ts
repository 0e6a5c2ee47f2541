import { readRepresentation, type ReadRepresentation } from '../experiments';
import { matrix, type Matrix } from '../linalg/matrix';
import { refuseChanged } from './file-state';
import type { ReadSpec } from './plan';
import { nonFiniteRows } from './unusable';

/** A side to be read in blocks of rows: N×D as the plan knows them. */
export interface BlockedSide {
  readonly read: ReadSpec;
  readonly rows: number;
  readonly cols: number;
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
 * The matrix of a side, some rows at a time. Throws an `UnusableError` at the end where rows held NaN or Inf (blocks without
 * them are handed out before), and a `ChangedFileError` where the file is not what it was.
 */
export async function* readBlocks(side: BlockedSide, rowsPerBlock: number): AsyncGenerator<Matrix> {
  const { read, rows: count } = side;
  let nonFinite = 0;
  try {
    for (let start = 0; start < count; start += rowsPerBlock) {
      const block = await readBlock(read, start, Math.min(start + rowsPerBlock, count));
      nonFinite += block.nanRows.length;
      if (nonFinite === 0) yield matrix(block.rows, block.cols, block.data);
    }
  } catch (error) {
    await refuseChanged(read.files);
    throw error;
  }
  await refuseChanged(read.files);
  if (nonFinite > 0) throw nonFiniteRows(nonFinite, count);
}

function readBlock(read: ReadSpec, start: number, end: number): Promise<ReadRepresentation> {
  const { path, key, parts, layout, reduction, mask } = read;
  const rows = read.rows?.slice(start, end) ?? Int32Array.from({ length: end - start }, (_, at) => start + at);
  return readRepresentation({ path, key: key ?? undefined, parts }, { layout, reduction, rows, mask });
}
