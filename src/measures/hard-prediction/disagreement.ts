import { functional, undefinedBecause, value } from '../measure';
import { predictedClasses } from '../shared/outputs';

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

  prepare: (side) => ({ classes: predictedClasses(side) }),

  compare({ classes: a }, { classes: b }) {
    const n = a.length;
    if (n === 0) return undefinedBecause('There are no instances.');
    const differs = Array.from(a, (predicted, i) => (predicted === b[i] ? 0 : 1));
    const count = differs.reduce<number>((total, differing) => total + differing, 0);
    return value(count / n, { details: { count, perInstance: { differs } } });
  },
});
