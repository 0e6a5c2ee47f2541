import { parentPort, workerData } from 'node:worker_threads';
import { version } from '../../package.json';
import { readSide } from '../comparison/side';
import { findMeasure } from '../measures/catalogue';
import { chooseBackend } from './backends';
import { liveModels } from './live-models';
import type { ThreadSettings } from './task';
import { serveThread } from './thread';
import { lazyTrainer } from './trainer';

const settings = workerData as ThreadSettings;

/* A worker thread: `kernels.wasm` and `models.js` lie beside its bundle. */
serveThread(parentPort!, settings, async () => {
  const backend = await chooseBackend(settings.engine, __dirname);
  const { linalg, reason } = backend;
  const status = { name: linalg.name, version: backend.version ?? version, ...(reason !== undefined && { reason }) };
  return {
    linalg,
    status,
    findMeasure,
    readSide,
    trainEncoders: lazyTrainer(__dirname),
    open: liveModels(__dirname, linalg.name === 'tensorflow'),
  };
});
