import { join } from 'node:path';
import { planComparison } from '../comparison/planning';
import { inspect } from '../experiments/inspect';
import { scan } from '../experiments/scan';
import { makeSample } from './sample';
import { serveParent } from './serve';

/* The engine child; its threads' bundles lie beside its own. */
serveParent({
  thread: { script: join(__dirname, 'worker.js'), heapMb: 2048 },
  plan: planComparison,
  scan: (root) => scan(root),
  inspect: (path, key, signal, report) =>
    inspect(path, { key, signal, onProgress: (stage, done, of) => report({ stage, done, of }) }),
  sample: (settings, report, signal) => makeSample(join(__dirname, 'sample.js'), settings, report, signal),
});
