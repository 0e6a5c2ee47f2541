import type { Matrix } from '../../linalg/matrix';
import { invariances, representational, value } from '../measure';
import { centred } from '../shared/centre';
import { uninformative } from '../shared/informative';
import { blame, clip } from '../shared/outcomes';
import { centredRange } from '../shared/range';
import { rankTolerance } from '../shared/rank';
import { permuteBasis, rankProblem, type CcaSide } from './correlations';

interface Prepared extends CcaSide {
  /** Uᵀ·HR, r×D: the neurons in the basis. */
  readonly neurons: Matrix;
}

/**
 * Canonical correlations weighted by how much of the first representation each direction carries; in [0, 1].
 * N×D and N×D′, not symmetric. Survey §3.1; Morcos et al., 2018. Undefined where a side is constant.
 */
export const pwcca = representational({
  arity: 'pair',
  id: 'pwcca',
  name: 'Projection-weighted CCA (PWCCA)',
  family: 'cca',
  kind: 'similarity',
  range: [0, 1],
  identity: 1,
  symmetric: false,
  metric: false,
  invariances: invariances('101010', '111111'),
  needs: [],
  parameters: { rankTolerance },
  references: [
    {
      survey: '3.1',
      paper:
        'Morcos, Raghu, Bengio: Insights on Representational Similarity in Neural Networks with Canonical Correlation. NeurIPS 2018',
    },
  ],
  formula: 'Σαᵢρᵢ / Σαᵢ; αᵢ = Σⱼ |hᵢᵀ(HR)ⱼ|, hᵢ the unit canonical variates of R',
  summary: 'Canonical correlation in which the directions that the first layer really uses count most.',
  cost: 'O(N·D²)',
  differences:
    'Well-known code weights by canonical directions without the inverse root of the covariance; here by the unit canonical variates, as the paper’s formula says.',

  prepare(side, { rankTolerance }, context): Prepared {
    const range = centredRange(side, rankTolerance, context);
    const problem = rankProblem(range);
    const neurons = problem === null ? context.linalg.multiply(range.u, centred(side), { transposeA: true }) : range.u;
    return { problem, u: range.u, width: side.subject.matrix.cols, neurons };
  },

  permute: permuteBasis,

  compare(a, b, _params, { linalg }) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    const { u: directions, s } = linalg.leftSvd(linalg.multiply(a.u, b.u, { transposeA: true }));
    const correlations = Array.from(s, (rho) => clip(rho, 0, 1));
    const weights = absoluteRowSums(linalg.multiply(directions, a.neurons, { transposeA: true }));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const weighted = correlations.reduce((sum, rho, i) => sum + weights[i]! * rho, 0);
    return value(weighted / total, {
      details: { correlations, weights: weights.map((weight) => weight / total), ranks: [a.u.cols, b.u.cols] },
      warnings: uninformative(a.u, b.u),
    });
  },
});

function absoluteRowSums({ rows, cols, data }: Matrix): number[] {
  return Array.from({ length: rows }, (_, i) => {
    let total = 0;
    for (let at = i * cols; at < (i + 1) * cols; at++) total += Math.abs(data[at]!);
    return total;
  });
}
