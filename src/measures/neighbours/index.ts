import type { RepresentationalMeasure } from '../measure';
import { jointRankJaccard } from './joint-rank-jaccard';
import { knnJaccard } from './knn-jaccard';
import { rankSimilarity } from './rank-similarity';
import { secondOrderCosine } from './second-order-cosine';

/** Survey §3.4: the nearest neighbours of each instance. */
export const neighbours: readonly RepresentationalMeasure[] = [
  knnJaccard,
  secondOrderCosine,
  rankSimilarity,
  jointRankJaccard,
];
