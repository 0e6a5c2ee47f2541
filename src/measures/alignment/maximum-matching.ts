import { matrix, type Matrix } from '../../linalg/matrix';
import { invariances, representational, value, type MeasureContext } from '../measure';
import { rawRange } from '../shared/range';
import { countLive, noiseLevel } from '../shared/rank';
import { takeRows } from '../shared/rows';

interface Prepared {
  /** N×D. */
  readonly columns: Matrix;
  /** ‖R₋ⱼ‖² for every column. */
  readonly squares: Float64Array;
  /** orth(R), N×r. */
  readonly basis: Matrix;
  /** Share of s₁ up to which a singular value is rounding noise. */
  readonly noise: number;
}

/** Rounding of a squared residual, as a share of the squared column. */
const ROUNDING = 1e-12;

/**
 * The share of neurons in the greatest simple match: column sets J, J′ such that every column of each lies within
 * ε·norm of the span of the other; in [0, 1]. N×D and N×D′. Survey §3.2; Wang et al., 2018.
 * A zero column matches trivially.
 */
export const maximumMatching = representational({
  arity: 'pair',
  id: 'maximum-matching',
  name: 'Maximum matching similarity',
  family: 'alignment',
  kind: 'similarity',
  range: [0, 1],
  identity: 1,
  symmetric: true,
  metric: false,
  invariances: invariances('101000'),
  needs: [],
  parameters: {
    epsilon: {
      type: 'number',
      default: 0.5,
      min: 0,
      max: 1,
      help: 'How far from the other span a neuron may lie, as a share of its norm.',
    },
  },
  references: [
    {
      survey: '3.2',
      paper:
        'Wang, Hu, Gu, Hu, Wu, He, Hopcroft: Towards Understanding Learning Representations: To What Extent Do Different Neural Networks Learn the Same Representation. NeurIPS 2018',
    },
  ],
  formula: '(|J| + |J′|) / (D + D′), J, J′ greatest with dist(R₋ⱼ, span R′_J′) ≤ ε‖R₋ⱼ‖ for j in J, and conversely',
  summary: 'What share of the neurons is, as a set, explained by neurons of the other layer? Uncentred.',
  cost: 'O(N·D²) a round of deletions, few rounds',
  differences: 'In the original code a zero column never matches.',

  prepare(side, _params, context): Prepared {
    const { matrix: columns, storedAs } = side.subject;
    const { rows, cols, data } = columns;
    const squares = new Float64Array(cols);
    for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < cols; j++, at++) squares[j]! += data[at]! * data[at]!;
    return {
      columns,
      squares,
      basis: rawRange(side, null, context).u,
      noise: noiseLevel(rows, cols, storedAs),
    };
  },

  permute: (side, order) => ({
    ...side,
    columns: takeRows(side.columns, order),
    basis: takeRows(side.basis, order),
  }),

  compare(a, b, { epsilon }, context) {
    let kept: readonly [Int32Array, Int32Array] = [everyColumn(a), everyColumn(b)];
    // Deleting is monotone: the order does not matter, and the fixpoint is the greatest match.
    for (;;) {
      const left = explained(a, kept[0], b, kept[1], epsilon, context);
      const right = explained(b, kept[1], a, left, epsilon, context);
      const stable = left.length === kept[0].length && right.length === kept[1].length;
      kept = [left, right];
      if (stable) break;
      context.progress(0);
    }
    const [left, right] = kept;
    return value((left.length + right.length) / (a.columns.cols + b.columns.cols), {
      details: { matched: [left.length, right.length] },
    });
  },
});

function everyColumn({ columns }: Prepared): Int32Array {
  return Int32Array.from({ length: columns.cols }, (_, j) => j);
}

/** Those of `kept` columns that lie within ε of the span of the `other` side's columns. */
function explained(
  side: Prepared,
  kept: Int32Array,
  other: Prepared,
  otherKept: Int32Array,
  epsilon: number,
  context: MeasureContext,
): Int32Array {
  const basis = spanOf(other, otherKept, context);
  const { data, cols } = context.linalg.multiply(basis, takeColumns(side.columns, kept), { transposeA: true });
  const within = new Float64Array(cols);
  for (let at = 0; at < data.length; at++) within[at % cols]! += data[at]! * data[at]!;
  const allowed = epsilon * epsilon + ROUNDING;
  return kept.filter((j, at) => side.squares[j]! - within[at]! <= allowed * side.squares[j]!);
}

/** An orthonormal basis of the span of some columns. */
function spanOf({ columns, basis, noise }: Prepared, kept: Int32Array, { linalg }: MeasureContext): Matrix {
  if (kept.length === columns.cols) return basis;
  const { u, s } = linalg.leftSvd(takeColumns(columns, kept));
  return takeColumns(
    u,
    Int32Array.from({ length: countLive(s, noise) }, (_, j) => j),
  );
}

function takeColumns({ rows, cols, data }: Matrix, columns: Int32Array): Matrix {
  if (columns.length === cols) return matrix(rows, cols, data);
  const taken = new Float64Array(rows * columns.length);
  for (let i = 0, at = 0; i < rows; i++) for (const j of columns) taken[at++] = data[i * cols + j]!;
  return matrix(rows, columns.length, taken);
}
