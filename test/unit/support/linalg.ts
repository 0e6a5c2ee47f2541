import { readFile } from 'node:fs/promises';
import { buildKernels } from '../../../scripts/kernels.mjs';
import { WasmLinalg } from '../../../src/engine/backends/wasm/linalg';
import type { Linalg } from '../../../src/linalg/linalg';

let wasm: Promise<Linalg> | undefined;

/** The linear algebra that unit tests stand on: the embedded engine, compiled first where it is missing. */
export function testLinalg(): Promise<Linalg> {
  wasm ??= readFile(buildKernels()).then((bytes) => WasmLinalg.create(new Uint8Array(bytes)));
  return wasm;
}

/** Every engine available here. */
export async function linalgs(): Promise<Linalg[]> {
  return [await testLinalg()];
}
