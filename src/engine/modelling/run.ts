import { Worker } from 'node:worker_threads';
import { EngineError } from '../errors';
import type { Progress } from '../protocol';
import type { ModellingOrder, ModellingReport } from './types';
import { messageOf } from '../../rpc/message-of';

/**
 * Has an order carried out by a thread of its own, which ends at once when the signal says so. Returns the names of the files
 * written. Throws an `EngineError` with the thread's own message, or the signal's reason.
 */
export async function runModelling(
  script: string,
  order: ModellingOrder,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<readonly string[]> {
  signal.throwIfAborted();
  const worker = new Worker(script, { workerData: order });
  const cancel = (): void => void worker.terminate();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await new Promise<readonly string[]>((resolve, reject) => {
      let written: readonly string[] | undefined;
      worker.on('message', (report: ModellingReport) => {
        if (report.kind === 'done') written = report.files;
        else if (report.kind === 'failed') reject(new EngineError(report.message));
        else onProgress({ stage: report.stage, done: report.done, of: report.of });
      });
      worker.on('error', (error) => reject(new EngineError(messageOf(error))));
      worker.on('exit', () => {
        if (signal.aborted) reject(signal.reason as Error);
        else if (written) resolve(written);
        else reject(new EngineError('The thread that runs models ended early.'));
      });
    });
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
