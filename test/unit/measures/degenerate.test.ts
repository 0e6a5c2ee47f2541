import { describe, expect, it } from 'vitest';
import { matrix, type Matrix } from '../../../src/linalg/matrix';
import type { Outcome } from '../../../src/measures/measure';
import type { Representation } from '../../../src/measures/subject';
import { configurations, type Configuration } from '../support/configurations';
import { testLinalg } from '../support/linalg';
import { evaluate, type Subject } from '../support/measuring';
import { relatedOutputs, relatedRepresentations } from '../support/samples';
import { takeRows } from '../support/transformations';

/*
 * Input with nothing to measure, or hardly anything: every measure gives a finite value within its range, or says in
 * a sentence why there is none; it never throws and never says NaN.
 */

const linalg = await testLinalg();
const [usual, other] = relatedRepresentations({ n: 18, widths: [6, 5] }, 7);

const withMatrix = (data: Matrix): Representation => {
  const labels = usual.labels!.slice(0, data.rows);
  return { matrix: data, storedAs: 'float64', ...(labels.length === data.rows && { labels }) };
};
const change = (alter: (entry: number, i: number, j: number) => number, source = usual.matrix): Representation => {
  const { rows, cols, data } = source;
  return withMatrix(
    matrix(
      rows,
      cols,
      data.map((entry, at) => alter(entry, Math.floor(at / cols), at % cols)),
    ),
  );
};
const shaped = (n: number, widths: readonly [number, number]): [Representation, Representation] => {
  const [x, y] = relatedRepresentations({ n, widths }, 11);
  return [withMatrix(x.matrix), withMatrix(y.matrix)];
};
const constant = change((_, __, j) => j + 0.1);
const zero = change(() => 0);

const degenerate: Readonly<Record<string, readonly [Representation, Representation]>> = {
  'a constant first side': [constant, other],
  'a constant second side': [usual, constant],
  'two constant sides': [constant, constant],
  'a zero first side': [zero, other],
  'two zero sides': [zero, zero],
  'zero rows': [change((entry, i) => (i < 4 ? 0 : entry)), other],
  'constant rows': [change((entry, i) => (i < 4 ? 3 : entry)), other],
  'duplicate rows': [
    withMatrix(
      takeRows(
        usual.matrix,
        [...Array(9).keys()].flatMap((i) => [i, i]),
      ),
    ),
    other,
  ],
  'all rows equal but one': [change((_, i, j) => (i === 0 ? j : 1)), other],
  'one row that is not zero': [change((entry, i) => (i === 0 ? entry : 0)), other],
  'dead columns': [change((entry, _, j) => (j < 3 ? 0 : entry)), other],
  'constant columns': [change((entry, _, j) => (j < 3 ? 2.5 : entry)), other],
  'proportional columns': [change((_, i, j) => usual.matrix.data[i * 6]! * (j + 1)), other],
  'one instance': shaped(1, [6, 5]),
  'two instances': shaped(2, [6, 5]),
  'three instances': shaped(3, [6, 5]),
  'fewer instances than neurons': shaped(8, [20, 30]),
  'one neuron': shaped(18, [1, 1]),
  'one neuron against many': shaped(18, [1, 7]),
  'very different widths': shaped(18, [3, 40]),
  'large numbers': [change((entry) => entry * 1e100), other],
  'small numbers': [change((entry) => entry * 1e-100), other],
  'a large mean': [change((entry) => entry + 1e6), other],
};

const representational = configurations.filter(({ measure }) => measure.subject === 'representation');

describe.each(representational)('$title', (configuration) => {
  it.each(Object.entries(degenerate))('has a value or a reason for %s', async (_, pair) => {
    expectSound(await outcomeOf(configuration, pair), configuration);
  });

  it('has a value or a reason without labels', async () => {
    const bare = [usual, other].map(({ matrix, storedAs }) => ({ matrix, storedAs }));
    const outcome = await outcomeOf(configuration, bare);
    expectSound(outcome, configuration);
    if (configuration.facts.needs.includes('labels')) expect(outcome.defined).toBe(false);
  });

  it('has a value or a reason for a single cluster', async () => {
    const labels = new Int32Array(usual.matrix.rows);
    expectSound(
      await outcomeOf(configuration, [
        { ...usual, labels },
        { ...other, labels },
      ]),
      configuration,
    );
  });

  it.runIf('k' in configuration.params)('has a value or a reason for k beyond the instances', async () => {
    const { params } = configuration;
    expectSound(await outcomeOf({ ...configuration, params: { ...params, k: 500 } }, [usual, other]), configuration);
  });
});

/** The measures that a constant representation leaves undefined, by what they need of its variation. */
const speechlessOnConstants = [
  'mean-cca',
  'mean-squared-cca',
  'svcca',
  'pwcca',
  'cka',
  'distance-correlation',
  'rsa',
  'gulp',
  'soft-matching',
  'rtd',
  'relational-knowledge',
  'partial-whitening-shape',
];

describe('a constant representation', () => {
  const concerned = representational.filter(
    ({ measure, params }) =>
      speechlessOnConstants.includes(measure.id) || (measure.id === 'angular-shape' && params.center === true),
  );

  it.each(concerned)('leaves $title undefined', async (configuration) => {
    for (const pair of [
      [constant, other],
      [usual, constant],
      [constant, constant],
    ]) {
      expect((await outcomeOf(configuration, pair)).defined).toBe(false);
    }
  });

  it.each(representational.filter(({ measure }) => measure.id === 'linear-regression-r2'))(
    'explains nothing and cannot be explained: $title',
    async (configuration) => {
      const forward = configuration.params.direction === 'forward';
      const predictor = forward ? [constant, other] : [other, constant];
      const predicted = forward ? [other, constant] : [constant, other];
      expect(await outcomeOf(configuration, predictor)).toMatchObject({ defined: true, value: 0 });
      expect((await outcomeOf(configuration, predicted)).defined).toBe(false);
    },
  );
});

const functional = configurations.filter(({ measure }) => measure.subject === 'outputs');

describe.each(functional)('$title', (configuration) => {
  const alike = (kind: 'logits' | 'probabilities' | 'classes') => relatedOutputs(12, 3, 5, kind);
  const [one] = alike('logits');
  const differing = [relatedOutputs(12, 3, 5)[0], relatedOutputs(12, 4, 5)[1]];
  const outputs: Readonly<Record<string, readonly Subject[]>> = {
    probabilities: alike('probabilities'),
    'classes only': alike('classes'),
    'one instance': relatedOutputs(1, 3, 5),
    'a single class': relatedOutputs(12, 1, 5),
    'equal scores': [1, 2].map(() => ({ ...one, matrix: matrix(12, 3) })),
    'huge logits': [1, 2].map((sign) => ({
      ...one,
      matrix: matrix(
        12,
        3,
        one.matrix.data.map((z) => z * 800 * sign),
      ),
    })),
    'no labels': alike('logits').map(({ kind, matrix, classes }) => ({ kind, matrix, classes })),
    'one label': alike('logits').map((each) => ({ ...each, labels: new Int32Array(12) })),
    'a label outside the classes': alike('logits').map((each) => ({ ...each, labels: new Int32Array(12).fill(7) })),
    'different classes': differing,
    'two identical models': [one, one],
  };

  it.each(Object.entries(outputs))('has a value or a reason for %s', async (_, pair) => {
    expectSound(await outcomeOf(configuration, pair), configuration);
  });

  it('compares no scores of different classes', async ({ skip }) => {
    const byClass = ['soft-prediction', 'hard-prediction'];
    if (!byClass.includes(configuration.facts.family))
      skip('it judges each by its labels, or asks the models themselves');
    for (const order of [differing, [...differing].reverse()]) {
      expect(await outcomeOf(configuration, order)).toMatchObject({
        defined: false,
        reason: expect.stringMatching(/^The models have different classes: [34] and [34]\.$/) as string,
      });
    }
  });

  it('compares classes by themselves, of which one model may never give some', async ({ skip }) => {
    if (configuration.facts.family !== 'hard-prediction') skip('it takes scores, or labels');
    const [{ labels }] = alike('logits');
    const given = (classes: number): Subject => ({
      kind: 'classes',
      classes,
      matrix: matrix(
        12,
        1,
        Float64Array.from({ length: 12 }, (_, i) => i % classes),
      ),
      labels,
    });
    expect(await outcomeOf(configuration, [given(2), given(3)])).toMatchObject({ defined: true });
  });
});

function outcomeOf({ measure, params }: Configuration, subjects: readonly Subject[]): Promise<Outcome> {
  return evaluate(measure, subjects, params, linalg);
}

/** A finite value within the range, or a sentence; plain JSON either way. */
function expectSound(outcome: Outcome, { facts, measure }: Configuration): void {
  expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
  if (!outcome.defined) {
    expect(outcome.reason).toMatch(/^[A-Z].+\.$/);
    return;
  }
  expect(Number.isFinite(outcome.value)).toBe(true);
  expect(Object.is(outcome.value, -0)).toBe(false);
  // The harness gives |T − T′| for a statistic of two sides.
  const [low, high] = measure.arity === 'statistic' ? [0, null] : facts.range;
  if (low !== null) expect(outcome.value).toBeGreaterThanOrEqual(low);
  if (high !== null) expect(outcome.value).toBeLessThanOrEqual(high);
}
