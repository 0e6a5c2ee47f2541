import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readParameters } from '../../../src/measures/fill';
import { findMeasure } from '../../../src/measures/catalogue';
import type { Outcome } from '../../../src/measures/measure';
import { sideOf, type Representation } from '../../../src/measures/subject';
import { testLinalg } from '../support/linalg';
import { evaluate } from '../support/measuring';
import { relatedRepresentations } from '../support/samples';
import { takeRows } from '../support/transformations';

// More instances than an N×N matrix may have, with fewer of them.

const usual = { LARGEST_SQUARE: 10_000, SHARED_SQUARE: 4096, MOST_SAMPLED: 2000 };
const limits = vi.hoisted(() => ({ LARGEST_SQUARE: 0, SHARED_SQUARE: 0, MOST_SAMPLED: 0 }));
vi.mock('../../../src/measures/shared/limits', () => limits);
beforeEach(() => void Object.assign(limits, usual));

const linalg = await testLinalg();
// Three tiles, and instances that coincide.
const N = 300;
const [first, second] = relatedRepresentations({ n: N, widths: [6, 5] }, 3).map((each): Representation => {
  const order = Array.from({ length: N }, (_, i) => (i === 200 ? 3 : i));
  return { matrix: takeRows(each.matrix, order), storedAs: 'float64' };
}) as [Representation, Representation];

async function outcomeOf(name: string): Promise<Outcome> {
  const [id = '', texts = ''] = name.split(':');
  const given = Object.fromEntries(
    texts
      .split(',')
      .filter(Boolean)
      .map((text) => text.split('=') as [string, string]),
  );
  const measure = findMeasure(id);
  return evaluate(measure, [sideOf(first), sideOf(second)], readParameters(measure, given), linalg);
}

async function valueOf(name: string): Promise<number> {
  const outcome = await outcomeOf(name);
  if (!outcome.defined) throw new Error(outcome.reason);
  return outcome.value;
}

describe('many instances', () => {
  it.each([
    'rsm-norm-difference',
    'rsm-norm-difference:kernel=cosine',
    'rsm-norm-difference:kernel=pearson',
    'rsm-norm-difference:kernel=euclidean',
    'rsm-norm-difference:norm=spectral',
    'distance-correlation',
    'relational-knowledge',
    'relational-knowledge:reduction=mean',
    'uniformity',
    'uniformity:unitRows=true',
    'intrinsic-dimension',
    'intrinsic-dimension:estimator=mle',
    'knn-jaccard:metric=euclidean',
    'imd',
  ])('give %s the same value, row by row', async (name) => {
    const whole = await valueOf(name);
    Object.assign(limits, { LARGEST_SQUARE: N - 1, SHARED_SQUARE: N - 1 });
    const tiled = await valueOf(name);
    expect(Math.abs(tiled - whole)).toBeLessThan(1e-12 * Math.abs(whole));
  });

  it.each(['rsa', 'rsa:outer=euclidean', 'cka:kernel=rbf', 'cka:kernel=rbf,debiased=true'])(
    'are sampled for %s, and that is said',
    async (name) => {
      Object.assign(limits, { LARGEST_SQUARE: N - 1, MOST_SAMPLED: 250 });
      const outcome = await outcomeOf(name);
      expect(outcome).toMatchObject({ defined: true });
      expect(outcome.warnings).toContain(`Of 250 of ${N} instances, sampled with seed 0.`);
    },
  );

  it.each(['rsm-norm-difference:kernel=rbf', 'rsm-norm-difference:kernel=euclidean,norm=spectral'])(
    'leave %s without a value, with the reason',
    async (name) => {
      limits.LARGEST_SQUARE = N - 1;
      const outcome = await outcomeOf(name);
      expect(!outcome.defined && outcome.reason).toMatch(
        /^Each representation has 300 instances, .*: compare a sample/,
      );
    },
  );
});
