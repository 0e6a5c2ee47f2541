import type { Matrix } from '../../linalg/matrix';
import { squaredNorm } from '../../linalg/vector';
import { invariances, representational, undefinedBecause, value } from '../measure';
import { uninformative } from '../shared/informative';
import { centred } from '../shared/centre';
import { clip } from '../shared/outcomes';
import { centredRange } from '../shared/range';
import { rankTolerance } from '../shared/rank';
import { takeRows } from '../shared/rows';

interface Prepared {
  /** orth(HR), N×r: what the side can predict. */
  readonly u: Matrix;
  /** HR, N×D: what there is to predict. */
  readonly centred: Matrix;
  /** ‖HR‖². */
  readonly variance: number;
}

/**
 * The share of one representation’s variance that a linear map of the other explains; in [0, 1]. N×D and N×D′.
 * Survey §3.2; Kornblith et al., 2019. Undefined where the predicted side is constant; a constant predictor gives 0.
 */
export const linearRegressionR2 = representational({
  arity: 'pair',
  id: 'linear-regression-r2',
  name: 'Linear regression R²',
  family: 'alignment',
  kind: 'similarity',
  range: [0, 1],
  identity: 1,
  symmetric: false,
  metric: false,
  invariances: invariances('111111', '111010'),
  needs: [],
  parameters: {
    direction: {
      type: 'choice',
      choices: ['forward', 'backward'],
      default: 'forward',
      help: 'forward: the first predicts the second; backward: the second predicts the first.',
    },
    rankTolerance,
  },
  variants: [{ when: { direction: 'backward' }, facts: { invariances: invariances('111010', '111111') } }],
  references: [
    {
      survey: '3.2',
      paper: 'Kornblith, Norouzi, Lee, Hinton: Similarity of Neural Network Representations Revisited. ICML 2019',
    },
    {
      survey: '3.2',
      paper:
        'Li, Yosinski, Clune, Lipson, Hopcroft: Convergent Learning: Do Different Neural Networks Learn the Same Representations? ICLR 2016',
    },
  ],
  formula: '‖QᵀR′‖² / ‖R′‖², Q = orth(R), both centred',
  summary: 'How much of one layer can be read off the other by a linear map? Tells which of the two holds more.',
  cost: 'O(N·D²)',
  differences: 'The survey prints two expressions of opposite directions; forward is the first of them.',

  prepare(side, { rankTolerance }, context): Prepared {
    const rows = centred(side);
    return { u: centredRange(side, rankTolerance, context).u, centred: rows, variance: squaredNorm(rows.data) };
  },

  permute: (side, order) => ({ ...side, u: takeRows(side.u, order), centred: takeRows(side.centred, order) }),

  compare(a, b, { direction }, { linalg }) {
    const [predictor, predicted] = direction === 'forward' ? [a, b] : [b, a];
    if (predicted.variance === 0) return undefinedBecause('Nothing to predict: the predicted side is constant.');
    const rank = predictor.u.cols;
    if (rank === 0) return value(0, { details: { rank } });
    const explained = squaredNorm(linalg.multiply(predictor.u, predicted.centred, { transposeA: true }).data);
    return value(clip(explained / predicted.variance, 0, 1), {
      details: { rank },
      warnings: uninformative(predictor.u),
    });
  },
});
