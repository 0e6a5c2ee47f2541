import { join } from 'node:path';
import { serveParent } from '../../../../src/engine/serve';
import { planTest } from './plan';

/* The engine child of the tests: everything of the real one but its plans and its measures. */
serveParent({
  thread: { script: join(__dirname, 'worker.js'), heapMb: 100 },
  scan: (root) => Promise.resolve({ root, runs: [], shared: [], problems: [] }),
  inspect: (path) => Promise.resolve({ path, format: 'test', arrays: [], ignored: [] }),
  plan: planTest,
  drilldown: () => Promise.reject(new Error('This engine has nothing to look at.')),
  sample: () => Promise.resolve(),
  extract: () => Promise.resolve([]),
  installTensorflow: () => Promise.reject(new Error('This engine is all there is.')),
  removeTensorflow: () => Promise.resolve(false),
});
