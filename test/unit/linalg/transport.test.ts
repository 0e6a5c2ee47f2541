import { describe, expect, it } from 'vitest';
import { linearAssignment } from '../../../src/linalg/assignment';
import { matrix, type Matrix } from '../../../src/linalg/matrix';
import { seededRandom } from '../../../src/linalg/random';
import { optimalTransport, type TransportPlan } from '../../../src/linalg/transport';
import { gaussian } from '../support/matrices';

function total(cost: Matrix, { from, to, mass }: TransportPlan): number {
  return mass.reduce((sum, each, k) => sum + each * cost.data[from[k]! * cost.cols + to[k]!]!, 0);
}

/** Every row repeated m/g times, every column n/g times: transport between uniform masses is then an assignment. */
function expanded(cost: Matrix): Matrix {
  const g = greatestCommonDivisor(cost.rows, cost.cols);
  const size = (cost.rows * cost.cols) / g;
  const data = Float64Array.from({ length: size * size }, (_, at) => {
    const row = Math.floor(Math.floor(at / size) / (cost.cols / g));
    const column = Math.floor((at % size) / (cost.rows / g));
    return cost.data[row * cost.cols + column]!;
  });
  return matrix(size, size, data);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

describe('optimal transport', () => {
  const shapes = [
    [1, 1],
    [1, 7],
    [7, 1],
    [5, 5],
    [6, 4],
    [9, 12],
    [13, 8],
    [17, 16],
  ] as const;

  it.each(shapes)('costs as much as the assignment it expands to: %d×%d', (n, m) => {
    for (let seed = 1; seed <= 5; seed++) {
      const cost = gaussian(n, m, seed);
      const large = expanded(cost);
      const assigned = linearAssignment(large).reduce((sum, j, i) => sum + large.data[i * large.cols + j]!, 0);
      expect(total(cost, optimalTransport(cost))).toBeCloseTo(assigned / large.rows, 12);
    }
  });

  it('gives every row and column its uniform mass', () => {
    const { from, to, mass } = optimalTransport(gaussian(30, 22, 9));
    const rows = new Float64Array(30);
    const columns = new Float64Array(22);
    mass.forEach((each, k) => {
      expect(each).toBeGreaterThan(0);
      rows[from[k]!]! += each;
      columns[to[k]!]! += each;
    });
    for (const each of rows) expect(each).toBeCloseTo(1 / 30, 14);
    for (const each of columns) expect(each).toBeCloseTo(1 / 22, 14);
  });

  it('ends on costs that tie everywhere', () => {
    const random = seededRandom(4);
    const equal = matrix(20, 30, new Float64Array(600).fill(3));
    expect(total(equal, optimalTransport(equal))).toBeCloseTo(3, 12);
    const coarse = matrix(
      24,
      18,
      Float64Array.from({ length: 24 * 18 }, () => random.below(3)),
    );
    const large = expanded(coarse);
    const assigned = linearAssignment(large).reduce((sum, j, i) => sum + large.data[i * large.cols + j]!, 0);
    expect(total(coarse, optimalTransport(coarse))).toBeCloseTo(assigned / large.rows, 12);
  });

  it('stops where it is told to', () => {
    const stop = (): void => {
      throw new Error('cancelled');
    };
    expect(() => optimalTransport(gaussian(4, 6), stop)).toThrow('cancelled');
  });
});
