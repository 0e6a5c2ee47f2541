import { describe, expect, it } from 'vitest';
import { cellsOfShard } from '../../../src/comparison/shard';

interface Cell {
  readonly name: string;
  readonly sides: readonly { readonly index: number }[];
}

const cell = (name: string, ...sides: readonly number[]): Cell => ({ name, sides: sides.map((index) => ({ index })) });

/** Every pair of n sides, each with itself too, for each measure. */
function grid(n: number, measures = ['cka']): Cell[] {
  return measures.flatMap((measure) =>
    Array.from({ length: n }, (_, a) =>
      Array.from({ length: n - a }, (_, b) => cell(`${measure} ${a} ${a + b}`, a, a + b)),
    ).flat(),
  );
}

const parts = (cells: readonly Cell[], of: number): Cell[][] =>
  Array.from({ length: of }, (_, at) => cellsOfShard(cells, { index: at + 1, of }));

const sidesOf = (cells: readonly Cell[]): number =>
  new Set(cells.flatMap(({ sides }) => sides.map((s) => s.index))).size;

describe('the split of cells into parts', () => {
  it.each([1, 2, 3, 7, 16])('gives every cell to one of %i parts', (of) => {
    const cells = grid(20, ['cka', 'procrustes']);
    const names = parts(cells, of).flatMap((part) => part.map(({ name }) => name));
    expect(names.sort()).toEqual(cells.map(({ name }) => name).sort());
  });

  it('gives parts of the same size', () => {
    const sizes = parts(grid(32), 8).map((part) => part.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('gives the same parts in whatever order the cells come', () => {
    const cells = grid(12);
    const names = (list: readonly Cell[]): string[] => list.map(({ name }) => name).sort();
    const shard = { index: 2, of: 5 };
    expect(names(cellsOfShard([...cells].reverse(), shard))).toEqual(names(cellsOfShard(cells, shard)));
  });

  it('keeps the measures of a pair together', () => {
    for (const part of parts(grid(9, ['cka', 'cca', 'rsa']), 4)) {
      const pairs = part.map(({ name }) => name.split(' ').slice(1).join(' '));
      for (const pair of pairs) expect(pairs.filter((other) => other === pair)).toHaveLength(3);
    }
  });

  it('cuts squares, so that a part prepares few sides', () => {
    // 64 sides in 16 parts of 130 pairs: row by row, parts would touch nearly all 64.
    for (const part of parts(grid(64), 16)) expect(sidesOf(part)).toBeLessThanOrEqual(36);
  });

  it('counts a group by its sides, and a statistic as one', () => {
    const group = cell('group', ...Array.from({ length: 10 }, (_, at) => at));
    const statistics = Array.from({ length: 9 }, (_, at) => cell(`t ${at + 1}`, at + 1));
    const [first, second] = parts([group, ...statistics], 2);
    expect(first!.map(({ name }) => name)).toEqual(['group']);
    expect(second).toHaveLength(9);
  });

  it('leaves parts empty where there are more parts than pairs', () => {
    const sizes = parts(grid(2), 5).map((part) => part.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(3);
    expect(Math.max(...sizes)).toBe(1);
  });
});
