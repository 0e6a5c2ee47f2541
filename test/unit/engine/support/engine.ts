import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { serveParent } from '../../../../src/engine/serve';
import { planTest } from './plan';

// Says what it holds when everything has gone that nobody needs, in the file beside it.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
process.on('SIGUSR2', () => {
  collect();
  writeFileSync(join(__dirname, 'held.tmp'), JSON.stringify(process.memoryUsage()));
  renameSync(join(__dirname, 'held.tmp'), join(__dirname, 'held.json'));
});

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
