import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/linalg/matrix';
import { findMeasure, fillParameters } from '../../../src/measures/catalogue';
import {
  cosine,
  decisionDistances,
  saliencyCosines,
  transfer,
} from '../../../src/measures/gradient-adversarial/scores';
import { marginWeights } from '../../../src/measures/gradient-adversarial/attack';
import { leastSquares, apply } from '../../../src/measures/stitching/fit';
import type { Values } from '../../../src/measures/live';
import { accuracyOf } from '../../../src/measures/shared/live-pair';
import { sideOf, type Outputs } from '../../../src/measures/subject';
import { testLinalg } from '../support/linalg';
import { contextOf } from '../support/measuring';
import { readNpy } from '../support/npy';

/*
 * The measures of live models on the stored case of two trained networks: what they make of given gradients, adversarial
 * examples and activations.
 */

const root = join(import.meta.dirname, '../../fixtures/cases/k_models');
const { expected } = JSON.parse(readFileSync(join(root, 'expected.json'), 'utf8')) as {
  expected: {
    readonly measure: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly value: number;
    readonly details?: Readonly<Record<string, number>>;
  }[];
};
const linalg = await testLinalg();
const labels = Int32Array.from(readNpy(join(root, 'labels.npy')).values);

function stored(name: string): Values {
  const { shape, values } = readNpy(join(root, `${name}.npy`));
  const rows = shape[0]!;
  return { rows, cols: values.length / rows, data: Float32Array.from(values) };
}

function wanted(measure: string, params: Readonly<Record<string, unknown>>): (typeof expected)[number] {
  return expected.find((each) => each.measure === measure && JSON.stringify(each.params) === JSON.stringify(params))!;
}

describe('the stored networks', () => {
  it.each([
    ['0 to 1', 0, 1],
    ['1 to 0', 1, 0],
  ])('have the ModelDiff of %s', (direction, own, other) => {
    const distances = [own, other].map((model) =>
      decisionDistances(stored(`logits${model}`), stored(`logits${model}_on_adversarial${own}`)),
    );
    expect(cosine(distances[0]!, distances[1]!)).toBeCloseTo(wanted('modeldiff', { direction }).value, 6);
  });

  it('have the adversarial transferability', () => {
    const { value, details } = wanted('adversarial-transferability', {});
    const { percent, jointlyCorrect } = transfer(
      {
        first: stored('logits0'),
        second: stored('logits1'),
        firstFooled: stored('logits0_on_adversarial1'),
        secondFooled: stored('logits1_on_adversarial0'),
      },
      labels,
    );
    expect(Math.log(percent)).toBeCloseTo(value, 6);
    expect(jointlyCorrect).toBe(details!['jointlyCorrect']);
  });

  it('have the saliency similarity of their logits', () => {
    // N × classes × inputs: each class of each instance is a row.
    const maps = [0, 1].map((model) => {
      const { shape, values } = readNpy(join(root, `gradients${model}.npy`));
      return { rows: shape[0]! * shape[1]!, cols: shape[2]!, data: Float32Array.from(values) };
    });
    const cosines = saliencyCosines(maps[0]!, maps[1]!).filter((one) => one !== null);
    const mean = cosines.reduce((sum, one) => sum + one, 0) / cosines.length;
    expect(mean).toBeCloseTo(wanted('saliency-similarity', {}).value, 6);
  });

  it.each([
    { layer: 0, bias: true },
    { layer: 0, bias: false },
    { layer: 1, bias: true },
    { layer: 1, bias: false },
  ])('are stitched at layer $layer, bias $bias', ({ layer, bias }) => {
    const { value, details } = wanted('stitching', { layer, bias });
    const [x, y] = [0, 1].map((model) => {
      const { rows, cols, data } = stored(`hidden${layer}_${model}`);
      return matrix(rows, cols, Float64Array.from(data));
    });
    const fitted = leastSquares(x!, y!, bias, linalg);
    expect(Math.abs(fitted.residual - details!['fitResidual']!)).toBeLessThan(1e-6 * fitted.residual);
    // The rest of the second network, by hand: Linear(ReLU) and Linear with PyTorch's weights (out × in).
    let hidden = apply(fitted, x!, linalg);
    for (const place of layer === 0 ? [2, 4] : [4]) {
      const { shape, values } = readNpy(join(root, `model1.${place}.weight.npy`));
      const bias = readNpy(join(root, `model1.${place}.bias.npy`)).values;
      const next = linalg.multiply(hidden, matrix(shape[0]!, shape[1]!, values), { transposeB: true });
      next.data.forEach((sum, at) => {
        const shifted = sum + bias[at % next.cols]!;
        next.data[at] = place === 4 ? shifted : Math.max(0, shifted);
      });
      hidden = next;
    }
    const name = `stitched_hidden${layer}${bias ? '' : '_nobias'}`;
    const saved = stored(name);
    hidden.data.forEach((logit, at) => expect(Math.abs(logit - saved.data[at]!)).toBeLessThan(1e-4));
    const stitched = { ...saved, data: Float32Array.from(hidden.data) };
    expect(accuracyOf(stitched, labels) - accuracyOf(stored('logits1'), labels)).toBeCloseTo(value, 6);
  });
});

describe('a margin', () => {
  it('is between the label and the largest other logit', () => {
    const logits = { rows: 2, cols: 3, data: Float32Array.of(1, 5, 2, 4, 0, 3) };
    expect([...marginWeights(logits, Int32Array.of(0, 0))]).toEqual([1, -1, 0, 1, 0, -1]);
  });
});

describe.each(['modeldiff', 'adversarial-transferability', 'saliency-similarity', 'stitching'])('%s', (id) => {
  it('says why there is nothing to ask', async () => {
    const measure = findMeasure(id);
    if (measure.arity !== 'pair' || measure.subject !== 'outputs') throw new Error('a pair of outputs was expected');
    const outputs: Outputs = { kind: 'classes', matrix: matrix(2, 1), classes: 2, labels: new Int32Array(2) };
    const params = fillParameters(measure);
    const [a, b] = ['No checkpoint here.', 'No inputs here.'].map((missing) =>
      measure.prepare(sideOf({ ...outputs, model: { missing } }), params as never, contextOf(linalg)),
    );
    const outcome = await measure.compare(a, b, params, contextOf(linalg));
    expect(outcome).toEqual({ defined: false, reason: 'No checkpoint here.' });
  });
});
