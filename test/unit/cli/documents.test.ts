import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { measures } from '../../../src/measures/catalogue';
import { readNpy } from '../support/npy';
import { compared, digits, ensureBuilt, root } from './likeness';

beforeAll(ensureBuilt, 120_000);

const snapshot = (seed: number, epoch: number): string =>
  `runs/cnn_seed${seed}/epoch_${String(epoch).padStart(2, '0')}`;
const runs = [0, 1, 2].map((seed) => `runs/cnn_seed${seed}`);

/** Centred columns of a float32 matrix of the fixture. */
function centred(path: string): number[][] {
  const { shape, values } = readNpy(join(digits, path));
  const [rows = 0, cols = 0] = shape;
  const columns = Array.from({ length: cols }, (_, c) => Array.from({ length: rows }, (_, r) => values[r * cols + c]!));
  return columns.map((column) => {
    const mean = column.reduce((sum, value) => sum + value, 0) / rows;
    return column.map((value) => value - mean);
  });
}

/** ‖XᵀY‖² of matrices given by columns. */
function crossNorm(x: readonly number[][], y: readonly number[][]): number {
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  return x.flatMap((a) => y.map((b) => dot(a, b) ** 2)).reduce((sum, value) => sum + value, 0);
}

function linearCka(a: string, b: string): number {
  const [x, y] = [centred(a), centred(b)];
  return crossNorm(x, y) / Math.sqrt(crossNorm(x, x) * crossNorm(y, y));
}

function disagreement(a: string, b: string): number {
  const classes = (path: string): number[] => {
    const { shape, values } = readNpy(join(digits, path));
    const [rows = 0, cols = 0] = shape;
    return Array.from({ length: rows }, (_, r) => {
      const row = values.subarray(r * cols, (r + 1) * cols);
      return row.indexOf(Math.max(...row));
    });
  };
  const [x, y] = [classes(a), classes(b)];
  return x.filter((value, i) => value !== y[i]).length / x.length;
}

describe('the JSON schema', () => {
  it('is what the definition gives', () => {
    expect(() => execFileSync(process.execPath, ['scripts/schema.mjs', '--check'], { cwd: root })).not.toThrow();
  });
});

describe('documents of the modes', () => {
  const fc1 = [0, 1].map((seed) => `${snapshot(seed, 30)}/fc1.npy`);

  it('pair: two arrays', async () => {
    const document = await compared(...fc1);
    expect(document.request).toMatchObject({ mode: 'pair', operands: fc1 });
    expect(document.items.map(({ id }) => id)).toEqual(['cnn_seed0/epoch_30/fc1', 'cnn_seed1/epoch_30/fc1']);
    expect(document.results[0]).toMatchObject({
      measure: 'cka',
      params: { kernel: 'linear', debiased: false },
      rows: ['cnn_seed0/epoch_30/fc1'],
      cols: ['cnn_seed1/epoch_30/fc1'],
    });
    expect(document.results[0]!.values[0]![0]).toBeCloseTo(linearCka(fc1[0]!, fc1[1]!), 12);
    expect(document.items[0]).toMatchObject({ path: fc1[0], shape: [500, 32], reduced: [500, 32], reduction: 'none' });
  });

  it('layers: every layer against every layer, outputs aside', async () => {
    const document = await compared(snapshot(0, 30), snapshot(1, 30));
    const [result] = document.results;
    expect(document.request.mode).toBe('layers');
    expect(result!.rows.map((id) => id.split('/')[2])).toEqual(['conv1', 'conv2', 'fc1']);
    expect(result!.cols).toHaveLength(3);
    expect(result!.values[2]![2]).toBeCloseTo(linearCka(fc1[0]!, fc1[1]!), 12);
    expect(document.items[0]).toMatchObject({
      shape: [500, 8, 4, 4],
      reduced: [500, 8],
      reduction: 'mean over positions',
    });
    expect(document.facts).toContain('mean over positions: conv1, conv2');
  });

  it('pair of two items of a larger document: the same number', async () => {
    const layers = await compared(snapshot(0, 10), snapshot(1, 10), '--measure', 'mean-cca', '--reduce', 'flatten');
    const item = (id: string): string => layers.items.find((one) => one.id === id)!.path;
    const [result] = layers.results;
    const pair = await compared(
      item(result!.rows[0]!),
      item(result!.cols[1]!),
      '--measure',
      'mean-cca',
      '--reduce',
      'flatten',
    );
    expect(pair.results[0]!.values[0]![0]).toBe(result!.values[0]![1]);
  });

  it('training: snapshots × snapshots per layer, and each against the reference', async () => {
    const document = await compared('runs/cnn_seed0', '--layers', 'fc1');
    expect(document.request.mode).toBe('training');
    const [square, against] = document.results;
    expect([square!.title, against!.title]).toEqual(['fc1', 'fc1 against epoch 30']);
    expect(square!.values).toHaveLength(5);
    expect(square!.symmetric).toBe(true);
    expect(square!.values.map((row) => row[4])).toEqual(against!.values.map((row) => row[0]));
    expect(square!.values[1]![3]).toBeCloseTo(linearCka(`${snapshot(0, 1)}/fc1.npy`, `${snapshot(0, 10)}/fc1.npy`), 12);
    expect(square!.values[3]![1]).toBe(square!.values[1]![3]);
  });

  it('models: at the last shared layer', async () => {
    const document = await compared(...runs, 'runs/mlp_seed0');
    const [result] = document.results;
    expect(document.request.mode).toBe('models');
    expect(result!.title).toBe('fc1');
    expect(document.items.map(({ label }) => label)).toEqual(['cnn_seed0', 'cnn_seed1', 'cnn_seed2', 'mlp_seed0']);
    expect(result!.values[0]![1]).toBeCloseTo(linearCka(fc1[0]!, fc1[1]!), 12);
    expect(result!.values[3]![3]).toBeCloseTo(1, 12);
  });

  it('outputs: two are a pair, more a group and all pairs', async () => {
    const logits = [0, 1].map((seed) => `${snapshot(seed, 30)}/logits.npy`);
    const two = await compared(runs[0]!, runs[1]!, '--outputs');
    expect(two.request).toMatchObject({ mode: 'pair', outputs: true });
    expect(two.results[0]!.values[0]![0]).toBeCloseTo(disagreement(logits[0]!, logits[1]!), 12);

    const three = await compared(...runs, '--outputs', '--measure', 'all');
    const applying = measures.filter(({ subject }) => subject === 'outputs');
    expect(three.results.map(({ measure }) => measure)).toEqual(applying.map(({ id }) => id));
    for (const { measure, rows, cols, values, undefined: reasons } of three.results) {
      const group = applying.find(({ id }) => id === measure)?.arity === 'group';
      expect([rows.length, cols.length], measure).toEqual(group ? [1, 1] : [3, 3]);
      if (group) expect([rows, cols]).toEqual([['*'], ['*']]);
      const missing = values.flat().filter((value) => value === null).length;
      expect(reasons, measure).toHaveLength(missing);
    }
  });

  it('statistics: of each layer of one snapshot', async () => {
    const document = await compared(snapshot(0, 30));
    const statistics = measures.filter(({ arity, subject }) => arity === 'statistic' && subject === 'representation');
    expect(document.request.mode).toBe('statistics');
    expect(document.results.map(({ measure }) => measure)).toEqual(statistics.map(({ id }) => id));
    expect(document.items).toHaveLength(3);
    for (const { rows, cols } of document.results) expect([rows.length, cols]).toEqual([3, ['*']]);
  });
});

describe('instances', () => {
  it('that ids align are verified: here by those that the runs share', async () => {
    const document = await compared(snapshot(0, 30), snapshot(1, 30), '--layers', 'fc1');
    expect(document.facts).not.toContain('instance order not verified');
  });

  it('may be sampled, and that is stated', async () => {
    const args = [snapshot(0, 30), snapshot(1, 30), '--layers', 'fc1', '--instances', '100', '--seed', '5'];
    const document = await compared(...args);
    expect(document.items[0]!.reduced).toEqual([100, 32]);
    expect(document.facts).toContain('100 of 500 instances, sampled with seed 5');
    expect((await compared(...args)).results[0]!.values).toEqual(document.results[0]!.values);
  });

  it('may be positions; then only layers with as many of them can be compared', async () => {
    const document = await compared(snapshot(0, 30), snapshot(1, 30), '--reduce', 'positions');
    const [result] = document.results;
    expect(document.items[0]!.reduced).toEqual([8000, 8]);
    expect(result!.values[0]![0]).not.toBeNull();
    expect(result!.values[0]![2]).toBeNull();
    expect(result!.undefined.find(({ row, col }) => row === 0 && col === 2)?.reason).toContain('8000 rows');
  });
});
