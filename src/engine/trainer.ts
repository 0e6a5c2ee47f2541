import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { EncoderTrainer } from '../measures/encoders';
import type * as models from '../models';

/**
 * Training for learned measures, out of the bundle of models in `folder`. That holds TensorFlow.js, so it is loaded at the
 * first training of a thread and not before. Always on the wasm backend: results must not depend on what else is installed.
 */
export function lazyTrainer(folder: string): EncoderTrainer {
  return async (task, onProgress) => {
    const { startTensorflow, trainEncoders } = createRequire(join(folder, 'worker.js'))('./models.js') as typeof models;
    await startTensorflow(folder);
    return trainEncoders(task, onProgress);
  };
}
