import { functional, undefinedBecause, value } from '../measure';
import { differentClasses, NO_PROBABILITIES, probabilities } from '../shared/outputs';

/**
 * The mean distance of the models' class distributions from their average; ≥ 0.
 * Survey §4.3; Shamir & Coviello, 2020. Undefined for outputs that hold classes only.
 */
export const predictionDifference = functional({
  arity: 'group',
  id: 'prediction-difference',
  name: 'Prediction difference',
  family: 'soft-prediction',
  kind: 'distance',
  range: [0, null],
  rangeNote: 'below 2 for p = 1, below √2 for p = 2',
  identity: 0,
  symmetric: true,
  metric: false,
  needs: ['group'],
  parameters: { p: { type: 'choice', choices: ['1', '2'], default: '1', help: 'Of the norm ‖·‖_p.' } },
  references: [
    {
      survey: '4.3',
      paper: 'Shamir, Coviello: Anti-Distillation: Improving Reproducibility of Deep Networks. arXiv 2010.09923, 2020',
    },
  ],
  formula: '(1/MN) Σᵢ Σ_m ‖Oᵢ⁽ᵐ⁾ − Ōᵢ‖_p, Ō = mean over models',
  summary: 'How far do single models stray from what they say together?',
  cost: 'O(M·N·C)',

  prepare: (side) => ({ probabilities: probabilities(side) }),

  compareAll(all, { p }) {
    const models = all.flatMap(({ probabilities: scores }) => (scores ? [scores] : []));
    if (models.length < all.length) return undefinedBecause(NO_PROBABILITIES);
    const different = differentClasses(...models);
    if (different !== undefined) return undefinedBecause(different);
    const { rows: n, cols } = models[0]!;
    if (n === 0) return undefinedBecause('There are no instances.');
    const difference = Array.from({ length: n }, (_, i) => {
      const rows = models.map(({ data }) => data.subarray(i * cols, (i + 1) * cols));
      const mean = Float64Array.from(
        { length: cols },
        (_, c) => rows.reduce((sum, row) => sum + row[c]!, 0) / rows.length,
      );
      return rows.reduce((sum, row) => sum + distance(row, mean, p), 0) / rows.length;
    });
    return value(difference.reduce((total, each) => total + each, 0) / n, { details: { perInstance: { difference } } });
  },
});

function distance(a: Float64Array, b: Float64Array, p: '1' | '2'): number {
  const gaps = a.map((entry, c) => Math.abs(entry - b[c]!));
  return p === '1' ? gaps.reduce((sum, gap) => sum + gap, 0) : Math.sqrt(gaps.reduce((sum, gap) => sum + gap * gap, 0));
}
