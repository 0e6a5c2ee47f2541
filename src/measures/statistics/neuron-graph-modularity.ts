import { matrix } from '../../linalg/matrix';
import { seededRandom } from '../../linalg/random';
import { squaredNorm, sum } from '../../linalg/vector';
import { invariances, representational, undefinedBecause, value, type MeasureContext } from '../measure';
import { centred } from '../shared/centre';
import type { Representation, Side } from '../subject';
import { findCommunities, type Partition } from './communities';

/**
 * Modularity of the neurons of N×D, joined by their absolute correlation; in [0, 1).
 * Survey §3.6; Lange et al., 2022. A lower bound: the maximum over divisions is NP-hard. Undefined where no two neurons are
 * correlated.
 */
export const neuronGraphModularity = representational({
  arity: 'statistic',
  id: 'neuron-graph-modularity',
  name: 'Neuron-graph modularity',
  family: 'statistics',
  kind: 'statistic',
  range: [0, 1],
  identity: null,
  symmetric: true,
  metric: false,
  invariances: invariances('101010'),
  needs: [],
  parameters: { seed: { type: 'integer', default: 0, help: 'Of the order in which neurons are moved.' } },
  references: [
    {
      survey: '3.6',
      paper:
        'Lange, Rolnick, Kording: Clustering Units in Neural Networks: Upstream vs Downstream Information. TMLR 2022',
    },
    {
      survey: '3.6',
      paper: 'Newman: Modularity and Community Structure in Networks. PNAS 103(23), 2006',
      doi: '10.1073/pnas.0601602103',
    },
  ],
  formula: 'max_C tr(CᵀÃC) − ‖CᵀÃ1‖², Ã = A/ΣA, A = |corr| between neurons, zero diagonal',
  summary: 'Do the neurons fall into groups that vary together? Found by a search, so a lower bound.',
  cost: 'O(N·D² + D³)',

  prepare(side, { seed }, context): { readonly partition: Partition | null } {
    const weights = absoluteCorrelations(side, context);
    if (weights === null) return { partition: null };
    const partition = findCommunities(weights, context.linalg, seededRandom(seed), () => context.progress(0));
    return { partition };
  },

  describe({ partition }) {
    if (!partition) return undefinedBecause('No two neurons are correlated: the graph has no edge.');
    return value(Math.max(partition.modularity, 0), {
      details: { communities: partition.count, partition: Array.from(partition.community) },
      warnings: ['A lower bound: the best division found by search.'],
    });
  },
});

/** |corr| with a zero diagonal, over its own sum; null where that is 0. A constant neuron correlates with none. */
function absoluteCorrelations(side: Side<Representation>, { linalg }: MeasureContext) {
  const columns = centred(side);
  const { rows: n, cols: d } = columns;
  const unit = columns.data.slice();
  for (let j = 0; j < d; j++) {
    const column = Float64Array.from({ length: n }, (_, i) => unit[i * d + j]!);
    const length = Math.sqrt(squaredNorm(column));
    for (let i = 0; i < n; i++) unit[i * d + j] = length > 0 ? column[i]! / length : 0;
  }
  const { data } = linalg.gram(matrix(n, d, unit));
  for (let at = 0; at < data.length; at++) data[at] = Math.min(Math.abs(data[at]!), 1);
  for (let j = 0; j < d; j++) data[j * d + j] = 0;
  const total = sum(data);
  // Correlations of rounding alone are no edges.
  if (!(total > 1e-12)) return null;
  return matrix(
    d,
    d,
    data.map((weight) => weight / total),
  );
}
