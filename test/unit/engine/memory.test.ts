import { describe, expect, it } from 'vitest';
import { defaultMemory, lineOf, MEMORY_RAN_OUT } from '../../../src/engine/memory';

const GB = 2 ** 30;

describe('the memory for prepared sides', () => {
  it.each([
    ['half of what is free or held already', 2 * GB, 6 * GB, 0, 4 * GB],
    ['not more where the limit is without meaning', 0, 6 * GB, 2 ** 64, 3 * GB],
    ['half of what a container may have', 0, 60 * GB, 8 * GB, 4 * GB],
    ['a little, where there is hardly any', 0, 1000, 0, GB / 4],
  ])('is %s', (_, held, free, allowed, expected) => {
    expect(defaultMemory(held, free, allowed)).toBe(expected);
  });
});

describe('an error of memory', () => {
  const thrown = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (error) {
      return error;
    }
  };

  it.each([() => new ArrayBuffer(2 ** 50), () => new SharedArrayBuffer(2 ** 50), () => new Float64Array(2 ** 40)])(
    'says what to do (%s)',
    (work) => expect(lineOf(thrown(work))).toBe(MEMORY_RAN_OUT),
  );

  it('is no other error', () => {
    expect(lineOf(new RangeError('toString() radix must be between 2 and 36'))).toMatch(/^toString/);
    expect(lineOf('allocation failed')).toBe('allocation failed');
  });
});
