import { invariances, representational, undefinedBecause, value } from '../measure';
import { clippedWarning, nearestNeighbours, neighbourParameters, type Neighbours } from '../shared/neighbours';
import { mean, rankSimilarity as rankSimilarityOf, scorePerInstance } from './perInstance';
import { permuteNeighbours } from '../shared/permute';

/**
 * Mean agreement of the ranks of the neighbours that both representations share; in [0, 1]. N×D and N×D′.
 * Survey §3.4; Wang et al., 2022. Undefined for a single instance.
 */
export const rankSimilarity = representational({
  arity: 'pair',
  id: 'rank-similarity',
  name: 'Rank similarity',
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
  formula: '(1/N) Σᵢ Σ_{j∈𝒩ᵢ∩𝒩′ᵢ} 2/((1+|r−r′|)(r+r′)) / Σ_{m≤K} 1/m, K = |𝒩ᵢ∩𝒩′ᵢ|, r = rank of j by nearness',
  summary: 'Do the neighbours that stay also keep their order? Blind to how many stay: see the joint measure.',
  cost: 'O(N²·D) time, O(N·k) memory',

  prepare: (side, { k, metric }, context) => nearestNeighbours(side, k, metric, context),

  permute: permuteNeighbours,

  compare(a: Neighbours, b: Neighbours, { k: asked }) {
    if (a.k === 0) return undefinedBecause('A single instance has no neighbours.');
    const similarity = scorePerInstance(a, b, rankSimilarityOf);
    return value(mean(similarity), {
      details: { perInstance: { similarity } },
      warnings: clippedWarning(asked, similarity.length),
    });
  },
});
