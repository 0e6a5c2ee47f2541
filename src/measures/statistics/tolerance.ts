import { norm } from '../../linalg/vector';
import { invariances, representational, undefinedBecause, value } from '../measure';
import { NO_LABELS } from '../shared/labels';
import { unitRows } from '../shared/unit';

/**
 * The summed cosine of all pairs of instances of one class, over N²; in [−1, 1].
 * Survey §3.6; Wang & Liu, 2021. Needs labels.
 */
export const tolerance = representational({
  arity: 'statistic',
  id: 'tolerance',
  name: 'Tolerance',
  family: 'statistics',
  kind: 'statistic',
  range: [-1, 1],
  identity: null,
  symmetric: true,
  metric: false,
  invariances: invariances('111000'),
  needs: ['labels'],
  parameters: {},
  references: [{ survey: '3.6', paper: 'Wang, Liu: Understanding the Behaviour of Contrastive Loss. CVPR 2021' }],
  formula: '(1/N²) Σᵢⱼ cos(Rᵢ, Rⱼ)·[yᵢ = yⱼ]',
  summary: 'How closely instances of one class point the same way. Grows with class size: compare on the same labels.',
  cost: 'O(N·D)',

  prepare(side) {
    const { labels } = side.subject;
    if (!labels) return { sum: null, n: 0 };
    const { rows: n, cols, data } = unitRows(side);
    // Σᵢⱼ∈c Rᵢ·Rⱼ = ‖Σᵢ∈c Rᵢ‖²: one pass, no N×N matrix.
    const sums = new Map<number, Float64Array>();
    for (let i = 0; i < n; i++) {
      const sum = sums.get(labels[i]!) ?? new Float64Array(cols);
      sums.set(labels[i]!, sum);
      for (let j = 0; j < cols; j++) sum[j]! += data[i * cols + j]!;
    }
    return { sum: [...sums.values()].reduce((total, sum) => total + norm(sum) ** 2, 0), n };
  },

  describe: ({ sum, n }) => (sum === null ? undefinedBecause(NO_LABELS) : value(Math.min(sum / n ** 2, 1))),
});
