import { describe, expect, it } from 'vitest';
import type { PlannedCell } from '../../../src/engine/cell-table';
import { ReadyCells } from '../../../src/engine/ready';

function cell(row: number, col: number, use = 'cka', together = true): PlannedCell {
  const sides = [row, 100 + col].map((index) => ({ index, label: '', key: String(index) }));
  const how = { measure: use, params: {}, key: use };
  return { result: 0, row, col, kind: 'pair', use: how, sides, together, key: `${use} ${row} ${col}` } as never;
}

const grid = (rows: number, cols: number): PlannedCell[] =>
  Array.from({ length: rows * cols }, (_, at) => cell(Math.floor(at / cols), at % cols));

const extent = (cells: readonly PlannedCell[] = []): string =>
  [cells.map(({ row }) => row), cells.map(({ col }) => col)].map((places) => new Set(places).size).join('×');

describe('cells that are ready', () => {
  it('come in squares, and all of them come', () => {
    const ready = new ReadyCells();
    const cells = grid(20, 16);
    ready.add(cells);
    const blocks: PlannedCell[][] = [];
    for (let block = ready.block(); block; block = ready.block()) blocks.push(block);
    expect(blocks.map(extent)).toEqual(['8×8', '8×8', '4×8', '8×8', '8×8', '4×8']);
    expect(new Set(blocks.flat())).toEqual(new Set(cells));
  });

  it('of a triangle, too, in blocks that are at least half full', () => {
    const ready = new ReadyCells();
    const cells = grid(19, 19).filter(({ row, col }) => row <= col);
    ready.add(cells);
    let left = cells.length;
    for (let block = ready.block(); block; block = ready.block()) {
      const [rows, cols] = extent(block).split('×').map(Number) as [number, number];
      expect(2 * block.length).toBeGreaterThanOrEqual(rows * cols);
      left -= block.length;
    }
    expect(left).toBe(0);
  });

  it('come at once at first, and then in blocks that grow', () => {
    const ready = new ReadyCells();
    const sizes: number[] = [];
    for (const each of grid(16, 8)) {
      ready.add([each]);
      const block = ready.worthyBlock();
      if (block) sizes.push(block.length);
    }
    expect(sizes).toEqual([1, 3, 5, 16, 48]);
  });

  it('come before others that are compared one by one', () => {
    const ready = new ReadyCells();
    ready.add([cell(0, 0), cell(1, 0)]);
    ready.worthyBlock();
    ready.add([cell(2, 0)]);
    expect(ready.worthyBlock()).toBeUndefined();
    const alone = cell(3, 0, 'slow', false);
    ready.add([alone]);
    expect(ready.worthyBlock()).toHaveLength(1);
    expect(ready.worthyBlock()).toBeUndefined();
    expect(ready.single()).toEqual([alone]);
    expect(ready.single()).toBeUndefined();
  });

  it('keep to their measure, and to their place where sides are equal', () => {
    const ready = new ReadyCells();
    const twins = [cell(0, 0), cell(0, 0)];
    ready.add([...twins, cell(0, 1, 'rsa')]);
    expect(ready.block()).toEqual(twins);
    expect(ready.block()?.map(({ use }) => use.key)).toEqual(['rsa']);
    expect(ready.block()).toBeUndefined();
  });
});
