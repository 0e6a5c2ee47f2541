import { describe, expect, it } from 'vitest';
import { linearAssignment } from '../../../src/linalg/assignment';
import { matrix, type Matrix } from '../../../src/linalg/matrix';
import { gaussian } from '../support/matrices';

/** The least total over all assignments, by trying every one. */
function exhaustive({ rows, cols, data }: Matrix, row = 0, taken = new Set<number>()): number {
  if (row === rows) return 0;
  let least = Infinity;
  for (let j = 0; j < cols; j++) {
    if (taken.has(j)) continue;
    taken.add(j);
    least = Math.min(least, data[row * cols + j]! + exhaustive({ rows, cols, data }, row + 1, taken));
    taken.delete(j);
  }
  return least;
}

describe('linear assignment', () => {
  it.each([
    [1, 1],
    [1, 5],
    [4, 4],
    [6, 6],
    [4, 7],
    [5, 8],
  ] as const)('finds the least total of %d×%d', (n, m) => {
    for (let seed = 1; seed <= 8; seed++) {
      const cost = gaussian(n, m, seed);
      const columns = linearAssignment(cost);
      expect(new Set(columns).size).toBe(n);
      const total = columns.reduce((sum, j, i) => sum + cost.data[i * m + j]!, 0);
      expect(total).toBeCloseTo(exhaustive(cost), 12);
    }
  });

  it('solves costs that tie', () => {
    const cost = matrix(
      5,
      5,
      Float64Array.from({ length: 25 }, (_, at) => ((at * 7) % 5 < 2 ? 1 : 0)),
    );
    const columns = linearAssignment(cost);
    expect(new Set(columns).size).toBe(5);
    expect(columns.reduce((sum, j, i) => sum + cost.data[i * 5 + j]!, 0)).toBe(exhaustive(cost));
  });

  it('refuses more rows than columns', () => {
    expect(() => linearAssignment(matrix(3, 2))).toThrow(RangeError);
  });
});
