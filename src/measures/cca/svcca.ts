import { firstColumns } from '../../linalg/shape';
import { invariances, representational, value } from '../measure';
import { uninformative } from '../shared/informative';
import { blame } from '../shared/outcomes';
import { centredRange, type Range } from '../shared/range';
import { rankTolerance } from '../shared/rank';
import { canonicalCorrelations, permuteBasis, rankProblem, type CcaSide } from './correlations';

/**
 * Mean canonical correlation of the principal components that keep a share t of the variance; in [0, 1].
 * N×D and N×D′. Survey §3.1; Raghu et al., 2017. Undefined where a side is constant.
 */
export const svcca = representational({
  arity: 'pair',
  id: 'svcca',
  name: 'Singular vector CCA (SVCCA)',
  family: 'cca',
  kind: 'similarity',
  range: [0, 1],
  identity: 1,
  symmetric: true,
  metric: false,
  invariances: invariances('111010'),
  needs: [],
  parameters: {
    t: { type: 'number', default: 0.99, above: 0, max: 1, help: 'Share of the variance that the components keep.' },
    rankTolerance,
  },
  references: [
    {
      survey: '3.1',
      paper:
        'Raghu, Gilmer, Yosinski, Sohl-Dickstein: SVCCA: Singular Vector Canonical Correlation Analysis for Deep Learning Dynamics and Interpretability. NeurIPS 2017',
    },
  ],
  formula: 'mean-cca of the first k principal components of each side, k smallest with Σᵢ≤ₖ sᵢ² ≥ t·Σ sᵢ²',
  summary: 'Canonical correlation without the directions of least variance, which are often noise.',
  cost: 'O(N·D²)',
  differences: 'The original code holds t against singular values; here against their squares, the variance.',

  prepare(side, { t, rankTolerance }, context): CcaSide {
    const range = centredRange(side, rankTolerance, context);
    return {
      problem: rankProblem(range),
      u: firstColumns(range.u, componentsFor(t, range)),
      width: side.subject.matrix.cols,
    };
  },

  permute: permuteBasis,

  compare(a, b, _params, context) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    const correlations = canonicalCorrelations(a, b, context);
    const mean = correlations.reduce((sum, rho) => sum + rho, 0) / correlations.length;
    return value(mean, {
      details: { correlations, kept: [a.u.cols, b.u.cols] },
      warnings: uninformative(a.u, b.u),
    });
  },
});

/** The fewest components that hold a share `t` of the variance; never more than are live. */
function componentsFor(t: number, { s, total }: Range): number {
  let kept = 0;
  for (let k = 0; k < s.length; k++) {
    kept += s[k]! * s[k]!;
    if (kept >= t * total) return k + 1;
  }
  return s.length;
}
