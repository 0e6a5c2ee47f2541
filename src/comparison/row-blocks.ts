import { openRepresentation, type OpenRepresentation } from '../experiments';
import { ChangedFileError, whileUnchanged } from './file-state';
import type { ReadSpec } from './plan';

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
 * Opens sides to read some of their rows at a time, until `use` is done. Throws a `ChangedFileError` where a file is not what it was
 * when the comparison was planned.
 */
export function withBlockedSides<T>(
  sides: readonly BlockedSide[],
  use: (opened: readonly OpenRepresentation[]) => Promise<T>,
): Promise<T> {
  const files = sides.flatMap(({ read }) => read.files ?? []);
  return whileUnchanged(files, async () => {
    const opened: OpenRepresentation[] = [];
    try {
      for (const side of sides) opened.push(await openSide(side));
      return await use(opened);
    } finally {
      for (const side of opened) await side.close();
    }
  });
}

async function openSide({ read, rows, cols }: BlockedSide): Promise<OpenRepresentation> {
  const { path, key, parts, layout, reduction, mask } = read;
  const opened = await openRepresentation(
    { path, key: key ?? undefined, parts },
    { layout, reduction, rows: read.rows, mask },
  );
  if (opened.rows === rows && opened.cols === cols) return opened;
  await opened.close();
  throw new ChangedFileError(`${path}: it is ${opened.rows}×${opened.cols} now. Compare again.`);
}
