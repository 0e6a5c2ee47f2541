import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matrix, type Matrix } from '../../../src/linalg/matrix';
import { randomPermutation, seededRandom } from '../../../src/linalg/random';
import { contrasim, contrastiveScores } from '../../../src/measures/alignment/contrasim';
import type { Encoder } from '../../../src/measures/encoders';
import type { MeasureContext, Outcome } from '../../../src/measures/measure';
import { fillParameters } from '../../../src/measures/catalogue';
import { sideOf, type Representation } from '../../../src/measures/subject';
import { linalgs, testLinalg } from '../support/linalg';
import { contextOf, evaluate } from '../support/measuring';
import { readNpy } from '../support/npy';
import { relatedRepresentations } from '../support/samples';
import { takeRows } from '../support/transformations';

const linalg = await testLinalg();
const engines = await linalgs();

describe.each(engines)('the score of given encoders on $name', (engine) => {
  const folder = join(import.meta.dirname, '../../fixtures/cases/l_contrasim');
  const read = (name: string): Matrix => {
    const { shape, values } = readNpy(join(folder, `${name}.npy`));
    return matrix(shape.length === 1 ? 1 : shape[0]!, shape.at(-1)!, values);
  };
  const encoder = (side: string): Encoder =>
    [0, 2].map((at) => ({
      weights: read(`encoder_${side}_${at}`),
      bias: read(`encoder_${side}_${at + 1}`).data,
    }));

  it('is the reference value', () => {
    const { expected } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as {
      expected: { value: number; relativeTolerance: number }[];
    };
    const scores = contrastiveScores([encoder('x'), encoder('y')], [read('x'), read('y')], engine);
    const mean = scores.reduce<number>((sum, score) => sum + score!, 0) / scores.length;
    const [{ value, relativeTolerance }] = expected as [(typeof expected)[0]];
    expect(Math.abs(mean - value)).toBeLessThanOrEqual(relativeTolerance * Math.abs(value));
  });

  it('leaves out what is embedded at zero', () => {
    const dead: Encoder = [{ weights: matrix(2, 2), bias: new Float64Array(2) }];
    const live: Encoder = [{ weights: matrix(2, 2, Float64Array.of(1, 0, 0, 1)), bias: new Float64Array(2) }];
    const rows = matrix(2, 2, Float64Array.of(3, 4, 0, 0));
    expect(contrastiveScores([live, live], [rows, rows], engine)).toEqual([expect.closeTo(1, 12), null]);
    expect(contrastiveScores([dead, live], [rows, rows], engine)).toEqual([null, null]);
  });
});

describe('training', () => {
  const [x, y] = relatedRepresentations({ n: 60, widths: [20, 20] }, 5);
  const order = randomPermutation(60, seededRandom(9));
  const shuffled: Representation = { ...y, matrix: takeRows(y.matrix, [...order]) };
  const run = (pair: readonly Representation[], params: Record<string, unknown> = {}) =>
    evaluate(contrasim, pair, { epochs: 60, ...params }, linalg);
  const details = (outcome: Outcome) =>
    (outcome as unknown as { details: { losses: number[]; split: object; perInstance: { cosine: unknown[] } } })
      .details;
  const valueOf = (outcome: Outcome): number => (outcome.defined ? outcome.value : NaN);

  it('scores matched instances above shuffled ones, of which nothing can be learned', async () => {
    const [matched, unmatched] = await Promise.all([run([x, y]), run([x, shuffled])]);
    expect(valueOf(matched)).toBeGreaterThan(valueOf(unmatched) + 0.15);
  });

  it('lowers the loss, and reports it with the split', async () => {
    const { losses, split, perInstance } = details(await run([x, y]));
    expect(losses).toHaveLength(60);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! - 1);
    expect(split).toEqual({ train: 48, test: 12 });
    expect(perInstance.cosine).toHaveLength(60);
    expect(perInstance.cosine.filter((cosine) => cosine !== null)).toHaveLength(12);
  });

  it('repeats itself with equal seeds, in either order of the sides, and not with others', async () => {
    const first = await run([x, y], { epochs: 2 });
    expect(await run([x, y], { epochs: 2 })).toEqual(first);
    expect(await run([y, x], { epochs: 2 })).toEqual(first);
    expect(valueOf(await run([x, y], { epochs: 2, seed: 1 }))).not.toBe(valueOf(first));
  });

  it('never leaves an instance alone in a batch', async () => {
    const task = {
      views: [x.matrix, y.matrix],
      widths: [4],
      temperature: 1,
      epochs: 1,
      batch: 59, // 60 = 59 + 1
      learningRate: 1e-3,
      seed: 0,
    } as const;
    const { losses } = await contextOf(linalg).trainEncoders!(task, () => undefined);
    expect(losses.every(Number.isFinite)).toBe(true);
  });

  it('tells how far it is, and ends where it is cancelled, with nothing left behind', async () => {
    const tf = await import('@tensorflow/tfjs-core');
    await run([x, y], { epochs: 1 });
    const { numTensors } = tf.memory();
    const told: number[] = [];
    const context: MeasureContext = {
      ...contextOf(linalg),
      progress: (done) => {
        told.push(done);
        if (done >= 0.5) throw new Error('cancelled');
      },
    };
    const params = fillParameters(contrasim, { epochs: 10 });
    if (contrasim.arity !== 'pair') throw new Error('contrasim compares pairs.');
    const [a, b] = [x, y].map((side) => contrasim.prepare(sideOf(side), params, context));
    const work = async () => contrasim.arity === 'pair' && contrasim.compare(a, b, params, context);
    await expect(work()).rejects.toThrow('cancelled');
    expect(told).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5].map((done) => expect.closeTo(done, 10) as number));
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('needs three instances', async () => {
    const two = relatedRepresentations({ n: 2, widths: [3, 3] }, 1);
    expect(await run(two)).toEqual({ defined: false, reason: 'Training needs at least 3 instances.' });
    const three = await run(relatedRepresentations({ n: 3, widths: [3, 3] }, 1), { epochs: 1 });
    expect(details(three).split).toEqual({ train: 2, test: 1 });
  });
});
