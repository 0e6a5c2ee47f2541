import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DuplicateRows } from '../../../src/experiments/duplicates';
import { inspect } from '../../../src/experiments';
import { fixture } from '../formats/fixtures';
import { digits, npyBytes } from './files';

const folder = mkdtempSync(join(tmpdir(), 'likeness-inspect-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function summary(shape: readonly number[], values: readonly number[]) {
  const path = join(folder, 'x.npy');
  writeFileSync(path, npyBytes(shape, values, '<f8'));
  const { arrays } = await inspect(path);
  expect(arrays).toHaveLength(1);
  return arrays[0]!;
}

describe('health', () => {
  it('counts what is wrong, and measures what is finite', async () => {
    const values = [1, 5, 0, 2, 5, NaN, 0, 5, 0, 1, 5, 0, 3, 5, Infinity];
    expect(await summary([5, 3], values)).toEqual({
      key: null,
      shape: [5, 3],
      dtype: 'float64',
      order: 'C',
      min: 0,
      max: 5,
      mean: 32 / 13,
      std: expect.closeTo(Math.sqrt(140 / 13 - (32 / 13) ** 2), 14) as number,
      nan: 1,
      inf: 1,
      zeroRows: 0,
      constantColumns: 1,
      deadColumns: 0,
      duplicateRows: 1,
      histogram: expect.objectContaining({ low: 0 }) as object,
      effectiveRank: null,
    });
  });

  it('tells dead columns from others that are constant', async () => {
    expect(await summary([3, 3], [0, 7, 1, 0, 7, 2, 0, 7, 3])).toMatchObject({ constantColumns: 2, deadColumns: 1 });
  });

  it('counts zero rows and duplicates, −0 being 0', async () => {
    expect(await summary([4, 2], [0, 0, -0, 0, 1, 0, 0, -0])).toMatchObject({ zeroRows: 3, duplicateRows: 2 });
  });

  it('counts rows that are equal in their NaNs', async () => {
    expect(await summary([3, 2], [NaN, 1, NaN, 1, NaN, 2])).toMatchObject({
      duplicateRows: 1,
      nan: 3,
      constantColumns: 1,
    });
  });

  it('has no statistics of nothing', async () => {
    const nothing = { min: null, max: null, mean: null, std: null };
    expect(await summary([2, 1], [NaN, -Infinity])).toMatchObject({ ...nothing, nan: 1, inf: 1 });
    expect(await summary([0, 5], [])).toMatchObject({ ...nothing, constantColumns: 0, duplicateRows: 0 });
    expect(await summary([5, 0], [])).toMatchObject({ ...nothing, constantColumns: 0, duplicateRows: 0 });
  });

  it('is exact far from zero, over many blocks', async () => {
    const rows = 30_000;
    const values = Array.from({ length: rows * 64 }, (_, i) => 1e9 + (i % 2));
    const found = await summary([rows, 64], values);
    expect(found.mean).toBeCloseTo(1e9 + 0.5, 6);
    expect(found.std).toBeCloseTo(0.5, 9);
    expect(found).toMatchObject({ constantColumns: 64, duplicateRows: rows - 1 });
  });

  it('is the same in every order and archive', async () => {
    const health = async (name: string, key?: string) => {
      const [array] = (await inspect(fixture(name), { key })).arrays;
      return { ...array, order: '', key: '' };
    };
    expect(await health('four_F.npy')).toEqual(await health('four_C.npy'));
    expect(await health('deflated.npz', 'fortran')).toEqual(await health('stored.npz', 'fortran'));
  });
});

describe('files', () => {
  it('list their arrays, and what was ignored', async () => {
    const { format, arrays, ignored } = await inspect(fixture('mixed.npz'));
    expect(format).toBe('npz');
    expect(arrays.map(({ key }) => key)).toEqual(['good']);
    expect(ignored.map(({ key }) => key)).toEqual(['readme.txt', 'object', 'squeezed']);
  });

  it('of text have no numbers', async () => {
    const [ids] = (await inspect(fixture('stored.npz'), { key: 'ids' })).arrays;
    expect(ids).toMatchObject({ dtype: 'string', shape: [6], min: null, nan: 0, duplicateRows: 0 });
  });

  it('without the key say which they have', async () => {
    await expect(inspect(fixture('stored.npz'), { key: 'fc' })).rejects.toThrow(
      'There is no array "fc" in it. It holds conv1',
    );
  });

  it('show dead units of a real layer', async () => {
    const [fc1] = (await inspect(join(digits, 'runs/cnn_seed0/epoch_30/fc1.npy'))).arrays;
    expect(fc1).toMatchObject({ constantColumns: 9, nan: 0 });
  });

  it('tell their progress, and stop when cancelled', async () => {
    const told: (readonly [number, number])[] = [];
    await inspect(fixture('zeros.npz'), { onProgress: (_, done, of) => told.push([done, of]) });
    expect(told.length).toBeGreaterThan(4);
    expect(told.at(-1)).toEqual([8192, 8192]);
    const cancel = new AbortController();
    const reason = new Error('enough');
    const stopped = inspect(fixture('zeros.npz'), { signal: cancel.signal, onProgress: () => cancel.abort(reason) });
    await expect(stopped).rejects.toBe(reason);
  });
});

describe('duplicate rows', () => {
  it('of equal hash are counted only where they are equal', async () => {
    const rows = new Float64Array([1, 2, 3, 4, 1, 2, 5, 6]);
    const duplicates = new DuplicateRows(4, 2);
    for (let i = 0; i < 4; i++) duplicates.add(new Float64Array(2), 1); // the same hash for all
    const read = (start: number, count: number) => Promise.resolve(rows.subarray(start * 2, (start + count) * 2));
    expect(await duplicates.count(read, 3)).toBe(1);
  });
});
