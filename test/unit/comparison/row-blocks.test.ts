import { mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileState } from '../../../src/comparison/file-state';
import type { ReadSpec } from '../../../src/comparison/plan';
import { readsInBlocks, withBlockedSides } from '../../../src/comparison/row-blocks';
import { readSide } from '../../../src/comparison/side';
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

/** The rows from `first` to `end`, read so many at a time; `between`: before all but the first. */
function rowsOf(
  read: ReadSpec,
  rowsPerBlock: number,
  { first = 0, end = read.rows?.length ?? rows, between = (): void => undefined } = {},
): Promise<number[][]> {
  return withBlockedSides([{ read, rows: read.rows?.length ?? rows, cols }], async ([side]) => {
    const blocks: number[][] = [];
    for (let start = first; start < end; start += rowsPerBlock) {
      if (start > first) between();
      const room = side!.numbers === 'float32' ? Float32Array : Float64Array;
      const block = new room(Math.min(rowsPerBlock, end - start) * cols);
      await side!.readInto(block, start);
      blocks.push([...block]);
    }
    return blocks;
  });
}

describe.each(['f8', 'f4'] as const)('a side of %s in blocks of rows', (dtype) => {
  const stored = dtype === 'f8' ? numbers : Float64Array.from(Float32Array.from(numbers));
  const file = writeNpy(join(folder, `${dtype}.npy`), [rows, cols], numbers, dtype);

  it('is the whole, block by block', async () => {
    const blocks = await rowsOf(spec({ path: file }), 5);
    expect(blocks.map((block) => block.length / cols)).toEqual([5, 5, 5, 5, 3]);
    expect(blocks.flat()).toEqual([...stored]);
  });

  it('is a part of the whole where that is asked for', async () => {
    const blocks = await rowsOf(spec({ path: file }), 5, { first: 10, end: 22 });
    expect(blocks.flat()).toEqual([...stored.subarray(10 * cols, 22 * cols)]);
  });

  it.each([
    ['scattered', [1, 2, 9, 17, 22]],
    ['one after the other', [7, 8, 9, 10, 11]],
  ])('holds the chosen rows only, %s', async (_, chosen) => {
    const blocks = await rowsOf(spec({ path: file, rows: Int32Array.from(chosen) }), 2);
    expect(blocks.flat()).toEqual(chosen.flatMap((row) => [...stored.subarray(row * cols, (row + 1) * cols)]));
  });
});

describe('a side that is read in blocks', () => {
  it.each([
    ['floats in rows', 'f4', {}, 'float32'],
    ['doubles', 'f8', {}, 'float64'],
    ['scattered rows', 'f4', { rows: Int32Array.of(1, 3) }, 'float64'],
    ['rows in a run', 'f4', { rows: Int32Array.of(1, 2) }, 'float32'],
  ] as const)('of %s takes room for %s', async (_, dtype, fields, expected) => {
    const file = writeNpy(join(folder, 'room.npy'), [rows, cols], numbers, dtype);
    const read = spec({ path: file, ...fields });
    const side = { read, rows: read.rows?.length ?? rows, cols };
    expect(await withBlockedSides([side], ([opened]) => Promise.resolve(opened!.numbers))).toBe(expected);
  });

  it('is not for rows in another order, positions, or outputs', () => {
    const blocked = (fields: Partial<ReadSpec>): boolean => readsInBlocks({ read: spec(fields), rows, cols });
    expect(blocked({})).toBe(true);
    expect(blocked({ rows: Int32Array.of(3, 1) })).toBe(false);
    expect(blocked({ reduction: 'positions', layout: 'NCHW' })).toBe(false);
    expect(blocked({ layout: 'DN' })).toBe(false);
    expect(blocked({ subject: 'outputs' })).toBe(false);
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
    expect(await rowsOf(read, 9)).toHaveLength(3);
    let disturbed = false;
    const between = (): void => {
      if (!disturbed) disturb(changing);
      disturbed = true;
    };
    const line = `${changing}: ${what} while the comparison was computed. Compare again.`;
    await expect(rowsOf(read, 9, { between })).rejects.toThrow(line);
    await expect(readSide(read)).rejects.toThrow(line);
  });
});
