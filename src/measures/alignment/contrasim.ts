import type { Linalg } from '../../linalg/linalg';
import { matrix, type Matrix } from '../../linalg/matrix';
import { randomPermutation, seededRandom } from '../../linalg/random';
import { normaliseRows } from '../../linalg/shape';
import { norm, scale } from '../../linalg/vector';
import { encode, type Encoder } from '../encoders';
import { invariances, representational, undefinedBecause, value } from '../measure';
import { isConstant } from '../shared/centre';
import { blame, clip, CONSTANT, type Problem } from '../shared/outcomes';
import { takeRows } from '../shared/rows';

interface Prepared {
  readonly problem: Problem;
  /** N×D, divided by the power of two next to the root of the mean squared entry: float32 must hold the training. */
  readonly rows: Matrix;
}

/** The encoders and their training, as in the paper. */
const TRAINING = { widths: [512, 256, 128], batch: 1024, learningRate: 1e-4 } as const;

/** Two instances to tell apart, and one to score. */
const LEAST_INSTANCES = 3;

/**
 * ContraSim: the mean cosine of the embeddings enc(R_i) and enc′(R′_i) of instances that the encoders were not trained on;
 * in [−1, 1]. N×D and N×D′. Survey §3.2; Rahamim and Belinkov, 2024. Undefined where a side is constant, and for N < 3.
 */
export const contrasim = representational({
  arity: 'pair',
  id: 'contrasim',
  name: 'Contrastive similarity (ContraSim)',
  family: 'alignment',
  kind: 'similarity',
  range: [-1, 1],
  identity: null,
  symmetric: true,
  metric: false,
  invariances: invariances('000000'),
  needs: [],
  parameters: {
    seed: { type: 'integer', default: 0, help: 'Of the split, the first weights and the batches.' },
    epochs: { type: 'integer', default: 30, min: 1, max: 10_000, help: 'How often training sees every instance.' },
    temperature: { type: 'number', default: 0.07, above: 0, help: 'τ of the contrastive loss.' },
    testShare: {
      type: 'number',
      default: 0.2,
      above: 0,
      max: 0.9,
      help: 'Share of the instances that is kept from training, and scored.',
    },
  },
  references: [
    {
      survey: '3.2',
      paper:
        'Rahamim, Belinkov: ContraSim – Analyzing Neural Representations Based on Contrastive Learning. NAACL 2024',
      doi: '10.18653/v1/2024.naacl-long.356',
    },
  ],
  formula:
    'mean over held-out i of cos(enc(Rᵢ), enc′(R′ᵢ)); enc, enc′ trained contrastively, the same instance positive',
  summary:
    'Can two small networks learn to recognise an instance of one layer in the other? Learned for each pair, so slow, and never quite the same with another seed.',
  cost: 'O(epochs·N·(D + D′)): two perceptrons D-512-256-128 are trained',
  differences:
    'The original trains one encoder over many layers at once; here each pair has its own two encoders, and the pair’s order does not matter.',

  prepare(side): Prepared {
    if (isConstant(side)) return { problem: CONSTANT, rows: matrix(0, 0) };
    const { data } = side.subject.matrix;
    const size = norm(data) / Math.sqrt(data.length);
    return { problem: null, rows: scale(side.subject.matrix, 2 ** -Math.round(Math.log2(size))) };
  },

  permute: ({ problem, rows }, order) => ({ problem, rows: takeRows(rows, order) }),

  async compare(a, b, { seed, epochs, temperature, testShare }, context) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    const n = a.rows.rows;
    if (n < LEAST_INSTANCES) return undefinedBecause(`Training needs at least ${LEAST_INSTANCES} instances.`);
    if (!context.trainEncoders) return undefinedBecause('There is nothing here that could train encoders.');
    const { train, test } = split(n, testShare, seed);
    // The two encoders start differently: which side gets which must not depend on the order of the arguments.
    const views = inOrder(a.rows, b.rows);
    const [first, second] = views.map((rows) => takeRows(rows, train)) as [Matrix, Matrix];
    const task = { views: [first, second], epochs, temperature, seed, ...TRAINING } as const;
    const { encoders, losses } = await context.trainEncoders(task, (done) => context.progress(done));
    const [x, y] = views.map((rows) => takeRows(rows, test)) as [Matrix, Matrix];
    const scores = contrastiveScores(encoders, [x, y], context.linalg);
    const known = scores.filter((score) => score !== null);
    if (known.length === 0) return undefinedBecause('Every instance that was kept for scoring is embedded at zero.');
    const perInstance: (number | null)[] = new Array<null>(n).fill(null);
    test.forEach((row, at) => (perInstance[row] = scores[at]!));
    return value(known.reduce((sum, score) => sum + score, 0) / known.length, {
      details: {
        split: { train: train.length, test: test.length },
        losses: [...losses],
        perInstance: { cosine: perInstance },
      },
      warnings: [
        `Learned: trained on ${train.length} instances for ${epochs} epochs, scored on the other ${test.length} (seed ${seed}).`,
      ],
    });
  },
});

/** The cosine of each instance's two embeddings; null where one of them is zero. */
export function contrastiveScores(
  encoders: readonly [Encoder, Encoder],
  views: readonly [Matrix, Matrix],
  linalg: Linalg,
): (number | null)[] {
  const [x, y] = [0, 1].map((side) => normaliseRows(encode(encoders[side]!, views[side]!, linalg))) as [Matrix, Matrix];
  return Array.from({ length: x.rows }, (_, i) => {
    let product = 0;
    let zero = [true, true];
    for (let at = i * x.cols; at < (i + 1) * x.cols; at++) {
      product += x.data[at]! * y.data[at]!;
      zero = [zero[0]! && x.data[at] === 0, zero[1]! && y.data[at] === 0];
    }
    return zero.includes(true) ? null : clip(product, -1, 1);
  });
}

/** At least one instance to score, and two to train on. */
function split(n: number, testShare: number, seed: number): { train: Int32Array; test: Int32Array } {
  const size = clip(Math.round(testShare * n), 1, n - 2);
  const order = randomPermutation(n, seededRandom(seed));
  return { test: order.slice(0, size).sort(), train: order.slice(size).sort() };
}

/** The two by width, then by their numbers. */
function inOrder(a: Matrix, b: Matrix): readonly [Matrix, Matrix] {
  if (a.cols !== b.cols) return a.cols < b.cols ? [a, b] : [b, a];
  const at = a.data.findIndex((entry, index) => entry !== b.data[index]);
  return at < 0 || a.data[at]! < b.data[at]! ? [a, b] : [b, a];
}
