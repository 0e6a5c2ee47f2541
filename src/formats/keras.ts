import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBytes } from './bytes';
import type { Bytes } from './bytes';
import { FormatError } from './errors';
import { openHdf5 } from './hdf5';
import type { Format } from './types';
import { readZipDirectory } from './zip';
import { openZipMember } from './zip-members';

const WEIGHTS = 'model.weights.h5';
const MAX_WEIGHTS_BYTES = 8 * 1024 ** 3;
const CHUNK_BYTES = 4 * 1024 * 1024;

/** A Keras 3 model: a zip archive with its weights as HDF5, which are unpacked beside until the dump is closed. */
export const keras: Format = {
  async open(file) {
    const entries = await readZipDirectory(file, '.keras');
    const entry = entries.find(({ name }) => name === WEIGHTS);
    if (!entry) throw new FormatError(file.path, `Not a .keras model: it has no ${WEIGHTS}. Save it with model.save.`);
    if (entry.size > MAX_WEIGHTS_BYTES) throw new FormatError(file.path, 'Its weights are too large to unpack.');
    const folder = mkdtempSync(join(tmpdir(), 'likeness-'));
    const remove = (): void => rmSync(folder, { recursive: true, force: true });
    try {
      const unpacked = join(folder, WEIGHTS);
      await copyOut(await openZipMember(file, entry), unpacked);
      return await openHdf5(unpacked, file, 'C', () => {
        remove();
        file.close();
      });
    } catch (error) {
      remove();
      throw error;
    }
  },
};

async function copyOut(bytes: Bytes, target: string): Promise<void> {
  const fd = openSync(target, 'wx', 0o600);
  try {
    for (let done = 0; done < bytes.size; done += CHUNK_BYTES) {
      writeSync(fd, await readBytes(bytes, done, Math.min(CHUNK_BYTES, bytes.size - done)));
    }
  } finally {
    closeSync(fd);
  }
}
