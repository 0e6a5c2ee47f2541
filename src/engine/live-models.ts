import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ModelPlace, OpenModel } from '../measures/live';
import type * as models from '../models';
import type { LiveModel } from '../models/live';

/** Models a thread keeps open: a pair, and the next one. */
const KEPT = 3;

/**
 * Opens models out of the bundle of models in `folder`. That holds TensorFlow.js, so it is loaded at the first model of a thread
 * and not before. The last few models stay open; a file that has changed is read anew.
 */
export function liveModels(folder: string, native: boolean): OpenModel {
  const open = new Map<string, LiveModel>();
  return async (place, tick) => {
    const { openLive, startTensorflow } = createRequire(join(folder, 'worker.js'))('./models.js') as typeof models;
    await startTensorflow(folder, native);
    const key = await keyOf(place);
    const known = open.get(key);
    open.delete(key);
    const model = known ?? (await openLive(place, tick));
    model.tick = tick;
    open.set(key, model);
    for (const [oldest, closing] of open) {
      if (open.size <= KEPT) break;
      closing.dispose();
      open.delete(oldest);
    }
    return model;
  };
}

async function keyOf({ path, inputs, rows }: ModelPlace): Promise<string> {
  const states = await Promise.all([path, inputs.path].map((file) => stat(file)));
  const hash = createHash('sha256');
  hash.update(JSON.stringify([path, inputs, states.map(({ size, mtimeMs }) => [size, mtimeMs])]));
  if (rows) hash.update(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
  return hash.digest('hex');
}
