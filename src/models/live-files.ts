import type { ArrayPlace } from '../experiments/shards';
import { readInputs } from './inputs';
import { LiveModel } from './live';
import { openModel } from './open';

/** A model and the inputs it is asked about, as files. */
export interface LiveFiles {
  readonly path: string;
  readonly inputs: ArrayPlace;
  /** Rows of the inputs, in order; null = all. */
  readonly rows: Int32Array | null;
}

/** Opens a model on its inputs. TensorFlow.js must have been started. Dispose of it in the end. */
export async function openLive({ path, inputs, rows }: LiveFiles, tick: () => void): Promise<LiveModel> {
  const [graph, given] = [await openModel(path), await readInputs(inputs, rows)];
  try {
    return new LiveModel(graph, given, tick);
  } catch (error) {
    graph.dispose();
    throw error;
  }
}
