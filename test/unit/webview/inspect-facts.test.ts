import { describe, expect, it } from 'vitest';
import type { ArraySummary } from '../../../src/engine/protocol';
import { factsOf, factsTable, troublesOf } from '../../../webview/inspect/facts';

const array: ArraySummary = {
  key: 'layer1',
  shape: [500, 32],
  dtype: 'float32',
  order: 'C',
  ...{ min: 0, max: 3.25, mean: 0.1, std: 1 / 3, nan: 2, inf: 0, zeroRows: 0 },
  ...{ constantColumns: 9, deadColumns: 7, duplicateRows: 1 },
  histogram: null,
  effectiveRank: { value: 4.25, rows: 500 },
};

const fact = (name: string, of = array): string | undefined => factsOf(of).find((one) => one.name === name)?.text;

describe('the facts of an array', () => {
  it('name shape, range and rank', () => {
    expect(fact('Shape')).toBe('500 × 32');
    expect(fact('Minimum')).toBe('0');
    expect(fact('Standard deviation')).toMatch(/^0\.333/);
    expect(fact('Effective rank')).toBe('4.25 of 32');
  });

  it('are dashes where there is nothing to say', () => {
    expect(fact('Mean', { ...array, mean: null })).toBe('–');
    expect(fact('Effective rank', { ...array, effectiveRank: null })).toBe('–');
    expect(fact('Shape', { ...array, shape: [] })).toBe('scalar');
  });

  it('say what is wrong, dead units apart from other constants', () => {
    expect(troublesOf(array)).toEqual([
      '2 values are NaN or Inf: rows with them cannot be compared.',
      '7 of 32 columns are always 0: dead units.',
      '2 of 32 columns are constant, but not 0.',
      '1 rows repeat an earlier one.',
    ]);
    const sound = { ...array, nan: 0, constantColumns: 0, deadColumns: 0, duplicateRows: 0 };
    expect(troublesOf(sound)).toEqual([]);
  });

  it('are a table to copy: a line an array', () => {
    const lines = factsTable([array, { ...array, key: null }]).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^Array\tShape\tType\t/);
    expect(lines[1]).toMatch(/^layer1\t500 × 32\tfloat32\t/);
    expect(factsTable([])).toBe('');
  });
});
