import { parentPort, workerData } from 'node:worker_threads';
import { drillDown } from '../../comparison/drilldown/drilldown';
import type { DrilldownOrder } from '../../comparison/drilldown/types';
import { chooseBackend } from '../backends';
import type { DrilldownReport } from './run';
import { messageOf } from '../../rpc/message-of';

/* A thread for one look below a cell: it ends with its answer. `kernels.wasm` lies beside its bundle. */
const report = (message: DrilldownReport): void => parentPort!.postMessage(message);

chooseBackend('wasm', __dirname)
  .then(({ linalg }) =>
    drillDown(workerData as DrilldownOrder, { linalg, precision: 'float64', progress: () => undefined }),
  )
  .then(
    (drilldown) => report({ drilldown }),
    (error: unknown) => report({ failed: messageOf(error) }),
  );
