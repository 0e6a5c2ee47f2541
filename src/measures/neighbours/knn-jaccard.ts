import { meanOverInstances } from './mean-over-instances';
import { jaccard } from './per-instance';

/**
 * Mean Jaccard index of the k nearest neighbours of each instance; in [0, 1]. N×D and N×D′.
 * Survey §3.4; Schumacher et al., 2021. Undefined for a single instance.
 */
export const knnJaccard = meanOverInstances({
  id: 'knn-jaccard',
  name: 'k-NN Jaccard similarity',
  references: [
    {
      survey: '3.4',
      paper:
        'Schumacher, Wolf, Ritzert, Lemmerich, Grohe, Strohmaier: The Effects of Randomness on the Stability of Node Embeddings. ECML PKDD Workshops 2021',
    },
    {
      survey: '3.4',
      paper:
        'Hryniowski, Wong: Inter-layer Information Similarity Assessment of Deep Neural Networks via Topological Similarity and Persistence Analysis of Data Neighbour Dynamics. 2020',
    },
  ],
  formula: '(1/N) Σᵢ |𝒩ᵢ ∩ 𝒩′ᵢ| / |𝒩ᵢ ∪ 𝒩′ᵢ|',
  summary: 'Does each instance keep its nearest neighbours? Local, and telling for every single instance.',
  differences:
    'Code that drops the first neighbour as “self” is wrong where rows coincide; here each instance is left out by its index.',
  detail: 'jaccard',
  score: jaccard,
});
