import { dumpOf } from './container';
import { FormatError } from './errors';
import type { FileBytes } from './bytes';
import { readNpy } from './npy';
import type { StoredArray } from './stored';
import type { Format, Ignored } from './types';
import type { ZipEntry } from './zip';
import { readZipDirectory } from './zip';
import { openZipMember } from './zip-members';

/** A zip archive with a .npy in it for each array: `numpy.savez` and `numpy.savez_compressed`. */
export const npz: Format = {
  async open(file) {
    const arrays = new Map<string, StoredArray>();
    const ignored: Ignored[] = [];
    for (const entry of await readZipDirectory(file, '.npz')) {
      const key = entry.name.replace(/\.npy$/, '');
      if (entry.name.endsWith('/')) continue;
      try {
        if (key === entry.name) throw new FormatError(file.path, 'Not a .npy array.');
        if (arrays.has(key)) throw new FormatError(file.path, 'A second array of this name; the first is used.');
        arrays.set(key, await readMember(file, entry, key));
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        ignored.push({ key, reason: error.problem });
      }
    }
    return dumpOf(file, 'npz', [...arrays.values()], { ignored });
  },
};

async function readMember(file: FileBytes, entry: ZipEntry, key: string): Promise<StoredArray> {
  const bytes = await openZipMember(file, entry);
  const cutOff = (): FormatError =>
    new FormatError(file.path, `Its member "${entry.name}" is shorter than its header says. Write it again.`);
  return readNpy(bytes, key, cutOff, `member "${entry.name}"`);
}
