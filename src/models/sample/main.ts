import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { makeExperiment } from './experiment';
import { startTensorflow } from './tensorflow';
import type { SampleOrder, SampleReport } from './types';

/* The thread that makes the sample experiment: TensorFlow.js is loaded here and nowhere else. */

const { folder, seed } = workerData as SampleOrder;
const digits = join(__dirname, '../media/digits');
const report = (message: SampleReport): void => parentPort?.postMessage(message);

async function make(): Promise<void> {
  await startTensorflow(__dirname);
  const files = { images: join(digits, 'images.npy'), labels: join(digits, 'labels.npy') };
  await makeExperiment({ folder, seed, ...files }, (stage, done, of) => report({ kind: 'progress', stage, done, of }));
  report({ kind: 'made' });
}

void make();
