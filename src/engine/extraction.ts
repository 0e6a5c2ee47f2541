import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Extraction } from '../models/extract';
import { runModelling } from './modelling/run';
import type { Progress } from './protocol';

const STAGING = '.likeness-extract-';

/**
 * Runs a model on inputs by a thread of its own and writes its activations into the folder: all of them, or nothing.
 * Throws an `EngineError`, or the signal's reason when that ends the work.
 */
export async function extract(
  script: string,
  extraction: Extraction,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { folder } = extraction;
  const created = await mkdir(folder, { recursive: true });
  try {
    return await runModelling(script, { kind: 'extract', extraction }, onProgress, signal);
  } catch (error) {
    // A thread that was ended could not tidy up after itself.
    if (created !== undefined) await rm(created, { recursive: true, force: true });
    else await removeStaging(folder);
    throw error;
  }
}

async function removeStaging(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(STAGING)) await rm(join(folder, name), { recursive: true, force: true });
  }
}
