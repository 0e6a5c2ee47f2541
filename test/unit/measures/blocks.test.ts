import { describe, expect, it } from 'vitest';
import { judgeBlock } from '../../../src/engine/block';
import { fillParameters, findMeasure } from '../../../src/measures/catalogue';
import type { MeasureContext } from '../../../src/measures/measure';
import { sideOf } from '../../../src/measures/subject';
import { linalgs } from '../support/linalg';
import { contextOf, representation, rowsOf } from '../support/measuring';
import { relatedRepresentations } from '../support/samples';

// Pairs compared in blocks are what they are alone, to the last bit.

const CONSTANT = 4;
const widths = [
  [5, 90],
  [12, 33],
  [7, 8],
] as const;
const related = widths.flatMap((pair) => relatedRepresentations({ n: 70, widths: pair }, 3));
const sides = related.map(({ matrix }, at) =>
  sideOf(representation(at === CONSTANT ? rowsOf(...Array.from({ length: 70 }, () => [1, 2])) : matrix)),
);

const everyPair = sides.flatMap((_, i) => sides.map((_, j) => [i, j] as const));

for (const linalg of await linalgs()) {
  describe(`${linalg.name}: blocks of`, () => {
    it.each<[string, Record<string, unknown>, Partial<MeasureContext>]>([
      ['cka', {}, { many: true }],
      ['cka', {}, { many: true, precision: 'float32' }],
      ['cka', { debiased: true }, { many: true }],
      ['cka', { kernel: 'rbf' }, {}],
      ['cka', { kernel: 'rbf', debiased: true }, {}],
      ['distance-correlation', {}, {}],
      ['rsa', {}, {}],
      ['rsa', { inner: 'euclidean', outer: 'pearson' }, {}],
      ['rsa', { inner: 'cosine', outer: 'cosine' }, {}],
    ])('%s %o %o', async (id, given, how) => {
      const measure = findMeasure(id);
      if (measure.arity !== 'pair' || measure.subject !== 'representation') throw new Error(id);
      const params = fillParameters(measure, given);
      const context = { ...contextOf(linalg), ...how };
      expect(measure.inner?.covers(params, { instances: 70, many: how.many ?? false })).toBe(true);
      const prepared = sides.map((side) => measure.prepare(side, params, context));
      const use = { measure: id, params, key: id };
      const valuesOf = async (
        rows: readonly number[],
        cols: readonly number[],
      ): Promise<Map<string, readonly unknown[]>> => {
        const pairs = rows.flatMap((_, i) => cols.map((_, j) => [i, j] as const));
        const [first, second] = [rows, cols].map((places) => places.map((at) => prepared[at]));
        const verdicts = await judgeBlock(
          { kind: 'block', use, first: first!, second: second!, pairs },
          measure,
          context,
        );
        return new Map(
          verdicts.map(({ value, reason, details }, at) => {
            const [i, j] = pairs[at]!;
            return [`${rows[i]} ${cols[j]}`, [value, reason, details]];
          }),
        );
      };
      const all = sides.map((_, at) => at);
      const together = await valuesOf(all, all);
      for (const [i, j] of everyPair) {
        const outcome = await measure.compare(prepared[i], prepared[j], params, context);
        const { value, reason, details } = { value: null, reason: undefined, details: undefined, ...outcome };
        expect(together.get(`${i} ${j}`)).toEqual([value, reason, details]);
        expect(outcome.defined).toBe(i !== CONSTANT && j !== CONSTANT);
      }
      for (const block of [
        await valuesOf([5, 0], [3, 2, 1]),
        await valuesOf([1, CONSTANT, 2], [0]),
        await valuesOf([3], all),
      ]) {
        for (const [pair, content] of block) expect(content).toEqual(together.get(pair));
      }
    });
  });
}
