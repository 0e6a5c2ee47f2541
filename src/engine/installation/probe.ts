import type { Linalg } from '../../linalg/linalg';
import { messageOf } from '../../rpc/message-of';
import { loadTensorflow } from '../backends/tensorflow/load';

/* Loads the TensorFlow of a folder in a process of its own, where a crash does no harm, and prints its version. */

/** It is TensorFlow that is tried: nothing may be left to the other engine. */
const none = new Proxy({} as Linalg, {
  get: (_, operation) => () => {
    throw new Error(`it leaves ${String(operation)} to others`);
  },
});

try {
  console.log(loadTensorflow(process.argv[2]!, none).version);
} catch (error) {
  console.error(`Error: ${messageOf(error)}`);
  process.exitCode = 1;
}
