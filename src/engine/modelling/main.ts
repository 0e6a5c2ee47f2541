import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type * as models from '../../models';
import type { ModellingOrder, ModellingReport } from './types';
import { messageOf } from '../../rpc/message-of';

/* The thread that trains the sample and runs models: the bundle of models lies beside its own. */

const order = workerData as ModellingOrder;
const { extractActivations, makeExperiment, startTensorflow } = createRequire(__filename)(
  './models.js',
) as typeof models;
const report = (message: ModellingReport): void => parentPort?.postMessage(message);
const progress = (stage: string, done: number, of: number): void => report({ kind: 'progress', stage, done, of });

async function work(): Promise<readonly string[]> {
  // The sample is the same everywhere; a model's activations come faster from a native library.
  await startTensorflow(__dirname, order.kind === 'extract');
  if (order.kind === 'extract') return extractActivations(order.extraction, progress);
  const digits = join(__dirname, '../media/digits');
  const files = { images: join(digits, 'images.npy'), labels: join(digits, 'labels.npy') };
  await makeExperiment({ ...order.settings, ...files }, progress);
  return [];
}

work().then(
  (files) => report({ kind: 'done', files }),
  (error: unknown) => report({ kind: 'failed', message: messageOf(error) }),
);
