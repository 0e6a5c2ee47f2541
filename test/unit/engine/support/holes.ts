import { closeSync, ftruncateSync, openSync, utimesSync } from 'node:fs';
import { writeNpy } from '../../comparison/npy-files';

export const HEADER_BYTES = 128;

/**
 * An array that is a hole: it takes no disk, however large, and reads as zeros. It is old, or it would be taken for a file that is
 * being filled.
 */
export function writeHole(path: string, shape: readonly number[], dtype: 'f4' | 'i8' = 'f4'): string {
  writeNpy(path, shape, [], dtype);
  const file = openSync(path, 'r+');
  const itemSize = dtype === 'f4' ? 4 : 8;
  ftruncateSync(file, HEADER_BYTES + itemSize * shape.reduce((product, side) => product * side, 1));
  closeSync(file);
  utimesSync(path, 0, 0);
  return path;
}
