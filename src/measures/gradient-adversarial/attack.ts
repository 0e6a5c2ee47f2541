import { seededRandom } from '../../linalg/random';
import type { LiveModel, Values } from '../live';
import { range } from '../shared/extent';

export interface AttackSettings {
  readonly attack: 'pgd' | 'fgsm';
  /** Radius of the L∞ ball, as a share of the inputs' range. */
  readonly epsilon: number;
  readonly steps: number;
  readonly seed: number;
}

/**
 * Adversarial examples against a model: inputs moved by at most ε in each number so that the margin between the label's logit
 * and the largest other one shrinks. FGSM takes one step of ε (Goodfellow et al., 2015); PGD begins at a random place in the
 * ball and takes several steps of 2.5·ε/steps (Madry et al., 2018). The inputs' own range is never left. Logits, not
 * cross-entropy: that has no gradient where a model is sure.
 */
export function adversarialExamples(model: LiveModel, labels: Int32Array, settings: AttackSettings): Values {
  const { inputs } = model;
  const [low, high] = range(inputs.data);
  const epsilon = settings.epsilon * (high - low);
  const single = settings.attack === 'fgsm';
  const steps = single ? 1 : settings.steps;
  const step = single ? epsilon : (2.5 * epsilon) / steps;
  const random = seededRandom(settings.seed);
  const data = single ? inputs.data.slice() : inputs.data.map((value) => value + epsilon * (2 * random.uniform() - 1));
  let moved: Values = { ...inputs, data: data.map((value) => Math.min(Math.max(value, low), high)) };
  for (let i = 0; i < steps; i++) {
    const slope = model.gradients(moved, marginWeights(model.logits(moved), labels), 'logits');
    const next = moved.data.map((value, at) => {
      const own = inputs.data[at]!;
      const wanted = value - step * signOf(slope.data[at]!);
      return Math.min(Math.max(wanted, own - epsilon, low), own + epsilon, high);
    });
    moved = { ...moved, data: next };
  }
  return moved;
}

/** Weights that make of N×C logits the margins z_y − max_{c≠y} z_c. */
export function marginWeights({ rows, cols, data }: Values, labels: Int32Array): Float64Array {
  const weights = new Float64Array(rows * cols);
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!;
    let other = -1;
    for (let c = 0; c < cols; c++) {
      if (c !== label && (other < 0 || data[row * cols + c]! > data[row * cols + other]!)) other = c;
    }
    weights[row * cols + label] = 1;
    if (other >= 0) weights[row * cols + other] = -1;
  }
  return weights;
}

function signOf(value: number): number {
  return Number(value > 0) - Number(value < 0);
}
