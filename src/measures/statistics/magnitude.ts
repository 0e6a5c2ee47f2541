import { norm, squaredRowNorms } from '../../linalg/vector';
import { invariances, representational, undefinedBecause, value } from '../measure';
import { meanRow } from '../shared/columns';
import { spreadOverModels, TOO_FEW_MODELS } from './spread';

/**
 * The length of the mean instance of N×D; ≥ 0. With `variance`, how each instance's length spreads over three or more
 * models. Survey §3.6; Wang et al., 2022.
 */
export const magnitude = representational({
  arity: 'statistic',
  id: 'magnitude',
  name: 'Magnitude',
  family: 'statistics',
  kind: 'statistic',
  range: [0, null],
  identity: null,
  symmetric: true,
  metric: false,
  invariances: invariances('110000'),
  needs: [],
  parameters: {
    variance: {
      type: 'boolean',
      default: false,
      help: 'The spread of every instance’s length over three or more models, instead of one length.',
    },
  },
  variants: [{ when: { variance: true }, facts: { range: [0, 0.5] } }],
  references: [
    {
      survey: '3.6',
      paper:
        'Wang, Rao, Guo, Wang, Liu, Guan: Towards Understanding the Instability of Network Embedding. IEEE TKDE 34(2), 2022',
    },
  ],
  formula: '‖(1/N) Σᵢ Rᵢ‖; variance: (1/N) Σᵢ std(‖Rᵢ‖)/(max ‖Rᵢ‖ − min ‖Rᵢ‖) over models',
  summary: 'How far the cloud of instances lies from the origin.',
  cost: 'O(N·D)',

  prepare: ({ subject: { matrix } }) => ({
    length: norm(meanRow(matrix)),
    lengths: squaredRowNorms(matrix).map(Math.sqrt),
  }),

  streamed: {
    covers: ({ variance }) => !variance,
    judge: ({ mean }) => value(norm(mean)),
  },

  describe: ({ length }, { variance }) => (variance ? undefinedBecause(TOO_FEW_MODELS) : value(length)),

  describeAll: (all) => spreadOverModels(all.map(({ lengths }) => lengths)),
});
