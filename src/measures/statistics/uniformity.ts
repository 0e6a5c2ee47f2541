import { invariances, representational, value } from '../measure';
import { squaredDistanceRows } from '../shared/distances';
import { unitRows } from '../shared/unit';
import { sideOf } from '../subject';

/**
 * Log of the mean Gaussian similarity of all pairs of instances of N×D, each with itself included; ≤ 0.
 * Survey §3.6; Wang & Isola, 2020.
 */
export const uniformity = representational({
  arity: 'statistic',
  id: 'uniformity',
  name: 'Uniformity',
  family: 'statistics',
  kind: 'statistic',
  range: [null, 0],
  rangeNote: 'at least −ln N',
  identity: null,
  symmetric: true,
  metric: false,
  invariances: invariances('110010'),
  needs: [],
  parameters: {
    t: { type: 'number', default: 2, above: 0, help: 'Sharpness of the Gaussian e^(−t·d²).' },
    unitRows: { type: 'boolean', default: false, help: 'Instances divided by their length first.' },
  },
  variants: [{ when: { unitRows: true }, facts: { invariances: invariances('111000') } }],
  references: [
    {
      survey: '3.6',
      paper:
        'Wang, Isola: Understanding Contrastive Representation Learning through Alignment and Uniformity on the Hypersphere. ICML 2020',
    },
  ],
  formula: 'log (1/N²) Σᵢⱼ e^(−t‖Rᵢ−Rⱼ‖²)',
  summary:
    'How evenly the instances fill the space: the lower, the more uniform. Depends on scale unless rows are unit.',
  cost: 'O(N²·D)',

  prepare(side, params, context) {
    const { rows: n } = side.subject.matrix;
    const subject = params.unitRows ? sideOf({ ...side.subject, matrix: unitRows(side) }) : side;
    // Each instance is at distance 0 of itself, so the largest term is e⁰ = 1: this is the log-sum-exp.
    let total = 0;
    for (const row of squaredDistanceRows(subject, context)) {
      for (const squared of row) total += Math.exp(-params.t * squared);
    }
    return { logMean: Math.log(total / (n * n)) };
  },

  describe: ({ logMean }) => value(Math.min(logMean, 0)),
});
