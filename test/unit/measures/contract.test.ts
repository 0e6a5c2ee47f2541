import { describe, expect, it } from 'vitest';
import { factsOf, fillParameters, findMeasure, measures } from '../../../src/measures/catalogue';
import { ParameterError, UnknownMeasureError } from '../../../src/measures/errors';
import { readParameters } from '../../../src/measures/fill';
import type { Measure, MeasureContext } from '../../../src/measures/measure';
import { sideOf, type Side } from '../../../src/measures/subject';
import { configurations } from '../support/configurations';
import { testLinalg } from '../support/linalg';
import { contextOf, evaluate, type Subject } from '../support/measuring';
import { relatedOutputs, relatedRepresentations, type Shape } from '../support/samples';

/*
 * What the rest of the product relies on for every measure: complete facts that are plain data, checked parameters,
 * untouched arguments, and prepared sides that travel between threads.
 */

const linalg = await testLinalg();

function subjectsFor(measure: Measure, shape: Shape): [Subject, Subject] {
  return measure.subject === 'outputs' ? relatedOutputs(30, 4, 3) : relatedRepresentations(shape, 3);
}

describe.each(measures)('the facts of $id', (measure) => {
  it('are complete plain data', () => {
    const facts = factsOf(measure);
    expect(structuredClone(facts)).toEqual(facts);
    expect(facts).not.toHaveProperty('prepare');
    expect(facts.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const text of [facts.name, facts.formula, facts.summary, facts.cost]) expect(text.length).toBeGreaterThan(3);
    expect(facts.references.length).toBeGreaterThan(0);
    for (const { survey, paper } of facts.references) {
      expect(survey).toMatch(/^[34]\.\d$/);
      expect(paper).toMatch(/\d{4}/);
    }
    expect(facts.invariances === undefined).toBe(facts.subject === 'outputs');
  });

  it('name variants by parameters and choices that exist', () => {
    for (const { when } of measure.variants ?? []) {
      expect(fillParameters(measure, when)).toMatchObject(when);
    }
  });
});

describe.each(measures)('the parameters of $id', (measure) => {
  it('name by what they matter parameters and choices that exist', () => {
    for (const { when = {} } of Object.values(measure.parameters))
      expect(fillParameters(measure, when)).toMatchObject(when);
  });

  it('have defaults within their own bounds', () => {
    const filled = fillParameters(measure);
    expect(fillParameters(measure, filled)).toEqual(filled);
    expect(Object.keys(filled)).toEqual(Object.keys(measure.parameters));
  });

  it('are refused where unknown, of the wrong type, or out of bounds', () => {
    expect(() => fillParameters(measure, { surely: 1 })).toThrow(ParameterError);
    for (const [name, spec] of Object.entries(measure.parameters)) {
      expect(spec.help).toMatch(/\.$/);
      const refused: unknown[] = [{}, [1], Number.NaN, Infinity];
      if (
        spec.type !== 'file' &&
        !(spec.type === 'number' && spec.orFile) &&
        !(spec.type === 'integer' && spec.orFile)
      ) {
        refused.push('surely not');
      }
      if (spec.type === 'number' || spec.type === 'integer') {
        if (spec.min !== undefined) refused.push(spec.min - 1);
        if (spec.max !== undefined) refused.push(spec.max + 1);
        if (spec.above !== undefined) refused.push(spec.above);
        if (spec.type === 'integer') refused.push(1.5);
        refused.push(true);
      }
      for (const value of refused) {
        expect(() => fillParameters(measure, { [name]: value }), `${name}=${String(value)}`).toThrow(ParameterError);
      }
    }
  });
});

describe.each(configurations)('$title', ({ measure, params, shape }) => {
  it('does not depend on parameters that are said not to matter', async () => {
    const idle = Object.entries(measure.parameters).filter(([, { when = {} }]) =>
      Object.entries(when).some(([name, value]) => params[name] !== value),
    );
    const pair = subjectsFor(measure, shape);
    const value = await evaluate(measure, pair, params, linalg);
    for (const [name] of idle) {
      const other = { ...params, [name]: Number(params[name]) + 3 };
      expect(await evaluate(measure, pair, other, linalg), name).toEqual(value);
    }
  });

  it('leaves its arguments as they were', async () => {
    const pair = subjectsFor(measure, shape);
    const copies = structuredClone(pair);
    await evaluate(measure, pair, params, linalg);
    expect(pair).toEqual(copies);
  });

  it('prepares plain data that a thread can take over, and gives the same value again', async () => {
    const pair = subjectsFor(measure, shape);
    const once = await evaluate(measure, pair, params, linalg);
    const sides = pair.map((subject) => sideOf(subject));
    const travelled: Measure = {
      ...measure,
      prepare: (side: Side<never>, given: never, context: MeasureContext) =>
        structuredClone((measure.prepare as (...args: unknown[]) => unknown)(side, given, context)),
    };
    expect(await evaluate(travelled, sides, params, linalg)).toEqual(once);
    for (const { memo } of sides) expect(structuredClone(memo)).toEqual(memo);
    // What was kept on the side serves a second request.
    expect(await evaluate(measure, sides, params, linalg)).toEqual(once);
  });
});

describe('a cancelled computation', () => {
  const stopping = (): MeasureContext => ({
    ...contextOf(linalg),
    progress: () => {
      throw new Error('cancelled');
    },
  });
  const quadratic = ['rsa', 'distance-correlation', 'knn-jaccard'].map(findMeasure);

  it.each(quadratic)('ends inside $id', (measure) => {
    const [x] = relatedRepresentations({ n: 150, widths: [6, 5] }, 1);
    const params = fillParameters(measure, measure.id === 'rsa' ? { inner: 'euclidean' } : {});
    const prepare = measure.prepare as (side: Side<Subject>, params: unknown, context: MeasureContext) => unknown;
    expect(() => prepare.call(measure, sideOf<Subject>(x), params, stopping())).toThrow('cancelled');
  });
});

describe('the catalogue', () => {
  it('names every measure once', () => {
    const ids = measures.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('finds a measure, or says which may have been meant', () => {
    expect(findMeasure('cka').name).toContain('CKA');
    expect(() => findMeasure('ckaa')).toThrow(UnknownMeasureError);
    expect(() => findMeasure('ckaa')).toThrow('Did you mean "cka"?');
    expect(() => findMeasure('procrustes')).toThrow('Did you mean "orthogonal-procrustes"?');
    expect(() => findMeasure('qqqqqqq')).not.toThrow('Did you mean');
  });

  it('names bounds and choices where it refuses a parameter', () => {
    const cka = findMeasure('cka');
    expect(() => fillParameters(cka, { kernal: 'rbf' })).toThrow(
      'cka has no parameter "kernal". Did you mean "kernel"?',
    );
    expect(() => fillParameters(cka, { kernel: 'cubic' })).toThrow(
      'cka: kernel must be one of linear, rbf, not "cubic".',
    );
    expect(() => fillParameters(cka, { fraction: -1 })).toThrow('cka: fraction must be a number above 0, not -1.');
    expect(() => fillParameters(findMeasure('svcca'), { t: 1.5 })).toThrow('a number above 0 and at most 1, not 1.5');
    expect(() => fillParameters(findMeasure('knn-jaccard'), { k: 0 })).toThrow('a whole number of at least 1, not 0');
    expect(() => fillParameters(findMeasure('disagreement'), { k: 0 })).toThrow('it takes none');
  });

  it('reads parameters written as text', () => {
    const cka = findMeasure('cka');
    expect(readParameters(cka, { debiased: 'true', fraction: '0.25' })).toEqual({
      kernel: 'linear',
      fraction: 0.25,
      debiased: true,
    });
    expect(readParameters(findMeasure('jensen-shannon-divergence'), { base: '2' })).toEqual({ base: '2' });
    expect(() => readParameters(cka, { fraction: 'half' })).toThrow('not "half"');
    expect(() => readParameters(cka, { debiased: 'yes' })).toThrow('true or false');
    expect(() => readParameters(cka, { toString: 'x' })).toThrow(ParameterError);
  });
});
