import { describe, expect, it } from 'vitest';
import {
  nullDistribution,
  permutedOutcome,
  randomOrders,
  withPermutationNull,
  type PermutablePair,
  type PermutationNull,
} from '../../../src/comparison/permutation';
import { matrix } from '../../../src/linalg/matrix';
import { randomPermutation, seededRandom } from '../../../src/linalg/random';
import { fillParameters, findMeasure } from '../../../src/measures/catalogue';
import type { Measure, MeasureContext, Outcome } from '../../../src/measures/measure';
import { sideOf, type Side } from '../../../src/measures/subject';
import { configurations } from '../support/configurations';
import { testLinalg } from '../support/linalg';
import { contextOf, representation, rowsOf, type Subject } from '../support/measuring';
import { relatedOutputs, relatedRepresentations } from '../support/samples';
import { takeRows } from '../support/transformations';

const linalg = await testLinalg();
const context = contextOf(linalg);

function pairOf(measure: Measure, [x, y]: readonly [Subject, Subject], given: Record<string, unknown> = {}) {
  if (measure.arity !== 'pair') throw new Error(`${measure.id} does not compare pairs.`);
  const params = fillParameters(measure, given);
  const prepare = measure.prepare as (side: Side<Subject>, params: unknown, context: MeasureContext) => unknown;
  const [first, second] = [x, y].map((subject) => prepare.call(measure, sideOf(subject), params, context));
  return { measure, params, first, second, subject: y } satisfies PermutablePair;
}

const withoutPermute = (pair: PermutablePair): PermutablePair => ({
  ...pair,
  measure: { ...pair.measure, permute: undefined },
});

function valueOf(outcome: Outcome): number {
  if (!outcome.defined) throw new Error(outcome.reason);
  return outcome.value;
}

async function nullOf(pair: PermutablePair, permutations: number, seed = 0) {
  const observed = await pair.measure.compare(pair.first, pair.second, pair.params, context);
  return withPermutationNull(observed, pair, { permutations, seed }, context);
}

const permutationIn = (outcome: Outcome): PermutationNull =>
  (outcome as unknown as { details: { permutation: PermutationNull } }).details.permutation;

const permutationsOf = (items: readonly number[]): number[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item) => permutationsOf(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));

describe('the null distribution', () => {
  // One neuron against one, so CKA is the squared correlation; the deviations from the mean are (−1, −1, 2) and
  // (−2, −1, 3).
  const x = representation(rowsOf([0], [0], [3]));
  const y = representation(rowsOf([1], [2], [6]));
  const pair = pairOf(findMeasure('cka'), [x, y]);

  it('is that of all orders of three instances, worked out by hand', async () => {
    const orders = permutationsOf([0, 1, 2]);
    const values = await Promise.all(
      orders.map(async (order) => valueOf(await permutedOutcome(pair, Int32Array.from(order), context))),
    );
    // (Σxy)²/(Σx²·Σy²) with Σx² = 6, Σy² = 14, and Σxy = 3·(the deviation that meets the 2): 9, −3, −6, two orders each.
    const expected: Readonly<Record<number, number>> = { 0: 36 / 84, 1: 9 / 84, 2: 81 / 84 };
    orders.forEach((order, at) => expect(values[at]).toBeCloseTo(expected[order[2]!]!, 12));
    const found = nullDistribution(81 / 84, values, 'similarity');
    const mean = (81 + 36 + 9) / 3 / 84;
    expect(found.mean).toBeCloseTo(mean, 12);
    expect(found.std).toBeCloseTo(Math.sqrt(((81 / 84) ** 2 + (36 / 84) ** 2 + (9 / 84) ** 2) / 3 - mean ** 2), 12);
    expect(found).toMatchObject({ permutations: 6, p: (1 + 2) / (1 + 6) });
    expect(nullDistribution(36 / 84, values, 'similarity').p).toBe((1 + 4) / (1 + 6));
    expect(nullDistribution(36 / 84, values, 'distance').p).toBe((1 + 4) / (1 + 6));
    expect(nullDistribution(9 / 84, values, 'distance').p).toBe((1 + 2) / (1 + 6));
  });

  it('tends to that of all orders', async () => {
    const outcome = await nullOf(pair, 6000);
    const found = permutationIn(outcome);
    expect(found).toMatchObject({ permutations: 6000, seed: 0 });
    expect(found.p).toBeCloseTo(1 / 3, 1);
    expect(found.mean).toBeCloseTo(0.5, 1);
  });

  it('draws every order of few instances alike, and others with other seeds', () => {
    const counts = new Map<string, number>();
    for (const order of randomOrders(3, { permutations: 6000, seed: 1 })) {
      counts.set(order.join(), (counts.get(order.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
    const first = (seed: number): string => [...randomOrders(30, { permutations: 1, seed })].join();
    expect(first(1)).toBe(first(1));
    expect(first(1)).not.toBe(first(2));
  });

  it('tells related from unrelated, for similarities and for distances', async () => {
    const [a, b] = relatedRepresentations({ n: 40, widths: [6, 5] }, 1);
    for (const id of ['cka', 'orthogonal-procrustes']) {
      const related = await nullOf(pairOf(findMeasure(id), [a, b]), 99);
      expect(related).toMatchObject({ details: { permutation: { p: 0.01, permutations: 99 } } });
      expect(related).toEqual(await nullOf(pairOf(findMeasure(id), [a, b]), 99));
    }
    const order = randomPermutation(40, seededRandom(5));
    const chance = { ...b, matrix: takeRows(b.matrix, [...order]) };
    const outcome = await nullOf(pairOf(findMeasure('cka'), [a, chance]), 99);
    expect(permutationIn(outcome).p).toBeGreaterThan(0.05);
  });

  it('leaves an undefined value as it is', async () => {
    const constant = representation(matrix(3, 1));
    const outcome = await nullOf(pairOf(findMeasure('cka'), [x, constant]), 5);
    expect(outcome.defined).toBe(false);
    expect(outcome).not.toHaveProperty('details');
  });

  it('can be cancelled, and tells how far it is', async () => {
    const told: number[] = [];
    const stopping = {
      ...context,
      progress: (done: number) => {
        told.push(done);
        if (done >= 0.5) throw new Error('cancelled');
      },
    };
    const observed = await pair.measure.compare(pair.first, pair.second, pair.params, context);
    const work = withPermutationNull(observed, pair, { permutations: 10, seed: 0 }, stopping);
    await expect(work).rejects.toThrow('cancelled');
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(0.5);
  });
});

const pairs = configurations.filter(({ measure }) => measure.arity === 'pair' && !measure.unpaired);

describe.each(pairs)('$title with permuted rows', ({ measure, params, shape }) => {
  const subjects: readonly [Subject, Subject] =
    measure.subject === 'outputs' ? relatedOutputs(30, 4, 3) : relatedRepresentations(shape, 3);
  const pair = pairOf(measure, subjects, params);
  const n = subjects[1].matrix.rows;

  it.runIf(measure.arity === 'pair' && measure.permute)('has the value of rows prepared again', async () => {
    for (const order of randomOrders(n, { permutations: 3, seed: 7 })) {
      const quick = valueOf(await permutedOutcome(pair, order, context));
      const thorough = valueOf(await permutedOutcome(withoutPermute(pair), order, context));
      expect(Math.abs(quick - thorough)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(thorough)));
    }
  });

  it('moves, and does not where the order stays', async () => {
    const observed = valueOf(await pair.measure.compare(pair.first, pair.second, pair.params, context));
    const same = Int32Array.from({ length: n }, (_, i) => i);
    expect(valueOf(await permutedOutcome(pair, same, context))).toBeCloseTo(observed, 12);
    const moved = await Promise.all(
      [...randomOrders(n, { permutations: 20, seed: 8 })].map(async (order) => permutedOutcome(pair, order, context)),
    );
    expect(moved.some((outcome) => Math.abs(valueOf(outcome) - observed) > 1e-6)).toBe(true);
  });
});

describe('measures that are blind to the order of instances', () => {
  const blind = configurations.filter(({ measure }) => measure.arity === 'pair' && measure.unpaired);

  it.each(blind.filter(({ measure }) => measure.id !== 'geometry-score'))(
    '$title',
    async ({ measure, params, shape }) => {
      const subjects: readonly [Subject, Subject] =
        measure.subject === 'outputs' ? relatedOutputs(30, 4, 3) : relatedRepresentations(shape, 3);
      const pair = pairOf(measure, subjects, params);
      const observed = valueOf(await pair.measure.compare(pair.first, pair.second, pair.params, context));
      for (const order of randomOrders(subjects[1].matrix.rows, { permutations: 3, seed: 7 })) {
        expect(valueOf(await permutedOutcome(pair, order, context))).toBeCloseTo(observed, 9);
      }
    },
  );
});
