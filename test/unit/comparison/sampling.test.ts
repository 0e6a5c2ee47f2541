import { describe, expect, it } from 'vitest';
import { chooseInstances, rowsAt } from '../../../src/comparison/sampling';

describe('which instances are compared', () => {
  it('all, where nothing is to be left out', () => {
    expect(chooseInstances(5, new Set(), 5, 0)).toEqual({ chosen: null, facts: [] });
  });

  it('a sample: seeded, without repeats, in the order of the rows', () => {
    const { chosen, facts } = chooseInstances(1500, new Set(), 100, 3);
    expect(chosen).toHaveLength(100);
    expect([...chosen!]).toEqual([...new Set(chosen)].sort((a, b) => a - b));
    expect(chooseInstances(1500, new Set(), 100, 3).chosen).toEqual(chosen);
    expect(chooseInstances(1500, new Set(), 100, 4).chosen).not.toEqual(chosen);
    expect(facts).toEqual(['100 of 1,500 instances, sampled with seed 3']);
  });

  it('never one that was dropped, and the sample is taken of the others', () => {
    const { chosen, facts } = chooseInstances(6, new Set([0, 4]), 3, 0);
    expect(chosen).toHaveLength(3);
    expect([...chosen!].filter((row) => row === 0 || row === 4)).toEqual([]);
    expect(facts).toEqual([
      '2 of 6 rows with NaN or Inf were left out of all',
      '3 of 4 instances, sampled with seed 0',
    ]);
  });

  it('are rows of an array by way of its own order', () => {
    expect(rowsAt(Int32Array.of(9, 8, 7), Int32Array.of(0, 2))).toEqual(Int32Array.of(9, 7));
    expect(rowsAt(null, Int32Array.of(0, 2))).toEqual(Int32Array.of(0, 2));
    expect(rowsAt(Int32Array.of(9, 8), null)).toEqual(Int32Array.of(9, 8));
  });
});
