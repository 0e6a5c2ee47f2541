import { describe, expect, it } from 'vitest';
import { AlignmentError, alignInstances, NOT_VERIFIED } from '../../../src/experiments';
import type { AlignItem, Labels } from '../../../src/experiments';

const item = (name: string, ids: string, more: Partial<AlignItem> = {}): AlignItem => ({
  name,
  rows: ids.length,
  ids: Array.from(ids),
  ...more,
});
const bare = (name: string, rows: number, cols?: number): AlignItem => ({ name, rows, cols });
const labels = (...values: number[]): Labels => ({ values: Int32Array.from(values), names: null });

describe('with ids', () => {
  it('leaves equal order as it is', () => {
    expect(alignInstances([item('a', 'xyz'), item('b', 'xyz')])).toEqual({
      rows: [null, null],
      instances: 3,
      labels: null,
      verified: true,
      facts: [],
    });
  });

  it('permutes the same set into the order of the first', () => {
    const { rows, instances } = alignInstances([item('a', 'xyz'), item('b', 'zxy')]);
    expect(rows).toEqual([null, Int32Array.of(1, 2, 0)]);
    expect(instances).toBe(3);
  });

  it('takes what all have, and says how many', () => {
    const { rows, instances, facts } = alignInstances([item('a', 'vwxyz'), item('b', 'zyx'), item('c', 'xzq')]);
    expect(rows).toEqual([Int32Array.of(2, 4), Int32Array.of(2, 0), Int32Array.of(0, 1)]);
    expect(instances).toBe(2);
    expect(facts).toEqual(['2 of 5 instances are in all']);
  });

  it('refuses duplicates, another number of ids, and nothing in common', () => {
    expect(() => alignInstances([item('a.npy', 'xyx')])).toThrow('a.npy: id "x" occurs more than once');
    expect(() => alignInstances([item('a.npy', 'xyz', { rows: 4 })])).toThrow('a.npy: 4 rows, but 3 ids');
    expect(() => alignInstances([item('a.npy', 'ab'), item('b.npy', 'bc'), item('c.npy', 'xy')])).toThrow(
      'a.npy and c.npy have no instance id in common: different inputs?',
    );
  });
});

describe('without ids', () => {
  it('takes rows as they stand, and says that nobody verified their order', () => {
    expect(alignInstances([bare('a', 5), bare('b', 5)])).toMatchObject({
      rows: [null, null],
      instances: 5,
      verified: false,
      facts: [NOT_VERIFIED],
    });
  });

  it('refuses different row counts, naming both', () => {
    const align = () => alignInstances([bare('a.npy', 10_000), bare('b.npy', 9_984)]);
    expect(align).toThrow(AlignmentError);
    expect(align).toThrow('a.npy has 10,000 rows and b.npy 9,984. Different inputs?');
  });

  it('suggests DN for what looks transposed', () => {
    expect(() => alignInstances([bare('a.npy', 500, 32), bare('b.npy', 32, 500)])).toThrow(
      'b.npy looks transposed: try the layout DN.',
    );
    expect(() => alignInstances([bare('a.npy', 32, 500), bare('b.npy', 500, 64)])).toThrow('a.npy looks transposed');
  });

  it('of one item only, does not hide that the others are in another order', () => {
    const align = () => alignInstances([item('a', 'xyz'), item('b', 'zyx'), bare('c', 3)]);
    expect(align).toThrow('a and b have their instances in different order, and c has no ids');
    expect(alignInstances([item('a', 'xyz'), item('b', 'xyz'), bare('c', 3)]).verified).toBe(false);
  });
});

describe('labels', () => {
  it('follow the alignment', () => {
    const aligned = alignInstances([item('a', 'vxyz'), item('b', 'zxy', { labels: labels(3, 1, 2) })]);
    expect(aligned.labels?.values).toEqual(Int32Array.of(1, 2, 3));
  });

  it('that agree after alignment are accepted, others refused', () => {
    const a = item('a.npy', 'xyz', { labels: labels(1, 2, 3) });
    expect(alignInstances([a, item('b', 'zxy', { labels: labels(3, 1, 2) })]).labels?.values).toEqual(
      Int32Array.of(1, 2, 3),
    );
    expect(() => alignInstances([a, item('b.npy', 'zxy', { labels: labels(1, 2, 3) })])).toThrow(
      'a.npy and b.npy have different labels for the same instances (the first at row 0)',
    );
  });

  it('are compared by name where they have names', () => {
    const named: Labels = { values: Int32Array.of(0, 1), names: ['cat', 'dog'] };
    const other: Labels = { values: Int32Array.of(1, 2), names: ['ape', 'cat', 'dog'] };
    const align = (right: Labels) =>
      alignInstances([item('a', 'xy', { labels: named }), item('b', 'xy', { labels: right })]);
    expect(align(other).labels).toBe(named);
    expect(() => align({ values: Int32Array.of(0, 2), names: ['ape', 'cat', 'dog'] })).toThrow(AlignmentError);
  });

  it('of another number are refused', () => {
    expect(() => alignInstances([item('a.npy', 'xyz', { labels: labels(1, 2) })])).toThrow(
      'a.npy: 3 rows, but 2 labels',
    );
  });
});
