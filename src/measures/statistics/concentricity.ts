import { dot, norm } from '../../linalg/vector';
import { invariances, representational, undefinedBecause, value } from '../measure';
import { meanRow } from '../shared/columns';
import { spreadOverModels, TOO_FEW_MODELS } from './spread';

const NO_MEAN = 'The mean instance is zero: it has no direction.';

/** A mean this small against the instances is rounding. */
const NEGLIGIBLE = 1e-12;

/**
 * The mean cosine of the instances of N×D with their mean; in [−1, 1]. With `variance`, how each instance's cosine spreads over
 * three or more models. Survey §3.6; Wang et al., 2022. Zero rows are left out; undefined where the mean instance is zero.
 */
export const concentricity = representational({
  arity: 'statistic',
  id: 'concentricity',
  name: 'Concentricity',
  family: 'statistics',
  kind: 'statistic',
  range: [-1, 1],
  identity: null,
  symmetric: true,
  metric: false,
  invariances: invariances('111000'),
  needs: [],
  parameters: {
    variance: {
      type: 'boolean',
      default: false,
      help: 'The spread of every instance’s cosine over three or more models, instead of one mean.',
    },
  },
  variants: [{ when: { variance: true }, facts: { range: [0, 0.5] } }],
  references: [
    {
      survey: '3.6',
      paper:
        'Wang, Rao, Guo, Wang, Liu, Guan: Towards Understanding the Instability of Network Embedding. IEEE TKDE 34(2), 2022',
    },
  ],
  formula: '(1/N) Σᵢ cos(Rᵢ, (1/N) Σⱼ Rⱼ)',
  summary: 'How narrow the cone of instances is: 1 when all point the same way.',
  cost: 'O(N·D)',

  prepare({ subject: { matrix } }) {
    const { rows, cols, data } = matrix;
    const mean = meanRow(matrix);
    const length = norm(mean);
    const largest = data.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
    const hasMean = length > NEGLIGIBLE * largest;
    /** NaN marks a zero row: it has no direction. */
    const cosines = new Float64Array(rows).fill(NaN);
    for (let i = 0; i < rows; i++) {
      const row = data.subarray(i * cols, (i + 1) * cols);
      const own = norm(row);
      if (own > 0) cosines[i] = dot(row, mean) / (own * length);
    }
    return { hasMean, cosines };
  },

  describe({ hasMean, cosines }, { variance }) {
    if (variance) return undefinedBecause(TOO_FEW_MODELS);
    if (!hasMean) return undefinedBecause(NO_MEAN);
    const directed = cosines.filter((cosine) => !Number.isNaN(cosine));
    const mean = directed.reduce((total, cosine) => total + cosine, 0) / directed.length;
    const left = cosines.length - directed.length;
    return value(Math.min(Math.max(mean, -1), 1), left > 0 ? { warnings: [`Left out ${left} zero rows.`] } : {});
  },

  describeAll(all) {
    if (all.some(({ hasMean }) => !hasMean)) return undefinedBecause(NO_MEAN);
    const count = all[0]?.cosines.length ?? 0;
    const everywhere = Array.from({ length: count }, (_, i) => i).filter((i) =>
      all.every(({ cosines }) => !Number.isNaN(cosines[i])),
    );
    if (everywhere.length === 0) return undefinedBecause('No instance is different from zero in every model.');
    return spreadOverModels(all.map(({ cosines }) => Float64Array.from(everywhere, (i) => cosines[i]!)));
  },
});
