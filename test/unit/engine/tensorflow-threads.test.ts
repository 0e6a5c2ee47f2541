import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComparisonRequest } from '../../../src/comparison/request';
import { ATTRIBUTES } from '../../../src/engine/backends/tensorflow/attributes';
import { EngineClient } from '../../../src/engine/client';
import { noise, writeNpy } from '../comparison/npy-files';
import { bundleEngine } from './support/bundle';

const installed = process.env['LIKENESS_TENSORFLOW'];
const operands = ['a.npy', 'b.npy', 'c.npy', 'd.npy'];
const measures = ['cka', 'svcca', 'orthogonal-procrustes', 'gulp'].map((id) => ({ id }));

describe.skipIf(installed === undefined)('TensorFlow on several threads', () => {
  let bundle: Awaited<ReturnType<typeof bundleEngine>>;
  let folder: string;

  beforeAll(async () => {
    bundle = await bundleEngine();
    folder = mkdtempSync(join(tmpdir(), 'likeness-threads-'));
    for (const [at, name] of operands.entries()) writeNpy(join(folder, name), [200, 60], noise(12_000, at + 1));
    for (const name of ['wide.npy', 'wider.npy']) writeNpy(join(folder, name), [1500, 1500], noise(1500 ** 2), 'f4');
  }, 120_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await bundle.remove();
  });

  const optionsOf = (threads: number) => ({ engine: 'tensorflow', threads, memory: 2 ** 28 }) as const;
  const compared = async (client: EngineClient, threads: number, seed = 0): Promise<unknown> => {
    const request: ComparisonRequest = { base: folder, operands, measures, mode: 'models', instances: 150, seed };
    const { status, engine, results } = await client.compare(request, optionsOf(threads));
    expect([status, engine.name, engine.threads]).toEqual(['complete', 'tensorflow', threads]);
    return results.map(({ values }) => values);
  };
  const fresh = async (threads: number, seed?: number): Promise<unknown> => {
    const client = new EngineClient({ dist: bundle.dist });
    return compared(client, threads, seed).finally(() => client.dispose());
  };

  it('gives the same values with one and with three, to the last bit', { timeout: 240_000 }, async () => {
    expect(await fresh(3)).toEqual(await fresh(1));
  });

  it('outlives those that are ended within an operation', { timeout: 240_000 }, async () => {
    const processes: string[] = [];
    const log = (line: string): void => void (/running \(process/.test(line) && processes.push(line));
    const client = new EngineClient({ dist: bundle.dist, log });
    const wide = { base: folder, operands: ['wide.npy', 'wider.npy'], measures: [{ id: 'mean-cca' }] };
    for (let round = 0; round < 6; round++) {
      const controller = new AbortController();
      const { status } = await client.compare(wide, optionsOf(2), {
        signal: controller.signal,
        onProgress: ({ stage }) => void (stage.includes('preparing') && controller.abort()),
      });
      expect(status).toBe('cancelled');
    }
    expect(await compared(client, 2, 7)).toEqual(await fresh(1, 7));
    await client.dispose();
    expect(processes).toHaveLength(1);
  });

  it('knows every attribute that tfjs-node gives to operations', () => {
    const dist = join(installed!, 'node_modules/@tensorflow/tfjs-node/dist');
    const kernels = readdirSync(join(dist, 'kernels')).filter((name) => name.endsWith('.js'));
    const files = ['nodejs_kernel_backend.js', ...kernels.map((name) => join('kernels', name))];
    const code = files.map((file) => readFileSync(join(dist, file), 'utf8')).join('\n');
    const names = [...code.matchAll(/(?:\bname: |createTensorsTypeOpAttr\)?\()'(\w+)'/g)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => !ATTRIBUTES.includes(name))).toEqual([]);
  });
});
