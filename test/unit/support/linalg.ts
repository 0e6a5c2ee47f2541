import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { buildKernels } from '../../../scripts/kernels.mjs';
import { TensorflowUnavailableError } from '../../../src/engine/backends';
import { loadTensorflow } from '../../../src/engine/backends/tensorflow/load';
import { WasmLinalg } from '../../../src/engine/backends/wasm/linalg';
import type { Linalg } from '../../../src/linalg/linalg';

let wasm: Promise<Linalg> | undefined;

/** The linear algebra that unit tests stand on: the embedded engine, compiled first where it is missing. */
export function testLinalg(): Promise<Linalg> {
  wasm ??= readFile(buildKernels()).then((bytes) => WasmLinalg.create(new Uint8Array(bytes)));
  return wasm;
}

/** Every engine available here, TensorFlow for small products, too; says on the console which are covered and why one is not. */
export async function linalgs(): Promise<Linalg[]> {
  const embedded = await testLinalg();
  try {
    const folder = process.env['LIKENESS_TENSORFLOW'] ?? dirname(buildKernels());
    const { linalg, version } = loadTensorflow(folder, embedded, 0);
    console.info(`Engines covered: wasm, tensorflow ${version}.`);
    return [embedded, linalg];
  } catch (error) {
    if (!(error instanceof TensorflowUnavailableError)) throw error;
    console.info(`Engines covered: wasm. ${error.message}`);
    return [embedded];
  }
}
