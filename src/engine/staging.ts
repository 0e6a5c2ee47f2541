import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders of this name are being written, or were left behind by a process that was killed. Discovery passes over them. */
const STAGING = '.tmp_likeness-';

export function isStaging(name: string): boolean {
  return name.startsWith(STAGING);
}

/**
 * Has `work` make files in a folder of its own inside `folder`, which is made where it does not exist, and moves them into
 * place at the end: all of them are there then. Where the work throws, nothing is.
 */
export async function staged<T>(folder: string, work: (staging: string) => Promise<T>): Promise<T> {
  const created = await mkdir(folder, { recursive: true });
  const staging = await mkdtemp(join(folder, STAGING));
  try {
    const result = await work(staging);
    for (const name of await readdir(staging)) await rename(join(staging, name), join(folder, name));
    await rm(staging, { recursive: true });
    return result;
  } catch (error) {
    await rm(created ?? staging, { recursive: true, force: true });
    throw error;
  }
}
