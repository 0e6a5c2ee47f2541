import { midRanks } from '../../linalg/ranks';
import { norm, sum } from '../../linalg/vector';
import { invariances, representational, value, type MeasureFacts, type Variant } from '../measure';
import { isConstant } from '../shared/centre';
import { strictLowerTriangle } from '../shared/distances';
import { LARGEST_SQUARE, MOST_SAMPLED } from '../shared/limits';
import { innerProduct } from '../shared/inner-product';
import { blame, clip, CONSTANT, type Problem } from '../shared/outcomes';
import { roundForRanking } from '../shared/rounding';
import { kernels, similarities } from '../shared/rsm';
import { permuteTriangle } from '../shared/permute';
import { manageable } from '../shared/sampled';

type Outer = 'spearman' | 'pearson' | 'cosine' | 'euclidean';

interface Prepared {
  readonly problem: Problem;
  /** The strict lower triangle of the RSM: its unit ranks, unit deviations or unit entries, or as it is. */
  readonly triangle: Float64Array;
  /** Of the sampling, where it was of a sample. */
  readonly warnings: readonly string[];
}

const inner = (name: string, flags: string): Variant => ({
  when: { inner: name },
  facts: { invariances: invariances(flags) },
});
const asDistance: Partial<MeasureFacts> = { kind: 'distance', range: [0, null], identity: 0, metric: true };

/**
 * Representational similarity analysis: Spearman’s ρ of the strict lower triangles of two RSMs; in [−1, 1].
 * N×D and N×D′. Survey §3.3; Kriegeskorte et al., 2008. Undefined where a side is constant or all its pairs are
 * equally similar.
 */
export const rsa = representational({
  arity: 'pair',
  id: 'rsa',
  name: 'Representational similarity analysis (RSA)',
  family: 'rsm',
  kind: 'similarity',
  range: [-1, 1],
  identity: 1,
  symmetric: true,
  metric: false,
  invariances: invariances('101000'),
  needs: [],
  parameters: {
    inner: {
      type: 'choice',
      choices: ['pearson', ...kernels.filter((kernel) => kernel !== 'pearson')],
      default: 'pearson',
      help: 'Similarity of two instances.',
    },
    outer: {
      type: 'choice',
      choices: ['spearman', 'pearson', 'cosine', 'euclidean'],
      default: 'spearman',
      help: 'How the two lists of similarities are compared; euclidean makes it a distance.',
    },
  },
  variants: [
    inner('cosine', '111000'),
    inner('linear', '111000'),
    inner('euclidean', '111010'),
    inner('rbf', '111010'),
    { when: { outer: 'euclidean' }, facts: asDistance },
    { when: { inner: 'linear', outer: 'euclidean' }, facts: { invariances: invariances('110000') } },
    { when: { inner: 'euclidean', outer: 'euclidean' }, facts: { invariances: invariances('110010') } },
  ],
  references: [
    {
      survey: '3.3',
      paper:
        'Kriegeskorte, Mur, Bandettini: Representational Similarity Analysis – Connecting the Branches of Systems Neuroscience. Frontiers in Systems Neuroscience 2, 2008',
      doi: '10.3389/neuro.06.004.2008',
    },
  ],
  formula: 'Spearman( {Sᵢⱼ}ᵢ>ⱼ , {S′ᵢⱼ}ᵢ>ⱼ ), Sᵢⱼ = Pearson correlation of the rows Rᵢ, Rⱼ',
  summary:
    'Is the order of the pairs of instances, from most to least alike, the same in both? Robust to any monotone change of similarity.',
  cost: `O(N²·D) time, O(N²) memory; of more than ${LARGEST_SQUARE} instances, ${MOST_SAMPLED} are sampled`,

  prepare(side, { inner, outer }, context): Prepared {
    const { chosen, warnings } = manageable(side);
    if (isConstant(chosen)) return { problem: CONSTANT, triangle: new Float64Array(0), warnings };
    return { ...comparable(strictLowerTriangle(similarities(chosen, inner, context)), outer), warnings };
  },

  // Which instances are sampled depends on where they stand.
  permute: (side, order) =>
    side.warnings.length > 0 ? null : { ...side, triangle: permuteTriangle(side.triangle, order) },

  inner: {
    covers: ({ outer }) => outer !== 'euclidean',
    vector: ({ problem, triangle }) => (problem === null ? triangle : null),
    judge: (product, { warnings }) => value(clip(product, -1, 1), { warnings }),
  },

  compare(a, b, { outer }, context) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    const { warnings } = a;
    if (outer === 'euclidean') {
      const difference = norm(a.triangle.map((entry, at) => entry - b.triangle[at]!));
      return value(difference, { warnings });
    }
    return value(clip(innerProduct(a.triangle, b.triangle, context), -1, 1), { warnings });
  },
});

/**
 * The triangle in the form in which a dot product, or a difference, compares it. A correlation needs entries that
 * differ, a cosine one that is not zero: rounding noise counts as neither.
 */
function comparable(triangle: Float64Array, outer: Outer): Pick<Prepared, 'problem' | 'triangle'> {
  if (outer === 'euclidean') return { problem: null, triangle };
  // Ranks need nothing else: the copy can be spared.
  const rounded = roundForRanking(outer === 'spearman' ? triangle : triangle.slice());
  const first = outer === 'cosine' ? 0 : rounded[0];
  if (rounded.every((entry) => entry === first)) return { problem: equallySimilar(outer), triangle };
  switch (outer) {
    case 'spearman':
      return { problem: null, triangle: unit(deviations(midRanks(rounded))) };
    case 'pearson':
      return { problem: null, triangle: unit(deviations(triangle)) };
    case 'cosine':
      return { problem: null, triangle: unit(triangle) };
  }
}

function equallySimilar(outer: Outer): string {
  return outer === 'cosine'
    ? 'has no two instances that are alike at all'
    : 'has all pairs of instances equally similar: nothing to correlate';
}

/** In place. */
function deviations(values: Float64Array): Float64Array {
  const mean = sum(values) / values.length;
  for (let at = 0; at < values.length; at++) values[at]! -= mean;
  return values;
}

/** In place. */
function unit(values: Float64Array): Float64Array {
  const length = norm(values);
  for (let at = 0; at < values.length; at++) values[at]! /= length;
  return values;
}
