import { describe, expect, it } from 'vitest';
import { matrix, type Matrix } from '../../../src/linalg/matrix';
import { findMeasure } from '../../../src/measures/catalogue';
import { fillParameters } from '../../../src/measures/fill';
import type { Measure, Outcome } from '../../../src/measures/measure';
import { joinedSums, momentsOf, MomentSums, pairMomentsOf, type RowSums } from '../../../src/measures/moments';
import { sideOf } from '../../../src/measures/subject';
import { testLinalg } from '../support/linalg';
import { contextOf } from '../support/measuring';

const linalg = await testLinalg();
const context = contextOf(linalg);

/** N×D of noise; `offset` moves the cloud away from the origin, and the last rows further: as data sorted by class. */
function cloud(n: number, d: number, seed: number, offset = 0): Matrix {
  const data = Float64Array.from({ length: n * d }, (_, at) => {
    const late = at / d > n / 2 ? 5 : 0;
    return Math.sin(at * 12.9898 + seed * 78.233) * (1 + (at % d)) + offset + late;
  });
  return matrix(n, d, data);
}

const rowsOf = ({ cols, data }: Matrix, start: number, end: number): Matrix =>
  matrix(end - start, cols, data.slice(start * cols, end * cols));

/** Of the rows in `parts` parts, which begin with the first block of all. */
function sumsOf(sides: readonly Matrix[], block: number, parts: number): RowSums {
  const n = sides[0]!.rows;
  const blockAt = (start: number, end: number): Matrix[] =>
    sides.map((side) => rowsOf(side, start, Math.min(start + block, end)));
  const size = Math.ceil(n / parts);
  const summed = Array.from({ length: parts }, (_, part) => {
    const stored = sides.map(() => 'float64' as const);
    const sums = new MomentSums(blockAt(0, n), { stored, rowsPerBlock: block }, linalg, 'float64');
    const end = Math.min((part + 1) * size, n);
    for (let start = part * size; start < end; start += block) {
      const blocks = blockAt(start, end);
      blocks.forEach(({ data }, at) => sums.room(at, 0).set(data));
      expect(sums.add(0, blocks[0]!.rows)).toBe(true);
    }
    sums.end();
    return sums.sums;
  });
  return joinedSums(summed);
}

function whole(measure: Measure, sides: readonly Matrix[], given: Record<string, unknown>): Outcome {
  const params = fillParameters(measure, given);
  if (measure.subject !== 'representation') throw new Error('not of representations');
  const prepared = sides.map((side) =>
    measure.prepare(sideOf({ matrix: side, storedAs: 'float64' as const }), params, context),
  );
  if (measure.arity === 'pair') return measure.compare(prepared[0], prepared[1], params, context) as Outcome;
  if (measure.arity === 'statistic') return measure.describe(prepared[0], params, context) as Outcome;
  throw new Error('a group');
}

function streamed(
  measure: Measure,
  sides: readonly Matrix[],
  given: Record<string, unknown>,
  block: number,
  parts = 1,
): Outcome {
  const params = fillParameters(measure, given);
  if (measure.arity === 'group') throw new Error('a group');
  expect(measure.streamed?.covers(params)).toBe(true);
  const sums = sumsOf(sides, block, parts);
  if (measure.arity === 'pair') return measure.streamed!.judge(pairMomentsOf(sums), params);
  return measure.streamed!.judge(momentsOf(sums, 0), params);
}

const valueOf = (outcome: Outcome): number => (outcome.defined ? outcome.value : NaN);

describe.each([
  ['cka', {}, 2],
  ['magnitude', {}, 1],
  ['intrinsic-dimension', { estimator: 'participation-ratio' }, 1],
] as const)('%s out of sums over row blocks', (id, params, count) => {
  const measure = findMeasure(id);

  it.each([
    ['a cloud around the origin', 0],
    ['one far from it', 1e4],
  ])('is what it is of %s', (_, offset) => {
    const sides = [cloud(200, 7, 1, offset), cloud(200, 5, 2, offset)].slice(0, count);
    const expected = valueOf(whole(measure, sides, params));
    for (const block of [200, 64, 7, 1]) {
      for (const parts of [1, 3]) {
        const value = valueOf(streamed(measure, sides, params, block, parts));
        expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
      }
    }
  });

  it('is what it is of sides of very different scales', () => {
    const scaled = ({ rows, cols, data }: Matrix, factor: number): Matrix =>
      matrix(
        rows,
        cols,
        data.map((entry) => entry * factor),
      );
    const sides = [scaled(cloud(200, 7, 1), 1e-70), scaled(cloud(200, 5, 2), 1e60)].slice(0, count);
    const expected = valueOf(whole(measure, sides, params));
    const value = valueOf(streamed(measure, sides, params, 64, 2));
    expect(Math.abs(value / expected - 1)).toBeLessThanOrEqual(1e-12);
  });

  it('is undefined where it is of a constant side', () => {
    const constant = matrix(40, 3, new Float64Array(120).fill(0.1));
    const sides = [constant, cloud(40, 5, 1)].slice(0, count);
    const outcome = streamed(measure, sides, params, 16, 2);
    const expected = whole(measure, sides, params);
    expect(outcome.defined).toBe(expected.defined);
    if (!outcome.defined) expect(outcome).toEqual(expected);
  });
});

it('measures that need the instances are not streamed', () => {
  const cka = findMeasure('cka');
  if (cka.arity !== 'pair') throw new Error('a pair measure');
  for (const given of [{ kernel: 'rbf' }, { debiased: true }]) {
    expect(cka.streamed?.covers(fillParameters(cka, given))).toBe(false);
  }
});
