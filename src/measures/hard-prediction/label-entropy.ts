import { functional, undefinedBecause, value } from '../measure';
import { clip } from '../shared/outcomes';
import { surveyed } from '../shared/survey';
import { tally, votesOf, votingProblem } from './votes';

/**
 * The mean entropy of the models' votes on an instance, in nats; in [0, ln min(C, M)].
 * Survey §4.2.
 */
export const labelEntropy = functional({
  arity: 'group',
  id: 'label-entropy',
  name: 'Label entropy',
  family: 'hard-prediction',
  kind: 'distance',
  range: [0, null],
  rangeNote: 'at most ln min(C, M)',
  identity: 0,
  symmetric: true,
  metric: false,
  needs: ['group'],
  parameters: {},
  references: [surveyed('4.2')],
  formula: '(1/N) Σᵢ −Σ_c p_ic ln p_ic, p_ic = share of models that give class c to instance i',
  summary: 'How scattered are the votes on an instance? Unlike ambiguity, it tells one dissenter from a split.',
  cost: 'O(M·N + N·C)',

  prepare: (side) => votesOf(side),

  compareAll(all) {
    const problem = votingProblem(all);
    if (problem !== undefined) return undefinedBecause(problem);
    const { counts, classes, n } = tally(all);
    const models = all.length;
    const entropies = Array.from({ length: n }, (_, i) => {
      let entropy = 0;
      for (const count of counts.subarray(i * classes, (i + 1) * classes)) {
        if (count > 0 && count < models) entropy -= (count / models) * Math.log(count / models);
      }
      return entropy;
    });
    const mean = entropies.reduce((total, entropy) => total + entropy, 0) / n;
    return value(clip(mean, 0, Math.log(Math.min(classes, models))), {
      details: { perInstance: { entropy: entropies } },
    });
  },
});
