import type { Matrix } from '../../linalg/matrix';
import { matrix } from '../../linalg/matrix';
import { scaleColumns } from '../../linalg/shape';
import { squaredNorm } from '../../linalg/vector';
import { invariances, representational, value, type MeasureContext } from '../measure';
import { CONSTANT, blame, type Problem } from '../shared/outcomes';
import { centredRange } from '../shared/range';
import { rankTolerance } from '../shared/rank';
import { takeRows } from '../shared/rows';

interface Prepared {
  readonly problem: Problem;
  /** orth(HR), N×r. */
  readonly u: Matrix;
  /** P_λ = U·diag(weights)·Uᵀ. */
  readonly weights: Float64Array;
}

/** Below this share of ‖P‖² + ‖P′‖² the closed form of the difference has lost too many digits. */
const CANCELLATION = 1e-3;

/**
 * GULP distance ‖P_λ − P′_λ‖, P_λ = R(RᵀR + NλI)⁻¹Rᵀ of centred R·√N/‖R‖; ≥ 0, a metric. N×D and N×D′.
 * Survey §3.3; Boix-Adserà et al., 2022. Undefined where a side is constant.
 */
export const gulp = representational({
  arity: 'pair',
  id: 'gulp',
  name: 'GULP distance',
  family: 'rsm',
  kind: 'distance',
  range: [0, null],
  rangeNote: 'At most √(r + r′), r the ranks.',
  identity: 0,
  symmetric: true,
  metric: true,
  invariances: invariances('111010'),
  needs: [],
  parameters: {
    lambda: { type: 'number', default: 0, min: 0, help: 'Ridge of the regressions, relative to the mean squared row.' },
    rankTolerance,
  },
  variants: [{ when: { lambda: 0 }, facts: { invariances: invariances('111111') } }],
  references: [
    {
      survey: '3.3',
      paper:
        'Boix-Adserà, Lawrence, Stepaniants, Rigollet: GULP: A Prediction-Based Metric Between Representations. NeurIPS 2022',
    },
  ],
  formula: '‖P_λ − P′_λ‖, P_λ = U·diag(e/(e + λ))·Uᵀ, e = s²/N of HR·√N/‖HR‖ = U·diag(s)·Vᵀ',
  summary:
    'How much can the predictions of ridge regressions on the two layers differ? λ sets which directions matter.',
  cost: 'O(N·D²)',
  differences: 'The authors’ code gives the square; here the distance itself.',

  prepare(side, { lambda, rankTolerance }, context): Prepared {
    const { u, s, total } = centredRange(side, rankTolerance, context);
    if (s.length === 0) return { problem: CONSTANT, u: matrix(0, 0), weights: s };
    // Scaled to ‖R‖² = N, the eigenvalues of the covariance are s²/‖HR‖².
    const weights = s.map((each) => {
      const eigenvalue = (each * each) / total;
      return eigenvalue / (eigenvalue + lambda);
    });
    return { problem: null, u, weights };
  },

  permute: (side, order) => ({ ...side, u: takeRows(side.u, order) }),

  compare(a, b, _params, context) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    const overlap = context.linalg.multiply(a.u, b.u, { transposeA: true });
    const both = squaredNorm(a.weights) + squaredNorm(b.weights);
    const squared = both - 2 * weightedOverlap(overlap, a.weights, b.weights);
    return value(squared > CANCELLATION * both ? Math.sqrt(squared) : residual(a, b, overlap, context));
  },
});

/** tr(P·P′) = Σ wᵢw′ⱼ(uᵢ·u′ⱼ)². */
function weightedOverlap({ cols, data }: Matrix, left: Float64Array, right: Float64Array): number {
  let total = 0;
  for (let i = 0, at = 0; i < left.length; i++) {
    for (let j = 0; j < cols; j++, at++) total += left[i]! * right[j]! * data[at]! * data[at]!;
  }
  return total;
}

/** ‖P − P′‖ without cancellation: its parts on the range of U, where it is (P − P′)U, and beyond, −P′(I − UUᵀ). */
function residual(a: Prepared, b: Prepared, overlap: Matrix, { linalg }: MeasureContext): number {
  const onRange = scaleColumns(a.u, a.weights);
  subtract(onRange, linalg.multiply(scaleColumns(b.u, b.weights), overlap, { transposeB: true }));
  const beyond = scaleColumns(b.u, b.weights);
  subtract(beyond, scaleColumns(linalg.multiply(a.u, overlap), b.weights));
  return Math.sqrt(squaredNorm(onRange.data) + squaredNorm(beyond.data));
}

function subtract(from: Matrix, what: Matrix): void {
  for (let at = 0; at < from.data.length; at++) from.data[at]! -= what.data[at]!;
}
