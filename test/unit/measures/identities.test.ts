import { describe, expect, it } from 'vitest';
import { scaleColumns } from '../../../src/linalg/shape';
import { norm, scale } from '../../../src/linalg/vector';
import type { Matrix } from '../../../src/linalg/matrix';
import { findMeasure } from '../../../src/measures/catalogue';
import { centreColumns } from '../../../src/linalg/centre';
import type { Details } from '../../../src/measures/measure';
import type { Representation } from '../../../src/measures/subject';
import { testLinalg } from '../support/linalg';
import { evaluate } from '../support/measuring';
import { relatedRepresentations } from '../support/samples';

/* Equations between measures that the literature states: each side is computed on its own way. */

const linalg = await testLinalg();
const equal = relatedRepresentations({ n: 40, widths: [7, 7] }, 21);
const unequal = relatedRepresentations({ n: 40, widths: [8, 5] }, 22);

type Pair = readonly [Representation, Representation];

async function outcome(id: string, pair: Pair, params: Record<string, unknown> = {}) {
  const result = await evaluate(findMeasure(id), pair, params, linalg);
  if (!result.defined) throw new Error(result.reason);
  return result;
}

async function value(id: string, pair: Pair, params: Record<string, unknown> = {}): Promise<number> {
  return (await outcome(id, pair, params)).value;
}

const unit = (matrix: Matrix): Matrix => scale(matrix, 1 / norm(matrix.data));

describe.each([
  ['equal widths', equal],
  ['different widths', unequal],
] as const)('with %s', (_, pair) => {
  it('linear CKA is the RV coefficient', async () => {
    const [s, t] = pair.map(({ matrix }) => linalg.gram(centreColumns(matrix), { side: 'rows' }).data) as [
      Float64Array,
      Float64Array,
    ];
    const inner = s.reduce((sum, each, at) => sum + each * t[at]!, 0);
    expect(await value('cka', pair)).toBeCloseTo(inner / (norm(s) * norm(t)), 12);
  });

  it.each([true, false])('the angular shape distance is the arc cosine of Bures (center: %s)', async (center) => {
    const bures = await value('normalized-bures', pair, { center });
    expect(await value('angular-shape', pair, { center })).toBeCloseTo(Math.acos(bures), 12);
  });

  it('Procrustes² of centred, normalised representations is 2 − 2·Bures', async () => {
    const distance = await value('orthogonal-procrustes', pair, { center: true, normalize: true });
    expect(distance ** 2).toBeCloseTo(2 - 2 * (await value('normalized-bures', pair, { center: true })), 12);
  });

  it('GULP² at λ = 0 is r + r′ − 2·Σρ²', async () => {
    const { details } = await outcome('mean-cca', pair);
    const { correlations, ranks } = details as Details & { correlations: number[]; ranks: [number, number] };
    const shared = correlations.reduce((sum, rho) => sum + rho * rho, 0);
    expect((await value('gulp', pair)) ** 2).toBeCloseTo(ranks[0] + ranks[1] - 2 * shared, 10);
  });

  it('full whitening turns the shape distance into the angle of the mean correlation', async () => {
    const { details } = await outcome('mean-cca', pair);
    const { correlations, ranks } = details as Details & { correlations: number[]; ranks: [number, number] };
    const total = correlations.reduce((sum, rho) => sum + rho, 0);
    const angle = Math.acos(total / Math.sqrt(ranks[0] * ranks[1]));
    expect(await value('partial-whitening-shape', pair, { alpha: 0 })).toBeCloseTo(angle, 10);
  });

  it('mean squared correlation, R² of whitened data and GULP tell the same overlap', async () => {
    const whitened = pair.map(({ matrix }) => ({ matrix: linalg.svd(centreColumns(matrix)).u, storedAs: 'float64' }));
    const [x, y] = whitened as [Representation, Representation];
    const { details } = await outcome('mean-squared-cca', pair);
    const { correlations } = details as Details & { correlations: number[] };
    const shared = correlations.reduce((sum, rho) => sum + rho * rho, 0);
    expect(await value('linear-regression-r2', [x, y])).toBeCloseTo(shared / y.matrix.cols, 12);
  });
});

describe('with equal widths', () => {
  it('soft matching is permutation Procrustes over √D', async () => {
    const normalised = equal.map(({ matrix }) => ({ matrix: unit(centreColumns(matrix)), storedAs: 'float64' }));
    const procrustes = await value('orthogonal-procrustes', normalised as unknown as Pair, { group: 'permutation' });
    expect(await value('soft-matching', equal)).toBeCloseTo(procrustes / Math.sqrt(7), 12);
  });

  it('the correlation form of soft matching is the strict correlation match', async () => {
    const strict = await value('correlation-match', equal);
    expect(await value('soft-matching', equal, { form: 'correlation' })).toBeCloseTo(strict, 12);
  });
});

describe('a tolerance of the rank', () => {
  it.each([true, false])('leaves small directions out of the angular shape distance (center: %s)', async (center) => {
    const live = unequal.map(({ matrix }): Representation => {
      const { u, s, v } = linalg.svd(center ? centreColumns(matrix) : matrix);
      const kept = s.map((each) => (each > 0.4 * s[0]! ? each : 0));
      expect(kept.includes(0)).toBe(true);
      return { matrix: linalg.multiply(scaleColumns(u, kept), v, { transposeB: true }), storedAs: 'float64' };
    }) as unknown as Pair;
    const expected = await value('angular-shape', live, { center });
    expect(await value('angular-shape', unequal, { center, rankTolerance: 0.4 })).toBeCloseTo(expected, 10);
    expect(await value('angular-shape', unequal, { center })).not.toBeCloseTo(expected, 4);
  });
});

describe('near identity', () => {
  const [x] = equal;
  const nudged: Representation = {
    ...x,
    matrix: { ...x.matrix, data: x.matrix.data.map((each, at) => each + (at === 9 ? 1e-9 : 0)) },
  };

  it.each([
    ['orthogonal-procrustes', {}],
    ['orthogonal-procrustes', { group: 'permutation' }],
    ['rsm-norm-difference', { kernel: 'linear' }],
  ])('%s %o keeps its digits', async (id, params) => {
    const small = await value(id, [x, nudged], params);
    const larger = {
      ...x,
      matrix: { ...x.matrix, data: x.matrix.data.map((each, at) => each + (at === 9 ? 1e-6 : 0)) },
    };
    expect((await value(id, [x, larger], params)) / small).toBeCloseTo(1000, 1);
  });

  it.each(['gulp', 'angular-shape', 'soft-matching', 'partial-whitening-shape'])(
    '%s of equal sides is 0 to 1e-13',
    async (id) => {
      expect(await value(id, [x, { ...x }])).toBeLessThan(1e-13);
    },
  );

  it('equal rows are exactly 0 apart, whatever the mean', async () => {
    const data = Float64Array.from({ length: 8 * 3 }, (_, at) => 1e8 + Math.sin((at % 12) * 7));
    const twins: Representation = { matrix: { rows: 8, cols: 3, data }, storedAs: 'float64' };
    const { details } = await outcome('knn-jaccard', [twins, twins], { k: 1, metric: 'euclidean' });
    expect(details).toEqual({ perInstance: { jaccard: new Array(8).fill(1) } });
  });
});

describe('different widths', () => {
  it('may be matched by principal components instead of padding', async () => {
    const [x, y] = unequal;
    const { u, s } = linalg.svd(centreColumns(x.matrix));
    const scores = { rows: 40, cols: 5, data: new Float64Array(40 * 5) };
    for (let i = 0; i < 40; i++) for (let j = 0; j < 5; j++) scores.data[i * 5 + j] = u.data[i * 8 + j]! * s[j]!;
    const cut: Representation = { matrix: scores, storedAs: 'float64' };
    for (const [id, params] of [
      ['orthogonal-procrustes', { center: true }],
      ['orthogonal-procrustes', { center: true, normalize: true }],
      ['angular-shape', { center: true }],
      ['partial-whitening-shape', { alpha: 0.5 }],
    ] as const) {
      const expected = await value(id, [cut, y], params);
      expect(await value(id, [x, y], { ...params, match: 'pca' })).toBeCloseTo(expected, 10);
      expect(await value(id, [x, y], params)).not.toBeCloseTo(expected, 4);
    }
  });
});
