import { createHash, randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/*
 * Files of a cache on disk: written whole or not at all, and those used longest ago go first. Processes may share a folder: the
 * worst that can happen is that something is computed again.
 */

/** A name for a file, or a check of what is in it. */
export function hashOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}

/** Puts the file there with all of this in it, or not at all. */
export async function writeWhole(path: string, parts: readonly (string | Uint8Array)[]): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    await writeFile(temporary, parts);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Marks the file as used just now. */
export async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

/** What a process that was ended left half-written is old enough to go after this long. */
const ABANDONED_MS = 3_600_000;
const TEMPORARY = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Removes what was left half-written, and the files of a folder that were used longest ago until the others take at most `bytes`. */
export async function evictOldest(folder: string, bytes: number): Promise<void> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  const files = await Promise.all(
    entries.map(async ({ name }) => {
      const path = join(folder, name);
      const { size = 0, mtimeMs = 0 } = (await stat(path).catch(() => undefined)) ?? {};
      return { path, size, used: mtimeMs };
    }),
  );
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size, used } of files.sort((a, b) => a.used - b.used)) {
    const abandoned = TEMPORARY.test(path) && Date.now() - used > ABANDONED_MS;
    if (total <= bytes && !abandoned) continue;
    await rm(path, { force: true });
    total -= size;
  }
}
