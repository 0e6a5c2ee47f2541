import { functional, undefinedBecause, value } from '../measure';
import { votesOf, votingProblem } from './votes';

/**
 * The share of instances on which two models predict different classes; in [0, 1].
 * Survey §4.2; Madani et al., 2004. Ties of the largest score go to the first class.
 */
export const disagreement = functional({
  arity: 'pair',
  id: 'disagreement',
  name: 'Disagreement',
  family: 'hard-prediction',
  kind: 'distance',
  range: [0, 1],
  identity: 0,
  symmetric: true,
  metric: true,
  needs: [],
  parameters: {},
  references: [
    {
      survey: '4.2',
      paper:
        'Madani, Pennock, Flake: Co-Validation: Using Model Disagreement to Validate Classification Algorithms. NeurIPS 2004',
    },
  ],
  formula: '(1/N) Σᵢ [argmax Oᵢ ≠ argmax O′ᵢ]',
  summary: 'On how many instances do the two models decide differently? Needs no labels.',
  cost: 'O(N·C)',

  prepare: (side) => votesOf(side),

  compare(a, b) {
    const problem = votingProblem([a, b]);
    if (problem !== undefined) return undefinedBecause(problem);
    const n = a.classes.length;
    const differs = Array.from(a.classes, (predicted, i) => (predicted === b.classes[i] ? 0 : 1));
    const count = differs.reduce<number>((total, differing) => total + differing, 0);
    return value(count / n, { details: { count, perInstance: { differs } } });
  },
});
