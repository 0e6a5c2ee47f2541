import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { buildKernels } from '../../../../scripts/kernels.mjs';
import { instantiate, MatrixTooLargeError } from '../../../../src/engine/backends/wasm/kernels';
import { WasmLinalg } from '../../../../src/engine/backends/wasm/linalg';
import type { Matrix } from '../../../../src/linalg/matrix';
import { gaussian } from '../../support/matrices';

const bytes = new Uint8Array(await readFile(buildKernels()));

describe('wasm memory', () => {
  it('is used again by the next operation', async () => {
    const kernels = instantiate(await WebAssembly.compile(bytes));
    const first = kernels.allocate(1000, 1000);
    const grown = kernels.memory.buffer.byteLength;
    kernels.reset();
    expect(kernels.allocate(1000, 1000)).toBe(first);
    expect(kernels.memory.buffer.byteLength).toBe(grown);
  });

  it('more than 4 GB is refused with what would be needed', async () => {
    const kernels = instantiate(await WebAssembly.compile(bytes));
    expect(() => kernels.allocate(100_000, 10_000)).toThrow(MatrixTooLargeError);
    expect(() => kernels.allocate(100_000, 10_000)).toThrow('This operation needs 7.5 GB');
  });

  it('an operation too large leaves the engine usable', async () => {
    const linalg = await WasmLinalg.create(bytes);
    const wide: Matrix = { rows: 1, cols: 30_000, data: new Float64Array(30_000) };
    expect(() => linalg.gram(wide)).toThrow(MatrixTooLargeError);
    expect(linalg.gram(gaussian(3, 2)).rows).toBe(2);
  });
});
