import { invariances, representational, undefinedBecause, value } from '../measure';
import { clippedWarning, nearestNeighbours, neighbourParameters, type Neighbours } from '../shared/neighbours';
import { jaccard, mean, scorePerInstance } from './perInstance';
import { permuteNeighbours } from '../shared/permute';

/**
 * Mean Jaccard index of the k nearest neighbours of each instance; in [0, 1]. N×D and N×D′.
 * Survey §3.4; Schumacher et al., 2021. Undefined for a single instance.
 */
export const knnJaccard = representational({
  arity: 'pair',
  id: 'knn-jaccard',
  name: 'k-NN Jaccard similarity',
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
  cost: 'O(N²·D) time, O(N·k) memory',
  differences:
    'Code that drops the first neighbour as “self” is wrong where rows coincide; here each instance is left out by its index.',

  prepare: (side, { k, metric }, context) => nearestNeighbours(side, k, metric, context),

  permute: permuteNeighbours,

  compare(a: Neighbours, b: Neighbours, { k: asked }) {
    if (a.k === 0) return undefinedBecause('A single instance has no neighbours.');
    const overlap = scorePerInstance(a, b, jaccard);
    return value(mean(overlap), {
      details: { perInstance: { jaccard: overlap } },
      warnings: clippedWarning(asked, overlap.length),
    });
  },
});
