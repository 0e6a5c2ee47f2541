import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/linalg/random';
import { argsort, midRanks } from '../../../src/linalg/ranks';

describe.each([40, 6000])('ranks of %d values', (n) => {
  const random = seededRandom(3);
  const values = Float64Array.from({ length: n }, (_, i) =>
    i % 5 === 0 ? 0 : random.normal() * 10 ** random.below(200),
  );
  values[1] = -0;
  values[2] = 5e-324;
  values[3] = -Number.MAX_VALUE;

  it('sort ascending, and keep the order of equal values', () => {
    const expected = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
    expect(Array.from(argsort(values))).toEqual(expected);
  });

  it('share the mean among equal values', () => {
    const few = Float64Array.from(values, (_, i) => i % 7);
    const ranks = midRanks(few);
    for (let v = 0; v < 7; v++) {
      const below = few.filter((each) => each < v).length;
      const equal = few.filter((each) => each === v).length;
      few.forEach((each, i) => each === v && expect(ranks[i]).toBe(below + (equal + 1) / 2));
    }
  });
});

describe.each([
  ['spread evenly', (random: () => number) => random()],
  ['as correlations are', (random: () => number) => Math.tanh(random() + random() - 1)],
  ['many of them equal', (random: () => number) => Math.max(0, Math.round(1000 * random()) / 1000 - 0.1)],
  ['crowded beside one far away', (random: () => number) => (random() < 1e-4 ? 1e9 : random())],
  ['over all that doubles hold', (random: () => number) => (random() - 0.5) * 2 * Number.MAX_VALUE],
  ['all equal', () => 0.1],
])('many values, %s', (_, next) => {
  it('sort as comparing sorts them', () => {
    const random = seededRandom(5);
    const values = Float64Array.from({ length: 20_000 }, () => next(() => random.uniform()));
    const expected = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
    expect(Array.from(argsort(values))).toEqual(expected);
    const ranks = midRanks(values);
    expect(ranks[expected[0]!]).toBe((1 + values.filter((value) => value === values[expected[0]!]!).length) / 2);
    expect(ranks.reduce((sum, rank) => sum + rank, 0)).toBe((20_000 * 20_001) / 2);
  });
});

describe('ranks', () => {
  it('of nothing are nothing', () => {
    expect(midRanks(new Float64Array(0))).toEqual(new Float64Array(0));
  });
  it('of one repeated value are all the same', () => {
    expect(Array.from(midRanks(Float64Array.of(2, 2, 2)))).toEqual([2, 2, 2]);
  });
});
