import { writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { MANIFEST_NAME, readManifest } from '../experiments/manifest';
import { stemOf } from '../experiments/checkpoint-files';
import type { Extraction } from '../models/extract';
import { findInputs } from '../models/inputs';
import { runModelling } from './modelling/run';
import type { Progress } from './protocol';
import { staged } from './staging';

/**
 * Runs a model on inputs by a thread of its own and writes its activations into the folder, with a manifest that tells their
 * order and what the model was given: all of them, or nothing. Returns the names of the dumps.
 * Throws an `EngineError`, or the signal's reason when that ends the work.
 */
export async function extract(
  script: string,
  extraction: Extraction,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { path, key } = await findInputs(extraction.inputs);
  const inputs = key === undefined ? path : `${path}::${key}`;
  return staged(extraction.folder, async (folder) => {
    const order = { kind: 'extract', extraction: { ...extraction, inputs, folder } } as const;
    const dumps = await runModelling(script, order, onProgress, signal);
    await writeManifest(folder, { ...extraction, inputs }, dumps);
    return dumps;
  });
}

/** What a person wrote into the manifest that is there stays. */
async function writeManifest(staging: string, { folder, inputs }: Extraction, dumps: readonly string[]): Promise<void> {
  const known = await readManifest(join(folder, MANIFEST_NAME)).catch(() => undefined);
  const order = dumps.map(stemOf);
  const manifest = { ...known, order, inputs: relative(folder, inputs).split(sep).join('/') };
  await writeFile(join(staging, MANIFEST_NAME), `${JSON.stringify(manifest, null, 2)}\n`);
}
