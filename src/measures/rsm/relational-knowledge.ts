import { matrix, type Matrix } from '../../linalg/matrix';
import { sampleWithoutReplacement, seededRandom } from '../../linalg/random';
import { invariances, representational, value, type MeasureContext } from '../measure';
import { isConstant } from '../shared/centre';
import { squaredDistances } from '../shared/distances';
import { blame, clip, tooManyInstances, type Problem } from '../shared/outcomes';
import { sideOf, type Representation, type Side } from '../subject';
import { permutePairs } from '../shared/permute';

interface Prepared {
  readonly problem: Problem;
  /** `distance`: Euclidean distances over their mean non-zero value, N×N. `angle`: squared distances of the sample. */
  readonly relations: Matrix;
  /** Instances before sampling. */
  readonly instances: number;
}

/** Triples grow as N³: more instances than these are sampled for angles. */
const MOST_FOR_ANGLES = 200;

/**
 * Relational knowledge distance: Σ_ij Huber₁ of the difference of normalised distances, or Σ_ijk of that of angles;
 * ≥ 0. N×D and N×D′. Survey §3.3; Park et al., 2019. Undefined where a side is constant.
 */
export const relationalKnowledge = representational({
  arity: 'pair',
  id: 'relational-knowledge',
  name: 'Relational knowledge distance',
  family: 'rsm',
  kind: 'distance',
  range: [0, null],
  identity: 0,
  symmetric: true,
  metric: false,
  invariances: invariances('111010'),
  needs: [],
  parameters: {
    mode: {
      type: 'choice',
      choices: ['distance', 'angle'],
      default: 'distance',
      help: 'Compare distances of pairs, or angles of triples (of at most 200 sampled instances).',
    },
    reduction: {
      type: 'choice',
      choices: ['sum', 'mean'],
      default: 'sum',
      help: 'Sum over all N² pairs (N³ triples), or their mean.',
    },
    seed: { type: 'integer', default: 0, when: { mode: 'angle' }, help: 'Of the sample that angles are taken of.' },
  },
  references: [
    {
      survey: '3.3',
      paper: 'Park, Kim, Lu, Cho: Relational Knowledge Distillation. CVPR 2019',
      doi: '10.1109/CVPR.2019.00409',
    },
  ],
  formula: 'Σᵢⱼ Huber₁(dᵢⱼ/mean d − d′ᵢⱼ/mean d′); angle: Σᵢⱼₖ Huber₁(cos∠ᵢⱼₖ − cos∠′ᵢⱼₖ)',
  summary:
    'The loss of relational distillation: do the instances stand in the same distances, or angles, to each other?',
  cost: 'O(N²·D) time, O(N²) memory; angle O(N³)',

  prepare(side, { mode, seed }, context): Prepared {
    const instances = side.subject.matrix.rows;
    const chosen = mode === 'angle' ? sampled(side, seed) : side;
    const problem = tooManyInstances(chosen.subject.matrix.rows) ?? coinciding(chosen);
    if (problem !== null) return { problem, relations: matrix(0, 0), instances };
    const squared = squaredDistances(chosen, context);
    return { problem, relations: mode === 'angle' ? squared : normalisedDistances(squared), instances };
  },

  // Which instances are sampled depends on where they stand.
  permute: (side, order) =>
    side.relations.rows < side.instances ? null : { ...side, relations: permutePairs(side.relations, order) },

  compare(a, b, { mode, reduction }, context) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    const n = a.relations.rows;
    const [total, count] =
      mode === 'angle'
        ? [angleLoss(a.relations, b.relations, context), n ** 3]
        : [distanceLoss(a.relations, b.relations), n ** 2];
    return value(reduction === 'mean' ? total / count : total, {
      details: { instances: n },
      warnings: n < a.instances ? [`Angles were taken of ${n} of ${a.instances} instances, sampled at random.`] : [],
    });
  },
});

function coinciding(side: Side<Representation>): Problem {
  return isConstant(side) ? 'has all instances in one point: no distance to compare' : null;
}

/** The side itself, or the same rows of every side of N instances. */
function sampled(side: Side<Representation>, seed: number): Side<Representation> {
  const { rows, cols, data } = side.subject.matrix;
  if (rows <= MOST_FOR_ANGLES) return side;
  const chosen = sampleWithoutReplacement(rows, MOST_FOR_ANGLES, seededRandom(seed)).sort();
  const taken = matrix(MOST_FOR_ANGLES, cols);
  chosen.forEach((row, i) => taken.data.set(data.subarray(row * cols, (row + 1) * cols), i * cols));
  return sideOf({ matrix: taken, storedAs: side.subject.storedAs });
}

/** Distances over the mean of those that are not zero. */
function normalisedDistances({ rows, cols, data }: Matrix): Matrix {
  const distances = data.map(Math.sqrt);
  let total = 0;
  let count = 0;
  for (const each of distances) {
    total += each;
    if (each > 0) count++;
  }
  const mean = total / count;
  return matrix(
    rows,
    cols,
    distances.map((each) => each / mean),
  );
}

function distanceLoss(a: Matrix, b: Matrix): number {
  let total = 0;
  for (let at = 0; at < a.data.length; at++) total += huber(a.data[at]! - b.data[at]!);
  return total;
}

/** Over ordered triples with middle vertex j, i = k included. */
function angleLoss(a: Matrix, b: Matrix, context: MeasureContext): number {
  const n = a.rows;
  let total = 0;
  for (let j = 0; j < n; j++) {
    context.progress(j / n);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) total += 2 * huber(cosineAt(a, i, j, k) - cosineAt(b, i, j, k));
      total += huber(cosineAt(a, i, j, i) - cosineAt(b, i, j, i));
    }
  }
  return total;
}

/** cos of the angle at j, by the law of cosines; 0 where i or k coincides with j. */
function cosineAt({ cols: n, data: squared }: Matrix, i: number, j: number, k: number): number {
  const ij = squared[i * n + j]!;
  const kj = squared[k * n + j]!;
  if (ij === 0 || kj === 0) return 0;
  if (i === k) return 1;
  return clip((ij + kj - squared[i * n + k]!) / (2 * Math.sqrt(ij) * Math.sqrt(kj)), -1, 1);
}

/** Huber loss with δ = 1. */
function huber(x: number): number {
  const size = Math.abs(x);
  return size <= 1 ? (size * size) / 2 : size - 0.5;
}
