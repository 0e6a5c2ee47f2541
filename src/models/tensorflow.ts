import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { createRequire } from 'node:module';
import { sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { supplyKernels } from './kernels';
import { NATIVE_PACKAGE, nativeRoot, restoreUtilities } from './native';

let embedded: Promise<string> | undefined;

/**
 * Starts TensorFlow.js and says on which backend: `tensorflow` where that is wanted (`native`) and installed, else `wasm` with
 * the kernels supplied that it lacks, else `cpu`. `folder` holds `tfjs-backend-wasm-simd.wasm`: SIMD is everywhere Node 20 is,
 * and threads are not used in Node.
 */
export async function startTensorflow(folder: string, native = false): Promise<string> {
  if (native && (await startNative(folder))) return tf.getBackend();
  await tf.setBackend(await (embedded ??= startEmbedded(folder)));
  return tf.getBackend();
}

async function startEmbedded(folder: string): Promise<string> {
  tf.enableProdMode(); // without its advertisement on stderr
  setWasmPaths(`${folder}${sep}`);
  supplyKernels();
  const works = await tf.setBackend('wasm').catch(() => false);
  return works ? 'wasm' : 'cpu';
}

/** tfjs-node enters its backend into the registry that all copies of TensorFlow.js on a thread share. */
async function startNative(folder: string): Promise<boolean> {
  try {
    restoreUtilities();
    createRequire(nativeRoot(folder))(NATIVE_PACKAGE);
    return await tf.setBackend('tensorflow');
  } catch {
    return false; // not installed, or not loadable here: the engine's status says which
  }
}
