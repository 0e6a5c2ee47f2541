import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from './errors';
import { runModelling } from './modelling/run';
import type { Progress } from './protocol';
import { isStaging, staged } from './staging';

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
  const present = await readdir(folder).catch(() => []);
  const leftovers = present.filter(isStaging);
  if (present.length > leftovers.length) {
    throw new EngineError(`${folder} is not empty. Choose an empty or a new folder for the sample experiment.`);
  }
  for (const name of leftovers) await rm(join(folder, name), { recursive: true });
  await staged(folder, (staging) =>
    runModelling(script, { kind: 'sample', settings: { folder: staging, seed } }, onProgress, signal),
  );
}
