import { parentPort, workerData } from 'node:worker_threads';
import type { Linalg } from '../../../../src/linalg/linalg';
import { matrix } from '../../../../src/linalg/matrix';
import type { Vector } from '../../../../src/linalg/vector';
import type { ThreadSettings } from '../../../../src/engine/task';
import { serveThread } from '../../../../src/engine/thread';
import { findTestMeasure, makeTestSide } from './measures';

/* The worker thread of the tests. Their measures need no linear algebra: products are made, and not looked at. */
serveThread(parentPort!, workerData as ThreadSettings, () =>
  Promise.resolve({
    linalg: {
      name: 'wasm',
      innerProducts: (rows: readonly Vector[], cols: readonly Vector[]) => matrix(rows.length, cols.length),
    } as Linalg,
    status: { name: 'wasm', version: 'test' },
    findMeasure: findTestMeasure,
    readSide: makeTestSide,
  }),
);
