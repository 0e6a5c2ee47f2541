import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/linalg/matrix';
import { seededRandom } from '../../../src/linalg/random';
import { findMeasure } from '../../../src/measures/catalogue';
import type { Measure, Meeting } from '../../../src/measures/measure';
import { readParameters } from '../../../src/measures/fill';
import { sideOf, type Representation, type Side } from '../../../src/measures/subject';
import { testLinalg } from '../support/linalg';
import { contextOf } from '../support/measuring';

// Linear CKA of many pairs: kernels once a side instead of a product a pair.

const context = contextOf(await testLinalg());
const cka = findMeasure('cka') as Measure & { readonly arity: 'pair'; readonly subject: 'representation' };

function side(rows: number, cols: number, seed: number): Side<Representation> {
  const random = seededRandom(seed);
  const data = Float64Array.from({ length: rows * cols }, () => 3 + random.normal());
  return sideOf({ matrix: matrix(rows, cols, data), storedAs: 'float32' });
}

function meeting(instances: number, width: number, count: number): Meeting {
  const pairs = Array.from(
    { length: count * count },
    (_, at) => [Math.floor(at / count), count + (at % count)] as const,
  );
  return { instances, widths: Array.from({ length: 2 * count }, () => width), pairs };
}

describe('CKA prepared for many pairs', () => {
  it.each(['false', 'true'])('gives the same value, debiased=%s, whatever the widths', async (debiased) => {
    const params = readParameters(cka, { debiased });
    const value = async (many: boolean, widths: readonly [number, number]): Promise<number> => {
      const [a, b] = widths.map((width, at) => cka.prepare(side(40, width, at), params, { ...context, many }));
      const outcome = await cka.compare(a, b, params, context);
      if (!outcome.defined) throw new Error(outcome.reason);
      return outcome.value;
    };
    for (const widths of [
      [7, 12],
      [7, 60],
      [60, 50],
    ] as const) {
      expect(await value(true, widths)).toBeCloseTo(await value(false, widths), 13);
    }
  });

  it('is worth while where sides meet often enough, and their kernels are not too large', () => {
    const params = readParameters(cka, {});
    expect(cka.manyPairs?.(meeting(2048, 544, 16), params)).toBe(true);
    expect(cka.manyPairs?.(meeting(2048, 544, 1), params)).toBe(false);
    expect(cka.manyPairs?.(meeting(10_000, 544, 16), params)).toBe(false);
    expect(cka.manyPairs?.(meeting(2048, 544, 16), readParameters(cka, { kernel: 'rbf' }))).toBe(false);
  });
});
