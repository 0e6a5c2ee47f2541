import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from './errors';
import { runModelling } from './modelling/run';
import type { Progress } from './protocol';

/** Files are made in a folder of this name and moved into place at the end. */
const STAGING = '.likeness-sample-';

/**
 * Has the sample experiment made in `folder` by a thread of its own. All of it is there in the end, or nothing.
 * Throws an `EngineError` where the folder holds anything, and the signal's reason when that ends the work.
 */
export async function makeSample(
  script: string,
  { folder, seed = 0 }: { readonly folder: string; readonly seed?: number },
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  const created = await mkdir(folder, { recursive: true });
  const present = await readdir(folder);
  // Left behind by a process that was killed.
  const leftovers = present.filter((name) => name.startsWith(STAGING));
  if (present.length > leftovers.length) {
    throw new EngineError(`${folder} is not empty. Choose an empty or a new folder for the sample experiment.`);
  }
  for (const name of leftovers) await rm(join(folder, name), { recursive: true });

  const staging = await mkdtemp(join(folder, STAGING));
  try {
    await runModelling(script, { kind: 'sample', settings: { folder: staging, seed } }, onProgress, signal);
    for (const name of await readdir(staging)) await rename(join(staging, name), join(folder, name));
    await rm(staging, { recursive: true });
  } catch (error) {
    await rm(created ?? staging, { recursive: true, force: true });
    throw error;
  }
}
