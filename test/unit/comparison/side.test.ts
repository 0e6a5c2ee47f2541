import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReadSpec } from '../../../src/comparison/plan';
import { readSide } from '../../../src/comparison/side';
import type { Outputs } from '../../../src/measures/subject';
import { noise, writeNpy } from './npy-files';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-side-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function spec(shape: readonly number[], values: ArrayLike<number>, fields: Partial<ReadSpec> = {}): ReadSpec {
  return {
    path: writeNpy(join(folder, 'x.npy'), shape, values, 'f4'),
    key: null,
    subject: 'representation',
    layout: 'auto',
    reduction: 'mean',
    rows: null,
    labels: null,
    bytes: 0,
    fingerprint: 'x',
    ...fields,
  };
}

const outputs = (kind: Outputs['kind'], fields: Partial<ReadSpec> = {}): Partial<ReadSpec> => ({
  subject: 'outputs',
  outputKind: kind,
  ...fields,
});

describe('a side', () => {
  it('holds the rows asked for, in their order, with their labels', async () => {
    const rows = Int32Array.of(2, 0);
    const { subject } = await readSide(spec([3, 2], [0, 1, 2, 3, 4, 5], { rows, labels: Int32Array.of(7, 8) }));
    expect(subject).toMatchObject({ storedAs: 'float32', matrix: { rows: 2, cols: 2 } });
    expect([...subject.matrix.data]).toEqual([4, 5, 0, 1]);
    expect([...subject.labels!]).toEqual([7, 8]);
  });

  it('gives each position the label of its instance', async () => {
    const positions = { reduction: 'positions', labels: Int32Array.of(7, 8), layout: 'NCHW' } as const;
    const { subject } = await readSide(spec([2, 3, 2, 2], noise(24), positions));
    expect(subject.matrix).toMatchObject({ rows: 8, cols: 3 });
    expect([...subject.labels!]).toEqual([7, 7, 7, 7, 8, 8, 8, 8]);
  });

  it('with NaN or Inf is refused, with how many rows hold them', async () => {
    const values = noise(12);
    values[1] = NaN;
    values[2] = Infinity;
    values[9] = -Infinity;
    const refused = readSide(spec([4, 3], values));
    await expect(refused).rejects.toThrow('2 of 4 rows contain NaN or Inf');
    await expect(refused).rejects.toMatchObject({ name: 'UnusableError' });
  });

  it('without the rows that hold NaN is fine', async () => {
    const values = noise(6);
    values[1] = NaN;
    const { subject } = await readSide(spec([3, 2], values, { rows: Int32Array.of(1, 2) }));
    expect(subject.matrix.rows).toBe(2);
  });
});

describe('outputs', () => {
  it('of one column are classes, of which there are as many as the comparison knows', async () => {
    const { subject } = await readSide(spec([4], [0, 2, 1, 0], outputs('classes', { classes: 10 })));
    expect(subject).toMatchObject({ kind: 'classes', classes: 10, matrix: { rows: 4, cols: 1 } });
  });

  it('with several columns have one class a column', async () => {
    const { subject } = await readSide(spec([2, 3], noise(6), outputs('logits')));
    expect(subject).toMatchObject({ kind: 'logits', classes: 3 });
  });

  it.each([
    ['classes', [2, 2], [0, 1, 1, 0], 'These are not class indices: a row holds 2 numbers.'],
    ['classes', [2], [0, 0.5], 'These are not class indices: row 1 holds 0.5.'],
    ['classes', [2], [0, -1], 'These are not class indices: row 1 holds -1.'],
    ['probabilities', [2, 2], [0.5, 0.5, 0.25, 0.25], 'These are not probabilities: row 1 sums to 0.5.'],
    ['probabilities', [1, 2], [1.5, -0.5], 'These are not probabilities: row 0 sums to 1.'],
  ] as const)('that are no %s (%j) are refused', async (kind, shape, values, message) => {
    await expect(readSide(spec(shape, values, outputs(kind)))).rejects.toThrow(message);
  });
});
