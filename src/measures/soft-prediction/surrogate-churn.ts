import { functional, undefinedBecause, value } from '../measure';
import { differentClasses, NO_PROBABILITIES, probabilities } from '../shared/outputs';

/**
 * Half the mean L₁ distance of two models' class distributions, each over its largest entry and raised to α; ≥ 0.
 * Survey §4.3; Bhojanapalli et al., 2021. As α grows it becomes the disagreement. Undefined for outputs that hold classes only.
 */
export const surrogateChurn = functional({
  arity: 'pair',
  id: 'surrogate-churn',
  name: 'Surrogate churn',
  family: 'soft-prediction',
  kind: 'distance',
  range: [0, null],
  rangeNote: 'at most C/2',
  identity: 0,
  symmetric: true,
  metric: false,
  needs: [],
  parameters: {
    alpha: { type: 'number', default: 1, above: 0, help: 'Sharpness α: larger counts little but the largest class.' },
  },
  references: [
    {
      survey: '4.3',
      paper:
        'Bhojanapalli, Wilber, Veit, Rawat, Kim, Menon, Kumar: On the Reproducibility of Neural Network Predictions. arXiv 2102.03349, 2021',
    },
  ],
  formula: '(1/2N) Σᵢ ‖(Oᵢ/max Oᵢ)^α − (O′ᵢ/max O′ᵢ)^α‖₁',
  summary: 'A smooth stand-in for disagreement: counts near-ties less than opposite certainties.',
  cost: 'O(N·C)',

  prepare(side, { alpha }) {
    const scores = probabilities(side);
    if (!scores) return { sharpened: null, cols: 0 };
    const { cols, data } = scores;
    const sharpened = new Float64Array(data.length);
    for (let start = 0; start < data.length; start += cols) {
      let largest = 0;
      for (let at = start; at < start + cols; at++) largest = Math.max(largest, data[at]!);
      for (let at = start; at < start + cols; at++) sharpened[at] = (data[at]! / largest) ** alpha;
    }
    return { sharpened, cols };
  },

  compare({ sharpened: a, cols }, { sharpened: b, cols: others }) {
    if (!a || !b) return undefinedBecause(NO_PROBABILITIES);
    const different = differentClasses({ cols }, { cols: others });
    if (different !== undefined) return undefinedBecause(different);
    const n = a.length / cols;
    if (a.length === 0) return undefinedBecause('There are no instances.');
    const churn = Array.from({ length: n }, (_, i) => {
      let total = 0;
      for (let at = i * cols; at < (i + 1) * cols; at++) total += Math.abs(a[at]! - b[at]!);
      return total / 2;
    });
    return value(churn.reduce((total, each) => total + each, 0) / n, { details: { perInstance: { churn } } });
  },
});
