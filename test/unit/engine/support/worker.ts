import { parentPort, workerData } from 'node:worker_threads';
import type { Linalg } from '../../../../src/linalg/linalg';
import type { ThreadSettings } from '../../../../src/engine/task';
import { serveThread } from '../../../../src/engine/thread';
import { findTestMeasure, makeTestSide } from './measures';

/* The worker thread of the tests. Their measures need no linear algebra. */
serveThread(parentPort!, workerData as ThreadSettings, () =>
  Promise.resolve({
    linalg: { name: 'wasm' } as Linalg,
    status: { name: 'wasm', version: 'test' },
    findMeasure: findTestMeasure,
    readSide: makeTestSide,
  }),
);
