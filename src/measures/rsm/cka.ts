import { doubleCentre, unbiasedCentre } from '../../linalg/double-centre';
import { matrix, type Matrix } from '../../linalg/matrix';
import { packedDiagonal, packIsometric, permutePacked } from '../../linalg/packed';
import { dot, squaredNorm, squaredRowNorms, sum, type Vector } from '../../linalg/vector';
import { invariances, representational, undefinedBecause, value, type MeasureContext, type Outcome } from '../measure';
import type { Moments } from '../moments';
import { centred, isConstant } from '../shared/centre';
import { medianDistance, squaredDistances } from '../shared/distances';
import { LARGEST_SQUARE, MOST_SAMPLED } from '../shared/limits';
import { innerProduct } from '../shared/inner-product';
import { blame, clip, CONSTANT, tooManyInstances, type Problem } from '../shared/outcomes';
import type { Representation, Side } from '../subject';
import { permutePairs, permuteVector } from '../shared/permute';
import { takeRows } from '../shared/rows';
import { manageable } from '../shared/sampled';

/** One side of a Hilbert–Schmidt inner product, in the form that is cheapest where it is used. */
interface Prepared {
  readonly problem: Problem;
  /**
   * `features`: HR, N×D, where K = HR(HR)ᵀ. `kernel`: the centred K, N×N. `packed`: its triangle, so that ⟨K, L⟩ is one
   * inner product: dearer to make than features, and far cheaper a pair.
   */
  readonly form: 'features' | 'kernel' | 'packed';
  /** Empty where the kernel is packed. */
  readonly matrix: Matrix;
  /** Else empty. */
  readonly packed: Vector;
  /** Diagonal of K, for the unbiased estimate out of features; empty otherwise. */
  readonly diagonal: Float64Array;
  /** HSIC(S, S), up to the factor of N that cancels. */
  readonly self: number;
  /** Of the sampling, where it was of a sample. */
  readonly warnings: readonly string[];
}

type Params = { readonly kernel: 'linear' | 'rbf'; readonly fraction: number; readonly debiased: boolean };

/** What an entry of two packed kernels takes, in operations of a matrix product. */
const ENTRY_COST = 8;

/** What is lost to rounding when the diagonal is taken out of ⟨K, L⟩. */
const ROUNDING = 1e-13;

const nothing = new Float64Array(0);
const none = {
  form: 'features',
  matrix: matrix(0, 0),
  packed: nothing,
  diagonal: nothing,
  self: 0,
  warnings: [],
} as const;

/**
 * Centered kernel alignment: HSIC(S, S′) / √(HSIC(S, S)·HSIC(S′, S′)) of N×D and N×D′; in [0, 1].
 * Survey §3.3; Kornblith et al., 2019. Undefined where a side is constant, and debiased for N < 4.
 */
export const cka = representational({
  arity: 'pair',
  id: 'cka',
  name: 'Centered kernel alignment (CKA)',
  family: 'rsm',
  kind: 'similarity',
  range: [0, 1],
  identity: 1,
  symmetric: true,
  metric: false,
  invariances: invariances('111010'),
  needs: [],
  parameters: {
    kernel: {
      type: 'choice',
      choices: ['linear', 'rbf'],
      default: 'linear',
      help: 'Similarity of two instances: their inner product, or a Gaussian of their distance.',
    },
    fraction: {
      type: 'number',
      default: 0.5,
      above: 0,
      when: { kernel: 'rbf' },
      help: 'Width σ of the rbf kernel, as a multiple of the median distance between two instances.',
    },
    debiased: {
      type: 'boolean',
      default: false,
      help: 'Unbiased HSIC in numerator and both denominators: not inflated by few instances; may be negative.',
    },
  },
  variants: [{ when: { debiased: true }, facts: { range: [-1, 1] } }],
  references: [
    {
      survey: '3.3',
      paper: 'Kornblith, Norouzi, Lee, Hinton: Similarity of Neural Network Representations Revisited. ICML 2019',
    },
    {
      survey: '3.3',
      paper: 'Song, Smola, Gretton, Bedo, Borgwardt: Feature Selection via Dependence Maximization. JMLR 13, 2012',
    },
  ],
  formula: 'HSIC(S, S′) / √(HSIC(S, S) · HSIC(S′, S′)); linear: ‖R′ᵀR‖² / (‖RᵀR‖ · ‖R′ᵀR′‖), columns centred',
  summary:
    'Do the same pairs of instances lie close in both? The usual first choice; dominated by the directions of largest variance. Choose debiased where there are fewer instances than neurons.',
  cost: `O(N·D·D′), or O(N²·D) where N < D; rbf O(N²·D) time and O(N²) memory, of more than ${LARGEST_SQUARE} instances ${MOST_SAMPLED} are sampled`,
  differences:
    'Some “debiased” implementations take the unbiased estimate in the numerator only; here it stands in the denominators too (Song’s estimator in all three).',

  prepare(side, params, context): Prepared {
    const { rows: n, cols: d } = side.subject.matrix;
    const problem = problemOf(side, params);
    if (problem !== null) return { problem, ...none };
    const form = context.many ? 'packed' : n < d ? 'kernel' : 'features';
    const { chosen, warnings } = params.kernel === 'rbf' ? manageable(side) : { chosen: side, warnings: [] };
    const prepared = params.kernel === 'rbf' ? rbf(chosen, params, context) : linear(side, form, params, context);
    if (prepared.problem !== null) return prepared;
    return { ...prepared, self: hsic(kernelProduct(prepared, prepared, context), prepared, prepared), warnings };
  },

  permute(side, order) {
    // Which instances are sampled depends on where they stand.
    if (side.warnings.length > 0) return null;
    const { diagonal } = side;
    return {
      ...side,
      ...permuted(side, order),
      diagonal: diagonal.length === 0 ? diagonal : permuteVector(diagonal, order),
    };
  },

  manyPairs({ instances: n, widths, pairs }, { kernel }) {
    if (kernel !== 'linear' || tooManyInstances(n) !== null) return false;
    const narrow = widths.map((width) => Math.min(width, n));
    const neurons = sum(Float64Array.from(widths));
    // The triangle takes at most twice the room of the features.
    if (n * widths.length > 4 * neurons) return false;
    const ofFeatures = pairs.reduce((flops, [a, b]) => flops + 2 * n * narrow[a]! * narrow[b]!, 0);
    return n * n * neurons + (pairs.length * ENTRY_COST * n * n) / 2 < ofFeatures;
  },

  streamed: {
    covers: ({ kernel, debiased }) => kernel === 'linear' && !debiased,
    judge({ first, second, cross }) {
      const problemIn = ({ constant }: Moments): Problem => (constant ? CONSTANT : null);
      const undefinedOutcome = blame(problemIn(first), problemIn(second));
      if (undefinedOutcome) return undefinedOutcome;
      const norms = Math.sqrt(squaredNorm(first.scatter.data)) * Math.sqrt(squaredNorm(second.scatter.data));
      return value(clip(squaredNorm(cross.data) / norms, 0, 1));
    },
  },

  inner: {
    covers: ({ kernel }, { many }) => many || kernel === 'rbf',
    vector: ({ problem, packed }) => (problem === null ? packed : null),
    judge: alignment,
  },

  compare(a, b, params, context) {
    return blame(a.problem, b.problem) ?? alignment(kernelProduct(a, b, context), a, b, params);
  },
});

/** Out of ⟨HKH, HLH⟩. */
function alignment(product: number, a: Prepared, b: Prepared, { debiased }: Params): Outcome {
  if (debiased && (a.self <= 0 || b.self <= 0)) {
    return undefinedBecause('The unbiased self-similarity of a representation is not positive.');
  }
  const aligned = hsic(product, a, b) / (Math.sqrt(a.self) * Math.sqrt(b.self));
  return value(clip(aligned, debiased ? -1 : 0, 1), { warnings: a.warnings });
}

function problemOf(side: Side<Representation>, { kernel, debiased }: Params): Problem {
  const { rows: n, cols: d } = side.subject.matrix;
  if (isConstant(side)) return CONSTANT;
  if (debiased && n < 4) return `has ${n} instances, and the unbiased estimate needs at least 4`;
  return kernel === 'linear' && n < d ? tooManyInstances(n) : null;
}

function linear(
  side: Side<Representation>,
  form: Prepared['form'],
  { debiased }: Params,
  { linalg, precision }: MeasureContext,
): Prepared {
  if (form === 'packed') {
    // Beside its packed kernel a side need not keep its features.
    const packed = linalg.centredGram(side.subject.matrix, { precision });
    return { ...none, problem: null, form, packed, diagonal: debiased ? packedDiagonal(packed) : nothing };
  }
  const features = centred(side);
  const diagonal = debiased ? squaredRowNorms(features) : nothing;
  const chosen = form === 'features' ? features : linalg.gram(features, { side: 'rows', precision });
  return { ...none, problem: null, form, matrix: chosen, diagonal };
}

function permuted({ form, matrix: data, packed }: Prepared, order: Int32Array): Pick<Prepared, 'matrix' | 'packed'> {
  switch (form) {
    case 'features':
      return { matrix: takeRows(data, order), packed };
    case 'kernel':
      return { matrix: permutePairs(data, order), packed };
    case 'packed':
      return { matrix: data, packed: permutePacked(packed, order) };
  }
}

function rbf(side: Side<Representation>, { fraction, debiased }: Params, context: MeasureContext): Prepared {
  const sigma = fraction * medianDistance(side, context);
  if (sigma === 0) {
    return {
      problem: 'has more than half of its pairs of instances at distance 0: the rbf kernel has no width',
      ...none,
    };
  }
  const { rows: n, data } = squaredDistances(side, context);
  const factor = -1 / (2 * sigma * sigma);
  const kernel = matrix(
    n,
    n,
    data.map((squared) => Math.exp(factor * squared)),
  );
  const centredKernel = debiased ? unbiasedCentre(kernel) : doubleCentre(kernel);
  return { ...none, problem: null, form: 'packed', packed: packIsometric(centredKernel) };
}

/** ⟨HKH, HLH⟩, or n(n−3) times the unbiased estimate where the sides keep a diagonal. */
function hsic(product: number, a: Prepared, b: Prepared): number {
  if (a.diagonal.length === 0) return product;
  // Song et al., eq. 5, for K with zero row sums: taking out the diagonal d leaves the row sums −d.
  const n = a.diagonal.length;
  const shared = dot(a.diagonal, b.diagonal);
  const unbiased =
    product - shared + (sum(a.diagonal) * sum(b.diagonal)) / ((n - 1) * (n - 2)) - (2 / (n - 2)) * shared;
  return Math.abs(unbiased) <= ROUNDING * product ? 0 : unbiased;
}

/** tr(K·L) without making an N×N matrix of features. */
function kernelProduct(a: Prepared, b: Prepared, { linalg, precision }: MeasureContext): number {
  if (a.form === 'packed' && b.form === 'packed') return innerProduct(a.packed, b.packed, { linalg });
  if (a.form === 'features' && b.form === 'features') {
    if (a === b) return squaredNorm(linalg.gram(a.matrix, { precision }).data);
    return squaredNorm(linalg.multiply(a.matrix, b.matrix, { transposeA: true, precision }).data);
  }
  if (a.form === 'kernel' && b.form === 'kernel') return dot(a.matrix.data, b.matrix.data);
  const [kernel, features] = a.form === 'kernel' ? [a.matrix, b.matrix] : [b.matrix, a.matrix];
  return dot(linalg.multiply(kernel, features, { precision }).data, features.data);
}
