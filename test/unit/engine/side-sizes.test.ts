import { expect, it } from 'vitest';
import { SideSizes } from '../../../src/engine/side-sizes';

it('takes prepared sides for as large as one whose matrix is as large, or next to it', () => {
  const sizes = new SideSizes();
  expect(sizes.estimate(100)).toBe(300);
  sizes.see(10, 1010); // as a kernel is that has nothing to do with the width
  expect([5, 10, 20].map((bytes) => sizes.estimate(bytes))).toEqual([1010, 1010, 1040]);
  sizes.see(20, 1020);
  sizes.see(20, 500);
  expect([15, 20, 30].map((bytes) => sizes.estimate(bytes))).toEqual([1025, 1020, 1050]);
});
