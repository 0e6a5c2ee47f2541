import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComparisonRequest } from '../../../src/comparison/request';
import { EngineClient } from '../../../src/engine/client';
import { bundleEngine } from './support/bundle';

let bundle: Awaited<ReturnType<typeof bundleEngine>>;
let client: EngineClient;

beforeAll(async () => {
  bundle = await bundleEngine();
  client = new EngineClient({ dist: bundle.dist });
});
afterAll(async () => {
  await client.dispose();
  await bundle.remove();
});

const base = join(import.meta.dirname, '../../fixtures/experiments/digits');
const options = { engine: 'wasm', threads: 2, memory: 0 } as const;
const layers: ComparisonRequest = {
  base,
  operands: ['runs/cnn_seed0/epoch_30', 'runs/cnn_seed1/epoch_30'],
  measures: ['cka', 'orthogonal-procrustes', 'mean-cca', 'knn-jaccard'].map((id) => ({ id })),
};

describe('the engine on a real experiment', () => {
  it('compares all layers of two networks, the same with one thread, and with two, to the last bit', async () => {
    const two = await client.compare(layers, options);
    expect(two.status).toBe('complete');
    expect(two.engine).toMatchObject({ name: 'wasm', precision: 'float64', threads: 2 });
    expect(two.results.map(({ values }) => values.map((row) => row.length))).toEqual(new Array(4).fill([3, 3, 3]));
    expect(two.results.flatMap(({ undefined: unknown, failed = [] }) => [...unknown, ...failed])).toEqual([]);
    const alone = new EngineClient({ dist: bundle.dist });
    const one = await alone.compare(layers, { ...options, threads: 1 });
    await alone.dispose();
    expect(one.results.map(({ values }) => values)).toEqual(two.results.map(({ values }) => values));
  });

  it('answers the same question again out of its cache', async () => {
    const stages: string[] = [];
    const first = await client.compare(layers, options);
    const again = await client.compare(layers, options, { onProgress: ({ stage }) => stages.push(stage) });
    expect(stages.filter((stage) => stage !== '')).toEqual([]);
    expect(again.results).toEqual(first.results);
  });

  it('finds a network like itself', async () => {
    const same = { ...layers, operands: ['runs/cnn_seed0/epoch_30/fc1.npy', 'runs/cnn_seed0/epoch_30/fc1.npy'] };
    const { results } = await client.compare(same, options);
    const values = new Map(results.map(({ measure, values: cells }) => [measure, cells[0]?.[0]]));
    expect(values.get('cka')).toBeCloseTo(1, 12);
    expect(values.get('knn-jaccard')).toBeCloseTo(1, 12);
    expect(values.get('orthogonal-procrustes')).toBeLessThan(1e-8);
  });

  it('looks below a cell in a thread of its own', async () => {
    const request = {
      base,
      operands: ['cnn_seed0', 'cnn_seed1'].map((run) => `runs/${run}/epoch_30/fc1.npy`),
      measures: [],
    };
    const seen = await client.drilldown({ request, featured: [7] });
    expect(seen.instances).toBe(500);
    expect(seen.drawn).toHaveLength(200);
    expect(seen.rsms?.[1]).toHaveLength(200 * 200);
    expect([...(seen.images?.of ?? [])]).toEqual([7]);
  });

  it('says why it cannot look below a cell, and gives up a look that nobody waits for', async () => {
    const request = { base, operands: ['runs/gone.npy', 'runs/gone.npy'], measures: [] };
    await expect(client.drilldown({ request, featured: [] })).rejects.toThrow(/gone\.npy/);
    await expect(client.drilldown({ request, featured: [] }, { signal: AbortSignal.abort() })).rejects.toThrow();
  });

  it('compares what the networks say', async () => {
    const runs = ['cnn_seed0', 'cnn_seed1', 'cnn_seed2'].map((run) => `runs/${run}/epoch_30`);
    const request = { base, operands: runs, outputs: true, measures: [{ id: 'disagreement' }] };
    const { results } = await client.compare(request, options);
    const values = results.flatMap(({ values: cells }) => cells.flat());
    expect(values.length).toBeGreaterThan(0);
    expect(values).not.toContain(null);
    expect(Math.max(...values.map(Number))).toBeLessThan(0.05); // "2 to 3 % of the images"
  });

  it('scans, inspects, and says what it is', async () => {
    expect((await client.scan(base)).runs.map(({ name }) => name)).toContain('mlp_seed0');
    const inspection = await client.inspect(join(base, 'labels.npy'));
    expect(inspection.arrays[0]).toMatchObject({ shape: [500], dtype: 'int64', nan: 0, min: 0, max: 9 });
    expect(await client.status(options)).toMatchObject({ name: 'wasm', threads: 2 });
  });

  it('refuses what is not there in one line that names it', async () => {
    const missing = { ...layers, operands: ['runs/none/epoch_30', 'runs/cnn_seed1/epoch_30'] };
    await expect(client.compare(missing, options)).rejects.toThrow(/^[^\n]*runs\/none\/epoch_30[^\n]*$/);
    await expect(client.compare({ ...layers, measures: [{ id: 'ckaa' }] }, options)).rejects.toThrow(
      'Did you mean "cka"?',
    );
  });

  it('gives the same numbers where the sides are too large for the budget, and are read in blocks of rows', async () => {
    const measures = [
      { id: 'cka' },
      { id: 'magnitude' },
      { id: 'intrinsic-dimension', params: { estimator: 'participation-ratio' } },
    ];
    // By an engine of its own, so that nothing is found in the cache of results.
    const whole = await client.compare({ ...layers, measures }, options);
    const stages = new Set<string>();
    const streaming = new EngineClient({ dist: bundle.dist });
    try {
      const onProgress = ({ stage }: { stage: string }): unknown => stages.add(stage);
      const blocks = await streaming.compare({ ...layers, measures }, { ...options, memory: 1000 }, { onProgress });
      expect([...stages].filter((stage) => stage.startsWith('Reading'))).toEqual([]);
      expect(blocks.results.map(({ undefined: none }) => none)).toEqual([[], [], []]);
      blocks.results.forEach(({ values }, result) => {
        values.forEach((row, r) => {
          row.forEach((value, c) => {
            const expected = whole.results[result]!.values[r]![c]!;
            expect(Math.abs(value! - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, expected));
          });
        });
      });
    } finally {
      await streaming.dispose();
    }
  });

  it('takes from disk what an earlier engine has found', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'likeness-results-'));
    const caching = { ...options, cache: { folder, bytes: 2 ** 20, sides: 2 ** 20 } };
    const [earlier, next] = [new EngineClient({ dist: bundle.dist }), new EngineClient({ dist: bundle.dist })];
    try {
      const first = await earlier.compare(layers, caching);
      const stages: string[] = [];
      const onProgress = ({ stage }: { stage: string }): unknown => stages.push(stage);
      const again = await next.compare(layers, caching, { onProgress });
      expect(stages.filter((stage) => stage !== '')).toEqual([]);
      const known = ({ results }: typeof first): unknown => results.map((result) => ({ ...result, seconds: 0 }));
      expect(known(again)).toEqual(known(first));
    } finally {
      await Promise.all([earlier.dispose(), next.dispose()]);
      await rm(folder, { recursive: true });
    }
  });
});
