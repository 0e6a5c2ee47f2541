import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Linalg } from '../../linalg/linalg';
import { loadTensorflow, TensorflowUnavailableError } from './tensorflow/load';
import { WasmLinalg } from './wasm/linalg';

export { TensorflowUnavailableError };

export interface Backend {
  readonly linalg: Linalg;
  /** Of the library behind it, where that has one. */
  readonly version?: string;
  /** Why it is not the other. */
  readonly reason?: string;
}

/**
 * The engine that computes. `auto` takes TensorFlow where it is installed and passes its smoke test, else the embedded
 * kernels and says why.
 *
 * @param distFolder holds `kernels.wasm`
 * @param tensorflowFolder where `node_modules/@tensorflow/tfjs-node` is, when not beside the product
 * @throws TensorflowUnavailableError when `tensorflow` was asked for and is not to be had
 */
export async function chooseBackend(
  engine: 'auto' | 'tensorflow' | 'wasm',
  distFolder: string,
  tensorflowFolder = process.env['LIKENESS_TENSORFLOW'] ?? distFolder,
): Promise<Backend> {
  const kernels = await WasmLinalg.create(new Uint8Array(await readFile(join(distFolder, 'kernels.wasm'))));
  if (engine === 'wasm') return { linalg: kernels };
  try {
    return loadTensorflow(tensorflowFolder, kernels);
  } catch (error) {
    if (engine === 'tensorflow' || !(error instanceof TensorflowUnavailableError)) throw error;
    return { linalg: kernels, reason: error.message };
  }
}
