import { functional, undefinedBecause, value } from '../measure';
import { disagreementRate, votesOf, votingProblem } from './votes';

/**
 * The largest disagreement of any two of the models; in [0, 1].
 * Survey §4.2; Marx, Calmon & Ustun, 2020.
 */
export const discrepancy = functional({
  arity: 'group',
  id: 'discrepancy',
  name: 'Discrepancy',
  family: 'hard-prediction',
  kind: 'distance',
  range: [0, 1],
  identity: 0,
  symmetric: true,
  metric: false,
  needs: ['group'],
  parameters: {},
  references: [{ survey: '4.2', paper: 'Marx, Calmon, Ustun: Predictive Multiplicity in Classification. ICML 2020' }],
  formula: 'max over pairs of models of their disagreement',
  summary: 'The worst case: how differently can two of these models decide?',
  cost: 'O(M²·N)',

  prepare: (side) => votesOf(side),

  compareAll(all) {
    const problem = votingProblem(all);
    if (problem !== undefined) return undefinedBecause(problem);
    let most = 0;
    let pair = [0, Math.min(1, all.length - 1)];
    all.forEach((a, i) => {
      all.slice(i + 1).forEach((b, offset) => {
        const rate = disagreementRate(a.classes, b.classes);
        if (rate > most) [most, pair] = [rate, [i, i + 1 + offset]];
      });
    });
    return value(most, { details: { pair } });
  },
});
