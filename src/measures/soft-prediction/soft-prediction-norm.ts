import { functional, undefinedBecause, value } from '../measure';
import { differentClasses, NO_PROBABILITIES, probabilities } from '../shared/outputs';
import { surveyed } from '../shared/survey';

/**
 * Half the mean Euclidean distance of two models' class distributions; in [0, 1/√2].
 * Survey §4.3. Undefined for outputs that hold classes only.
 */
export const softPredictionNorm = functional({
  arity: 'pair',
  id: 'soft-prediction-norm',
  name: 'Norm of soft-prediction difference',
  family: 'soft-prediction',
  kind: 'distance',
  range: [0, Math.SQRT1_2],
  identity: 0,
  symmetric: true,
  metric: true,
  needs: [],
  parameters: {},
  references: [surveyed('4.3')],
  formula: '(1/2N) Σᵢ ‖Oᵢ − O′ᵢ‖₂',
  summary: 'How far apart are the predicted probabilities, as points?',
  cost: 'O(N·C)',

  prepare: (side) => ({ probabilities: probabilities(side) }),

  compare({ probabilities: a }, { probabilities: b }) {
    if (!a || !b) return undefinedBecause(NO_PROBABILITIES);
    const different = differentClasses(a, b);
    if (different !== undefined) return undefinedBecause(different);
    const { rows: n, cols } = a;
    if (n === 0) return undefinedBecause('There are no instances.');
    const distances = Array.from({ length: n }, (_, i) => {
      let squared = 0;
      for (let at = i * cols; at < (i + 1) * cols; at++) squared += (a.data[at]! - b.data[at]!) ** 2;
      return Math.sqrt(squared) / 2;
    });
    return value(distances.reduce((total, distance) => total + distance, 0) / n, {
      details: { perInstance: { difference: distances } },
    });
  },
});
