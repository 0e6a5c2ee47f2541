import { meanOverInstances } from './mean-over-instances';
import { jaccard, rankSimilarity } from './per-instance';

/**
 * Mean over instances of Jaccard index times rank similarity; in [0, 1]. N×D and N×D′.
 * Survey §3.4; Wang et al., 2022. Undefined for a single instance.
 */
export const jointRankJaccard = meanOverInstances({
  id: 'joint-rank-jaccard',
  name: 'Joint rank and k-NN Jaccard similarity',
  references: [
    {
      survey: '3.4',
      paper:
        'Wang, Rao, Guo, Wang, Liu, Guan: Towards Understanding the Instability of Network Embedding. IEEE TKDE 34(2), 2022',
    },
  ],
  formula: '(1/N) Σᵢ Jaccardᵢ · RankSimilarityᵢ',
  summary: 'Do instances keep their nearest neighbours, and in the same order?',
  differences:
    'The product is taken for every instance and then averaged; the product of the two averages is another number.',
  detail: 'joint',
  score: (first, second) => jaccard(first, second) * rankSimilarity(first, second),
});
