import { Worker } from 'node:worker_threads';
import type { Drilldown, DrilldownOrder } from '../../comparison/drilldown/types';
import { EngineError } from '../errors';

/** What the thread says, once. */
export type DrilldownReport = { readonly drilldown: Drilldown } | { readonly failed: string };

/** What it may take for objects, typed arrays not counted. */
const HEAP_MB = 1024;

/**
 * Has a thread of its own look below a cell: the fit may take seconds, and a look that nobody waits for any more ends with its
 * thread. Throws an `EngineError` with what went wrong, or the signal's reason.
 */
export async function runDrilldown(script: string, order: DrilldownOrder, signal: AbortSignal): Promise<Drilldown> {
  signal.throwIfAborted();
  const worker = new Worker(script, { workerData: order, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
  const cancel = (): void => void worker.terminate();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await new Promise<Drilldown>((resolve, reject) => {
      worker.on('message', (report: DrilldownReport) => {
        if ('drilldown' in report) resolve(report.drilldown);
        else reject(new EngineError(report.failed));
      });
      worker.on('error', (error) => reject(new EngineError(`The thread ended: ${String(error)}`)));
      worker.on('exit', () => reject(signal.aborted ? (signal.reason as Error) : new EngineError('The thread ended.')));
    });
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
