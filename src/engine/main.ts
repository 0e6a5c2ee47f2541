import { join } from 'node:path';
import { planComparison } from '../comparison/planning';
import { scan } from '../experiments/scan';
import { extract } from './extraction';
import { runDrilldown } from './drilldown/run';
import { installTensorflow, removeTensorflow } from './installation/install';
import { inspectArrays } from './inspection';
import { makeSample } from './sample';
import { serveParent } from './serve';

const modelling = join(__dirname, 'modelling.js');

/* The engine child; its threads' bundles lie beside its own. */
serveParent({
  thread: { script: join(__dirname, 'worker.js'), heapMb: 2048 },
  plan: planComparison,
  scan: (root, exclude, signal) => scan(root, { exclude, signal }),
  inspect: (path, key, signal, report) => inspectArrays({ path, key, bundles: __dirname }, signal, report),
  drilldown: (order, signal) => runDrilldown(join(__dirname, 'drilldown.js'), order, signal),
  sample: (settings, report, signal) => makeSample(modelling, settings, report, signal),
  installTensorflow: (installation, report, signal) =>
    installTensorflow(join(__dirname, 'probe.js'), installation, report, signal),
  removeTensorflow,
  extract: (extraction, report, signal) => extract(modelling, extraction, report, signal),
});
