import type { RepresentationalMeasure } from '../measure';
import { knnJaccard } from './knn-jaccard';

/** Survey §3.4: the nearest neighbours of each instance. */
export const neighbours: readonly RepresentationalMeasure[] = [knnJaccard];
