import { invariances, representational, undefinedBecause, value } from '../measure';
import { clippedWarning, nearestNeighbours, neighbourParameters, type Neighbours } from '../shared/neighbours';
import { jaccard, mean, rankSimilarity, scorePerInstance } from './perInstance';
import { permuteNeighbours } from '../shared/permute';

/**
 * Mean over instances of Jaccard index times rank similarity; in [0, 1]. N×D and N×D′.
 * Survey §3.4; Wang et al., 2022. Undefined for a single instance.
 */
export const jointRankJaccard = representational({
  arity: 'pair',
  id: 'joint-rank-jaccard',
  name: 'Joint rank and k-NN Jaccard similarity',
  family: 'neighbours',
  kind: 'similarity',
  range: [0, 1],
  identity: 1,
  symmetric: true,
  metric: false,
  invariances: invariances('111000'),
  needs: [],
  parameters: neighbourParameters,
  variants: [{ when: { metric: 'euclidean' }, facts: { invariances: invariances('111010') } }],
  references: [
    {
      survey: '3.4',
      paper:
        'Wang, Rao, Guo, Wang, Liu, Guan: Towards Understanding the Instability of Network Embedding. IEEE TKDE 34(2), 2022',
    },
  ],
  formula: '(1/N) Σᵢ Jaccardᵢ · RankSimilarityᵢ',
  summary: 'Do instances keep their nearest neighbours, and in the same order?',
  cost: 'O(N²·D) time, O(N·k) memory',
  differences:
    'The product is taken for every instance and then averaged; the product of the two averages is another number.',

  prepare: (side, { k, metric }, context) => nearestNeighbours(side, k, metric, context),

  permute: permuteNeighbours,

  compare(a: Neighbours, b: Neighbours, { k: asked }) {
    if (a.k === 0) return undefinedBecause('A single instance has no neighbours.');
    const joint = scorePerInstance(a, b, (first, second) => jaccard(first, second) * rankSimilarity(first, second));
    return value(mean(joint), { details: { perInstance: { joint } }, warnings: clippedWarning(asked, joint.length) });
  },
});
