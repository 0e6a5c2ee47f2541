import type { Matrix } from '../../linalg/matrix';
import { pack, permutePacked } from '../../linalg/packed';
import { invariances, representational, value, type MeasureContext } from '../measure';
import { isConstant } from '../shared/centre';
import { squaredDistances } from '../shared/distances';
import { LARGEST_SQUARE } from '../shared/limits';
import { blame, clip, type Problem } from '../shared/outcomes';
import { eachLowerRow, pairwise, type Pairwise } from '../shared/pairwise';
import { permutePairs } from '../shared/permute';
import { sampled, sampledWarning } from '../shared/sampled';
import type { Representation, Side } from '../subject';

interface Prepared {
  readonly problem: Problem;
  readonly relations: Relations;
  /** Instances before sampling. */
  readonly instances: number;
}

/** What is compared: distances over their mean, packed, or made anew and divided by `mean`; squared distances of the sample. */
type Relations =
  | { readonly form: 'distances'; readonly packed: Float64Array }
  | { readonly form: 'tiled'; readonly distances: Pairwise; readonly mean: number }
  | { readonly form: 'angles'; readonly squared: Matrix };

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
  cost: `O(N²·D) time; O(N²) memory up to ${LARGEST_SQUARE} instances, O(N·D) above; angle O(N³)`,

  prepare(side, { mode, seed }, context): Prepared {
    const instances = side.subject.matrix.rows;
    const chosen = mode === 'angle' ? sampled(side, MOST_FOR_ANGLES, seed) : side;
    const problem = coinciding(chosen);
    if (problem !== null) return { problem, relations: { form: 'distances', packed: new Float64Array(0) }, instances };
    if (mode === 'angle') {
      return { problem, relations: { form: 'angles', squared: squaredDistances(chosen, context) }, instances };
    }
    return { problem, relations: normalisedDistances(side, context), instances };
  },

  permute(side, order) {
    const { relations } = side;
    // Which instances are sampled depends on where they stand.
    if (relations.form === 'angles' && relations.squared.rows < side.instances) return null;
    switch (relations.form) {
      case 'angles':
        return { ...side, relations: { ...relations, squared: permutePairs(relations.squared, order) } };
      case 'distances':
        return { ...side, relations: { ...relations, packed: permutePacked(relations.packed, order) } };
      case 'tiled':
        return null;
    }
  },

  compare(a, b, { reduction, seed }, context) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    const instances = a.relations.form === 'angles' ? a.relations.squared.rows : a.instances;
    const total = lossOf(a.relations, b.relations, context);
    const count = instances ** (a.relations.form === 'angles' ? 3 : 2);
    return value(reduction === 'mean' ? total / count : total, {
      details: { instances },
      warnings: sampledWarning(instances, a.instances, seed),
    });
  },
});

function coinciding(side: Side<Representation>): Problem {
  return isConstant(side) ? 'has all instances in one point: no distance to compare' : null;
}

/** Distances over the mean of those that are not zero. */
function normalisedDistances(side: Side<Representation>, context: MeasureContext): Relations {
  let total = 0;
  let count = 0;
  const add = (distance: number): void => {
    total += distance;
    if (distance > 0) count++;
  };
  if (side.subject.matrix.rows > LARGEST_SQUARE) {
    const distances = pairwise(side, 'euclidean');
    eachLowerRow([distances], context, (i, [row]) => {
      for (let j = 0; j < i; j++) add(row![j]!);
    });
    return { form: 'tiled', distances, mean: total / count };
  }
  const packed = pack(squaredDistances(side, context), Math.sqrt);
  packed.forEach(add);
  const mean = total / count;
  for (let at = 0; at < packed.length; at++) packed[at]! /= mean;
  return { form: 'distances', packed };
}

/** Over all ordered pairs, or triples, of instances. */
function lossOf(a: Relations, b: Relations, context: MeasureContext): number {
  let half = 0;
  if (a.form === 'angles' && b.form === 'angles') return angleLoss(a.squared, b.squared, context);
  if (a.form === 'distances' && b.form === 'distances') {
    for (let at = 0; at < a.packed.length; at++) half += huber(a.packed[at]! - b.packed[at]!);
  }
  if (a.form === 'tiled' && b.form === 'tiled') {
    eachLowerRow([a.distances, b.distances], context, (i, [rowA, rowB]) => {
      for (let j = 0; j < i; j++) half += huber(rowA![j]! / a.mean - rowB![j]! / b.mean);
    });
  }
  return 2 * half;
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
