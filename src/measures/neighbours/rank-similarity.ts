import { meanOverInstances } from './mean-over-instances';
import { rankSimilarity as rankSimilarityOf } from './per-instance';

/**
 * Mean agreement of the ranks of the neighbours that both representations share; in [0, 1]. N×D and N×D′.
 * Survey §3.4; Wang et al., 2022. Undefined for a single instance.
 */
export const rankSimilarity = meanOverInstances({
  id: 'rank-similarity',
  name: 'Rank similarity',
  references: [
    {
      survey: '3.4',
      paper:
        'Wang, Rao, Guo, Wang, Liu, Guan: Towards Understanding the Instability of Network Embedding. IEEE TKDE 34(2), 2022',
    },
  ],
  formula: '(1/N) Σᵢ Σ_{j∈𝒩ᵢ∩𝒩′ᵢ} 2/((1+|r−r′|)(r+r′)) / Σ_{m≤K} 1/m, K = |𝒩ᵢ∩𝒩′ᵢ|, r = rank of j by nearness',
  summary: 'Do the neighbours that stay also keep their order? Blind to how many stay: see the joint measure.',
  detail: 'similarity',
  score: rankSimilarityOf,
});
