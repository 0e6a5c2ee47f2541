import { invariances, representational, value, type MeasureFacts, type Reference } from '../measure';
import { uninformative } from '../shared/informative';
import { blame } from '../shared/outcomes';
import { centredRange } from '../shared/range';
import { rankTolerance } from '../shared/rank';
import { canonicalCorrelations, hotelling, permuteBasis, rankProblem, type CcaSide } from './correlations';

const parameters = {
  divisor: {
    type: 'choice',
    choices: ['rank', 'width'],
    default: 'rank',
    help: 'Mean over the smaller rank, or over the smaller number of neurons (below 1 at identity with dead units).',
  },
  rankTolerance,
} as const;

const common = {
  arity: 'pair',
  family: 'cca',
  kind: 'similarity',
  range: [0, 1],
  identity: 1,
  symmetric: true,
  metric: false,
  invariances: invariances('111111'),
  needs: [],
  parameters,
  // With dead units fewer correlations than neurons are summed.
  variants: [{ when: { divisor: 'width' }, facts: { identity: null } }],
  cost: 'O(N·D²)',
} as const satisfies Partial<MeasureFacts> & { arity: 'pair' };

type Own = Pick<MeasureFacts, 'id' | 'name' | 'formula' | 'summary' | 'differences'> & {
  readonly references: readonly Reference[];
};

/** The mean of a function of the canonical correlations. */
function meanOf(own: Own, weigh: (rho: number) => number) {
  return representational({
    ...common,
    ...own,

    prepare(side, { rankTolerance }, context): CcaSide {
      const range = centredRange(side, rankTolerance, context);
      return { problem: rankProblem(range), u: range.u, width: side.subject.matrix.cols };
    },

    permute: permuteBasis,

    compare(a: CcaSide, b: CcaSide, { divisor }, context) {
      const unusable = blame(a.problem, b.problem);
      if (unusable) return unusable;
      const correlations = canonicalCorrelations(a, b, context);
      const total = correlations.reduce((sum, rho) => sum + weigh(rho), 0);
      const count = divisor === 'rank' ? correlations.length : Math.min(a.width, b.width);
      return value(total / count, {
        details: { correlations, ranks: [a.u.cols, b.u.cols] },
        warnings: uninformative(a.u, b.u),
      });
    },
  });
}

/**
 * Mean canonical correlation, Σρ / K of N×D and N×D′, K the smaller rank; in [0, 1].
 * Survey §3.1; Hotelling, 1936; Raghu et al., 2017. Undefined where a side is constant.
 */
export const meanCca = meanOf(
  {
    id: 'mean-cca',
    name: 'Mean canonical correlation',
    references: [
      hotelling,
      {
        survey: '3.1',
        paper: 'Raghu, Gilmer, Yosinski, Sohl-Dickstein: SVCCA. NeurIPS 2017',
      },
    ],
    formula: 'Σρ / K; ρ = singular values of UᵀU′, U = orth(HR), K = min(rank, rank′)',
    summary:
      'Do the two layers hold the same information up to any invertible linear map? Blind to variance: noise directions count as much as large ones.',
    differences: 'The survey divides by the number of neurons, so that a layer with dead units is not 1 with itself.',
  },
  (rho) => rho,
);

/**
 * Mean squared canonical correlation, Σρ² / K of N×D and N×D′ (Yanai’s generalised coefficient, R²_CCA); in [0, 1].
 * Survey §3.1; Kornblith et al., 2019. Undefined where a side is constant.
 */
export const meanSquaredCca = meanOf(
  {
    id: 'mean-squared-cca',
    name: 'Mean squared canonical correlation',
    references: [
      {
        survey: '3.1',
        paper:
          'Yanai: Unification of Various Techniques of Multivariate Analysis by Means of Generalized Coefficient of Determination. Journal of Behaviormetrics, 1974',
      },
      hotelling,
    ],
    formula: 'Σρ² / K; ρ = singular values of UᵀU′, U = orth(HR), K = min(rank, rank′)',
    summary:
      'As mean canonical correlation, but weak correlations weigh less: the share of variance the whitened layers have in common.',
    differences: 'The survey divides by the number of neurons, so that a layer with dead units is not 1 with itself.',
  },
  (rho) => rho * rho,
);
