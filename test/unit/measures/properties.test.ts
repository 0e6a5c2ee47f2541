import { describe, expect, it } from 'vitest';
import type { Invariances, Outcome } from '../../../src/measures/measure';
import type { Representation } from '../../../src/measures/subject';
import { configurations, type Configuration } from '../support/configurations';
import { testLinalg } from '../support/linalg';
import { evaluate, type Subject } from '../support/measuring';
import { relatedOutputs, relatedRepresentations } from '../support/samples';
import { transformations } from '../support/transformations';

/*
 * What the catalogue claims of every measure, tried on random subjects: identity, symmetry, range, metric axioms,
 * and each invariance, with a counter-example for each one that is not claimed.
 */

const linalg = await testLinalg();
const SEEDS = [1, 2, 3, 4, 5, 6];
/** How far a value may move where it should not, relative. */
const SAME = 1e-8;
/** What counts as a counter-example. */
const MOVED = 1e-6;

describe.each(configurations.filter(hasPairs))('$title', (configuration) => {
  const { facts, measure } = configuration;

  if (measure.arity !== 'statistic' && facts.identity !== null) {
    it(`is ${facts.identity} for identical subjects`, async () => {
      for (const seed of SEEDS) {
        const [x] = subjects(configuration, seed);
        expect(await valueOf(configuration, x, x)).toBeCloseTo(facts.identity!, 8);
      }
    });
  }

  it('stays within its range', async () => {
    const [low, high] = facts.range;
    for (const seed of SEEDS) {
      const result = await single(configuration, seed);
      if (low !== null) expect(result).toBeGreaterThanOrEqual(low);
      if (high !== null) expect(result).toBeLessThanOrEqual(high);
    }
  });

  if (measure.arity === 'pair') {
    it(facts.symmetric ? 'is symmetric' : 'is not symmetric', async () => {
      const differences = await Promise.all(
        SEEDS.map(async (seed) => {
          const [x, y] = subjects(configuration, seed);
          return difference(await valueOf(configuration, x, y), await valueOf(configuration, y, x));
        }),
      );
      if (facts.symmetric) expect(Math.max(...differences)).toBeLessThan(SAME);
      else expect(Math.max(...differences)).toBeGreaterThan(MOVED);
    });
  }

  if (facts.metric) {
    it('keeps the triangle inequality', async () => {
      for (const seed of SEEDS) {
        const [a, b] = subjects(configuration, seed);
        const [c, d] = subjects(configuration, seed + 100);
        for (const [x, y, z] of [
          [a, b, c],
          [a, d, c],
          [b, c, d],
        ] as const) {
          const direct = await valueOf(configuration, x, z);
          const around = (await valueOf(configuration, x, y)) + (await valueOf(configuration, y, z));
          expect(direct).toBeLessThanOrEqual(around + 1e-9);
        }
      }
    });
  }

  if (facts.invariances) {
    const sides = measure.arity === 'pair' && !facts.symmetric ? (['first', 'second'] as const) : (['first'] as const);
    for (const side of sides) {
      for (const [group, claimed] of Object.entries(facts.invariances[side]) as [keyof Invariances, boolean][]) {
        const where = sides.length > 1 ? ` on the ${side} side` : '';
        it(`${claimed ? 'is invariant' : 'has a counter-example'} to ${group}${where}`, async () => {
          const movements = await Promise.all(SEEDS.map((seed) => movement(configuration, group, side, seed)));
          if (claimed) expect(Math.max(...movements)).toBeLessThan(SAME);
          else expect(Math.max(...movements)).toBeGreaterThan(MOVED);
        });
      }
    }
  }
});

/** The spread of a statistic over models needs three of them: it is tried where it is made. */
function hasPairs({ params }: Configuration): boolean {
  return params.variance !== true;
}

function subjects({ measure, shape }: Configuration, seed: number): [Subject, Subject] {
  return measure.subject === 'outputs' ? relatedOutputs(40, 4, seed) : relatedRepresentations(shape, seed);
}

async function valueOf({ measure, params }: Configuration, ...given: Subject[]): Promise<number> {
  return definedValue(await evaluate(measure, given, params, linalg));
}

/** The value of one sample: of a statistic, that of one side. */
function single(configuration: Configuration, seed: number): Promise<number> {
  const [x, y] = subjects(configuration, seed);
  return configuration.measure.arity === 'statistic' ? valueOf(configuration, x) : valueOf(configuration, x, y);
}

/** How far the value moves, relative, when one side is transformed. */
async function movement(
  configuration: Configuration,
  group: keyof Invariances,
  side: 'first' | 'second',
  seed: number,
): Promise<number> {
  const [x, y] = subjects(configuration, seed) as [Representation, Representation];
  const transformed = (subject: Representation): Representation => ({
    ...subject,
    matrix: transformations[group](subject.matrix, seed + 50, linalg),
  });
  const before = await single(configuration, seed);
  if (configuration.measure.arity === 'statistic')
    return difference(await valueOf(configuration, transformed(x)), before);
  const after = side === 'first' ? [transformed(x), y] : [x, transformed(y)];
  return difference(await valueOf(configuration, ...after), before);
}

function difference(a: number, b: number): number {
  return Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), 1e-6);
}

function definedValue(outcome: Outcome): number {
  if (!outcome.defined) throw new Error(`undefined: ${outcome.reason}`);
  return outcome.value;
}
