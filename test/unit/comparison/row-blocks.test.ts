import { mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileState } from '../../../src/comparison/file-state';
import type { ReadSpec } from '../../../src/comparison/plan';
import { readBlocks, readsInBlocks, type RowRange } from '../../../src/comparison/row-blocks';
import { readSide } from '../../../src/comparison/side';
import type { Matrix } from '../../../src/linalg/matrix';
import { noise, writeNpy } from './npy-files';

const folder = mkdtempSync(join(tmpdir(), 'likeness-blocks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [rows, cols] = [23, 4];
const numbers = noise(rows * cols);
const path = writeNpy(join(folder, 'x.npy'), [rows, cols], numbers);

const spec = (fields: Partial<ReadSpec> = {}): ReadSpec => ({
  path,
  key: null,
  subject: 'representation',
  layout: 'ND',
  reduction: 'mean',
  rows: null,
  labels: null,
  bytes: 8 * numbers.length,
  fingerprint: 'x',
  ...fields,
});

/** Copies of the blocks, for one comes in the place of the other. */
async function blocksOf(read: ReadSpec, rowsPerBlock: number, range?: RowRange): Promise<Matrix[]> {
  const blocks: Matrix[] = [];
  for await (const block of readBlocks({ read, rows: read.rows?.length ?? rows, cols }, rowsPerBlock, range))
    blocks.push({ ...block, data: block.data.slice() });
  return blocks;
}

describe('a side in blocks of rows', () => {
  it('is the whole, block by block', async () => {
    const blocks = await blocksOf(spec(), 5);
    expect(blocks.map((block) => block.rows)).toEqual([5, 5, 5, 5, 3]);
    expect(blocks.flatMap(({ data }) => [...data])).toEqual([...numbers]);
  });

  it('is a part of the whole where that is asked for', async () => {
    const blocks = await blocksOf(spec(), 5, { first: 10, end: 22 });
    expect(blocks.map((block) => block.rows)).toEqual([5, 5, 2]);
    expect(blocks.flatMap(({ data }) => [...data])).toEqual([...numbers.subarray(10 * cols, 22 * cols)]);
  });

  it('holds the chosen rows only', async () => {
    const chosen = Int32Array.of(1, 2, 9, 17, 22);
    const blocks = await blocksOf(spec({ rows: chosen }), 2);
    const expected = [...chosen].flatMap((row) => [...numbers.subarray(row * cols, (row + 1) * cols)]);
    expect(blocks.flatMap(({ data }) => [...data])).toEqual(expected);
  });

  it('is not for rows in another order, positions, or outputs', () => {
    const blocked = (fields: Partial<ReadSpec>): boolean => readsInBlocks({ read: spec(fields), rows, cols });
    expect(blocked({})).toBe(true);
    expect(blocked({ rows: Int32Array.of(3, 1) })).toBe(false);
    expect(blocked({ reduction: 'positions', layout: 'NCHW' })).toBe(false);
    expect(blocked({ layout: 'DN' })).toBe(false);
    expect(blocked({ subject: 'outputs' })).toBe(false);
  });

  it('says how many rows hold NaN, as the whole would', async () => {
    const broken = Float64Array.from(numbers);
    broken[3 * cols] = NaN;
    broken[20 * cols + 1] = Infinity;
    const read = spec({ path: writeNpy(join(folder, 'nan.npy'), [rows, cols], broken) });
    const reader = readBlocks({ read, rows, cols }, 3);
    expect((await reader.next()).value).toMatchObject({ rows: 3, cols });
    expect(await reader.next()).toEqual({ done: true, value: 2 });
    await expect(readSide(read)).rejects.toThrow('2 of 23 rows contain NaN or Inf.');
  });
});

describe('a file that is not what it was', () => {
  const later = (file: string): void => utimesSync(file, new Date(), new Date(Date.now() + 5_000));

  it.each<[string, (file: string) => void, string]>([
    [
      'replaced by another of its shape',
      (file) => later(writeNpy(file, [rows, cols], noise(rows * cols, 2))),
      'changed',
    ],
    ['replaced by a shorter one', (file) => later(writeNpy(file, [5, cols], noise(5 * cols))), 'changed'],
    ['cut off', (file) => truncateSync(file, 200), 'changed'],
    ['replaced by something else', (file) => writeFileSync(file, 'nothing of the kind'), 'changed'],
    ['removed', (file) => rmSync(file), 'removed'],
  ])('%s while it is read, in blocks or whole, gives no numbers', async (_, disturb, what) => {
    const changing = writeNpy(join(folder, 'y.npy'), [rows, cols], numbers);
    const read = spec({ path: changing, files: [await fileState(changing)] });
    expect(await blocksOf(read, 9)).toHaveLength(3);
    const reader = readBlocks({ read, rows, cols }, 9);
    await reader.next();
    disturb(changing);
    const rest = async (): Promise<void> => {
      while ((await reader.next()).done !== true);
    };
    const line = `${changing}: ${what} while the comparison was computed. Compare again.`;
    await expect(rest()).rejects.toThrow(line);
    await expect(readSide(read)).rejects.toThrow(line);
  });
});
