import { functional, undefinedBecause, value } from '../measure';
import { clip } from '../shared/outcomes';
import { differentClasses, NO_PROBABILITIES, probabilities } from '../shared/outputs';
import { channelCapacity } from './channel-capacity';

/** A gap to the upper bound that would show in the value (bits). */
const COARSE = 1e-9;

/**
 * The mean number of distinguishable answers that the models give to an instance; in [1, min(C, M)].
 * Survey §4.3; Hsu & Calmon, 2022. Undefined for outputs that hold classes only.
 */
export const rashomonCapacity = functional({
  arity: 'group',
  id: 'rashomon-capacity',
  name: 'Rashomon capacity',
  family: 'soft-prediction',
  kind: 'distance',
  range: [1, null],
  rangeNote: 'at most min(C, M)',
  identity: 1,
  symmetric: true,
  metric: false,
  needs: ['group'],
  parameters: {},
  references: [
    {
      survey: '4.3',
      paper: 'Hsu, Calmon: Rashomon Capacity: A Metric for Predictive Multiplicity in Classification. NeurIPS 2022',
    },
  ],
  formula: '(1/N) Σᵢ 2^{Cᵢ}, Cᵢ = capacity in bits of the channel whose rows are the models’ class distributions on i',
  summary: 'How many clearly different answers does the set of models hold for an instance? 1: they all say the same.',
  cost: 'O(N·M²·C)',

  prepare: (side) => ({ probabilities: probabilities(side) }),

  compareAll(all, _params, context) {
    const models = all.flatMap(({ probabilities: scores }) => (scores ? [scores] : []));
    if (models.length < all.length) return undefinedBecause(NO_PROBABILITIES);
    const different = differentClasses(...models);
    if (different !== undefined) return undefinedBecause(different);
    const { rows: n, cols } = models[0]!;
    if (n === 0) return undefinedBecause('There are no instances.');
    const channel = new Float64Array(models.length * cols);
    let worstGap = 0;
    const capacity = Array.from({ length: n }, (_, i) => {
      if (i % 32 === 0) context.progress(i / n);
      models.forEach(({ data }, m) => channel.set(data.subarray(i * cols, (i + 1) * cols), m * cols));
      const { bits, gap } = channelCapacity(channel, models.length);
      worstGap = Math.max(worstGap, gap);
      return clip(2 ** bits, 1, Math.min(cols, models.length));
    });
    return value(capacity.reduce((total, each) => total + each, 0) / n, {
      details: { perInstance: { capacity } },
      ...(worstGap > COARSE && { warnings: [`Some capacities are known to ${worstGap.toExponential(1)} bits only.`] }),
    });
  },
});
