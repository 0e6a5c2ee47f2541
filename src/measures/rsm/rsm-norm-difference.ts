import { matrix, type Matrix } from '../../linalg/matrix';
import { norm } from '../../linalg/vector';
import { packIsometric, permutePacked, unpackIsometric } from '../../linalg/packed';
import { invariances, representational, value, type MeasureContext, type Variant } from '../measure';
import { LARGEST_SQUARE } from '../shared/limits';
import { blame, tooManyInstances, type Problem } from '../shared/outcomes';
import { eachLowerRow, pairwise, type Pairwise } from '../shared/pairwise';
import { kernels, similarities } from '../shared/rsm';
import { surveyed } from '../shared/survey';
import { takeRows } from '../shared/rows';

interface Prepared {
  readonly problem: Problem;
  /** S, N×N, packed; empty where `tiled` stands for it. */
  readonly similarities: Float64Array;
  /** S of many instances. */
  readonly tiled?: Pairwise;
  /** R, N×D: the difference of two linear kernels has rank D + D′ at most. */
  readonly rows: Matrix;
}

const kernel = (name: string, flags: string): Variant => ({
  when: { kernel: name },
  facts: { invariances: invariances(flags) },
});

/**
 * The norm of the difference of two RSMs, ‖S − S′‖; ≥ 0, a metric. N×D and N×D′.
 * Survey §3.3. Frobenius or spectral norm.
 */
export const rsmNormDifference = representational({
  arity: 'pair',
  id: 'rsm-norm-difference',
  name: 'Norm of RSM difference',
  family: 'rsm',
  kind: 'distance',
  range: [0, null],
  identity: 0,
  symmetric: true,
  metric: true,
  invariances: invariances('110000'),
  needs: [],
  parameters: {
    kernel: { type: 'choice', choices: kernels, default: 'linear', help: 'Similarity of two instances.' },
    norm: {
      type: 'choice',
      choices: ['frobenius', 'spectral'],
      default: 'frobenius',
      help: 'Of the difference: over all pairs of instances, or along its largest direction.',
    },
  },
  variants: [
    kernel('cosine', '111000'),
    kernel('pearson', '101000'),
    kernel('euclidean', '110010'),
    kernel('rbf', '111010'),
  ],
  references: [
    surveyed('3.3'),
    {
      survey: '3.3',
      paper: 'Yin, Shen: On the Dimensionality of Word Embedding. NeurIPS 2018',
    },
  ],
  formula: '‖S − S′‖, Sᵢⱼ = Rᵢ·Rⱼ',
  summary: 'How much do the similarities of instances differ, in their own units? Scale counts.',
  cost: `O(N²·D) time, spectral up to O(N³); O(N²) memory up to ${LARGEST_SQUARE} instances, O(N·D) above`,

  prepare(side, { kernel, norm }, context): Prepared {
    const rows = side.subject.matrix;
    const nothing = { similarities: new Float64Array(0), rows };
    if (rows.rows <= LARGEST_SQUARE) {
      return { problem: null, rows, similarities: packIsometric(similarities(side, kernel, context)) };
    }
    // The width of the rbf kernel is a median of all distances; a spectral norm needs the matrix, unless its rank is low.
    if (kernel === 'rbf' || (norm === 'spectral' && kernel !== 'linear')) {
      return { problem: tooManyInstances(rows.rows, LARGEST_SQUARE), ...nothing };
    }
    return { problem: null, ...nothing, ...(norm === 'frobenius' && { tiled: pairwise(side, kernel) }) };
  },

  permute: (side, order) =>
    side.tiled
      ? null
      : { ...side, similarities: permutePacked(side.similarities, order), rows: takeRows(side.rows, order) },

  compare(a, b, params, context) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    if (params.norm === 'spectral') return value(spectralNorm(a, b, params.kernel === 'linear', context));
    return value(a.tiled && b.tiled ? tiledNorm(a.tiled, b.tiled, context) : norm(difference(a, b)));
  },
});

/** S − S′, packed. */
function difference(a: Prepared, b: Prepared): Float64Array {
  return a.similarities.map((entry, at) => entry - b.similarities[at]!);
}

/** ‖S − S′‖ of matrices that are never there as a whole. */
function tiledNorm(a: Pairwise, b: Pairwise, context: MeasureContext): number {
  let total = 0;
  eachLowerRow([a, b], context, (i, [rowA, rowB]) => {
    for (let j = 0; j <= i; j++) total += (i === j ? 1 : 2) * (rowA![j]! - rowB![j]!) ** 2;
  });
  return Math.sqrt(total);
}

/** The largest |eigenvalue| of S − S′. */
function spectralNorm(a: Prepared, b: Prepared, linear: boolean, { linalg }: MeasureContext): number {
  const low = linear && (a.similarities.length === 0 || a.rows.cols + b.rows.cols < a.rows.rows);
  const eigenvalues = linalg.eigenvalues(
    low ? compressed(a.rows, b.rows, { linalg }) : unpackIsometric(difference(a, b)),
  );
  return Math.max(Math.abs(eigenvalues[0]!), Math.abs(eigenvalues[eigenvalues.length - 1]!));
}

/** With [R R′] = QT, S − S′ = Q·T·diag(I, −I)·Tᵀ·Qᵀ has the eigenvalues of the small T·diag(I, −I)·Tᵀ, and zeros. */
function compressed(left: Matrix, right: Matrix, { linalg }: Pick<MeasureContext, 'linalg'>): Matrix {
  const cols = left.cols + right.cols;
  const joined = matrix(left.rows, cols);
  for (let i = 0; i < left.rows; i++) {
    joined.data.set(left.data.subarray(i * left.cols, (i + 1) * left.cols), i * cols);
    joined.data.set(right.data.subarray(i * right.cols, (i + 1) * right.cols), i * cols + left.cols);
  }
  const { r } = linalg.qr(joined);
  const signed = matrix(
    r.rows,
    r.cols,
    r.data.map((entry, at) => (at % cols < left.cols ? entry : -entry)),
  );
  return linalg.multiply(signed, r, { transposeB: true });
}
