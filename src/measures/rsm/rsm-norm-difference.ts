import { matrix, type Matrix } from '../../linalg/matrix';
import { norm } from '../../linalg/vector';
import { invariances, representational, value, type MeasureContext, type Variant } from '../measure';
import { blame, tooManyInstances, type Problem } from '../shared/outcomes';
import { kernels, similarities } from '../shared/rsm';
import { surveyed } from '../shared/survey';
import { permutePairs } from '../shared/permute';
import { takeRows } from '../shared/rows';

interface Prepared {
  readonly problem: Problem;
  /** S, N×N. */
  readonly similarities: Matrix;
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
  cost: 'O(N²·D) time, O(N²) memory; spectral up to O(N³)',

  prepare(side, { kernel }, context): Prepared {
    const rows = side.subject.matrix;
    const problem = tooManyInstances(rows.rows);
    return { problem, similarities: problem === null ? similarities(side, kernel, context) : matrix(0, 0), rows };
  },

  permute: (side, order) => ({
    ...side,
    similarities: permutePairs(side.similarities, order),
    rows: takeRows(side.rows, order),
  }),

  compare(a, b, params, context) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    if (params.norm === 'spectral') return value(spectralNorm(a, b, params.kernel === 'linear', context));
    return value(norm(difference(a, b).data));
  },
});

function difference(a: Prepared, b: Prepared): Matrix {
  const { rows, cols, data } = a.similarities;
  return matrix(
    rows,
    cols,
    data.map((entry, at) => entry - b.similarities.data[at]!),
  );
}

/** The largest |eigenvalue| of S − S′. */
function spectralNorm(a: Prepared, b: Prepared, linear: boolean, { linalg }: MeasureContext): number {
  const low = linear && a.rows.cols + b.rows.cols < a.rows.rows;
  const eigenvalues = linalg.eigenvalues(low ? compressed(a.rows, b.rows, { linalg }) : difference(a, b));
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
