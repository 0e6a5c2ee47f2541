import type { Matrix } from '../../linalg/matrix';
import { transpose } from '../../linalg/shape';
import { invariances, representational, value } from '../measure';
import { standardised } from '../shared/correlations';
import { clip } from '../shared/outcomes';
import { bestTotal } from './permuted';
import { takeRows } from '../shared/rows';

/**
 * The mean correlation of matched neurons; in [−1, 1]. N×D and N×D′. Strict: one partner each, by exact linear
 * assignment over min(D, D′) pairs. Relaxed: each neuron’s best partner, averaged over both directions.
 * Survey §3.2; Li et al., 2016. A constant neuron correlates 0.
 */
export const correlationMatch = representational({
  arity: 'pair',
  id: 'correlation-match',
  name: 'Correlation match',
  family: 'alignment',
  kind: 'similarity',
  range: [-1, 1],
  identity: 1,
  symmetric: true,
  metric: false,
  invariances: invariances('101010'),
  needs: [],
  parameters: {
    mode: {
      type: 'choice',
      choices: ['strict', 'relaxed'],
      default: 'strict',
      help: 'strict: every neuron has a partner of its own; relaxed: partners may be shared.',
    },
  },
  references: [
    {
      survey: '3.2',
      paper:
        'Li, Yosinski, Clune, Lipson, Hopcroft: Convergent Learning: Do Different Neural Networks Learn the Same Representations? ICLR 2016',
    },
  ],
  formula: 'strict: max over matchings of the mean of corr(R₋ⱼ, R′₋ₖ); relaxed: mean over j of max over k, both ways',
  summary: 'Does each neuron have a counterpart? Compares single neurons, not mixtures of them.',
  cost: 'O(N·D·D′ + D³)',

  prepare: (side) => ({ columns: standardised(side) }),

  permute: (side, order) => ({ columns: takeRows(side.columns, order) }),

  compare({ columns: a }, { columns: b }, { mode }, context) {
    const correlations = context.linalg.multiply(a, b, { transposeA: true });
    if (mode === 'relaxed') {
      return value(clip((meanRowMaximum(correlations) + meanRowMaximum(transpose(correlations))) / 2, -1, 1));
    }
    const { total, pairs } = bestTotal(correlations, context);
    return value(clip(total / pairs.length, -1, 1), { details: { pairs: Array.from(pairs) } });
  },
});

function meanRowMaximum({ rows, cols, data }: Matrix): number {
  let total = 0;
  for (let i = 0; i < rows; i++) {
    let best = -Infinity;
    for (let at = i * cols; at < (i + 1) * cols; at++) best = Math.max(best, data[at]!);
    total += best;
  }
  return total / rows;
}
