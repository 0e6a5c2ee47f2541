import { dirname, join, resolve } from 'node:path';
import { MANIFEST_NAME, readManifest } from './manifest';

/**
 * What the nearest manifest from the model's folder upwards names as inputs: an absolute `path` or `path::key`. Undefined where
 * none does; a manifest that cannot be read is passed over, as discovery says.
 */
export async function declaredInputs(model: string): Promise<string | undefined> {
  for (let folder = dirname(resolve(model)); ; folder = dirname(folder)) {
    const manifest = await readManifest(join(folder, MANIFEST_NAME)).catch(() => undefined);
    if (manifest?.inputs !== undefined) return resolve(folder, manifest.inputs);
    if (folder === dirname(folder)) return undefined;
  }
}
