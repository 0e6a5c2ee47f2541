import { describe, expect, it } from 'vitest';
import { StreamingHistogram } from '../../../src/experiments/histogram';
import { RowSample } from '../../../src/experiments/row-sample';

function histogram(values: readonly number[]) {
  const counting = new StreamingHistogram();
  for (const value of values) counting.add(value);
  return counting.result();
}

describe('a streaming histogram', () => {
  it('has nothing of nothing', () => {
    expect(histogram([])).toBeNull();
  });

  it('has one bin of one value', () => {
    for (const value of [0, 5, -1e9, 1e300, 5e-324]) {
      const { low, width, counts } = histogram([value, value])!;
      expect(counts).toEqual([2]);
      expect(low <= value && value < low + width).toBe(true);
    }
  });

  it('counts each value in the bin that holds it, whatever came first', () => {
    const values = Array.from({ length: 2000 }, (_, i) => Math.sin(i * 12.9898) * (i % 7) ** 3 - 20);
    for (const order of [values, [...values].reverse(), [0, ...values]]) {
      const { low, width, counts } = histogram(order)!;
      const expected = counts.map(
        (_, bin) => order.filter((x) => x >= low + bin * width && x < low + (bin + 1) * width).length,
      );
      expect(counts).toEqual(expected);
      expect(counts.length).toBeGreaterThan(30);
      expect(counts.length).toBeLessThanOrEqual(64);
    }
  });

  it('spans all of float64', () => {
    const { counts } = histogram([1e-300, -1e307, 1e307, 0])!;
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(counts.length).toBeLessThanOrEqual(64);
  });
});

describe('sampled rows', () => {
  it('are evenly spaced and finite', () => {
    const rows = new RowSample(2000, 2);
    for (let row = 0; row < 2000; row++) rows.add(new Float64Array([row, row === 4 ? NaN : 1]), 1);
    const { data, rows: kept, width } = rows.result();
    expect([kept, width]).toEqual([499, 2]);
    expect([...data.subarray(0, 6)]).toEqual([0, 1, 8, 1, 12, 1]);
  });

  it('are all where there are few', () => {
    const rows = new RowSample(3, 2);
    rows.add(new Float64Array([1, 2, 3, 4, 5, 6]), 3);
    expect([...rows.result().data]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
