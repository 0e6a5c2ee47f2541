import type { RepresentationalMeasure } from '../measure';
import { cka } from './cka';
import { distanceCorrelation } from './distance-correlation';
import { eigenspaceOverlap } from './eigenspace-overlap';
import { gulp } from './gulp';
import { normalizedBures } from './normalized-bures';
import { relationalKnowledge } from './relational-knowledge';
import { riemannianDistance } from './riemannian-distance';
import { rsa } from './rsa';
import { rsmNormDifference } from './rsm-norm-difference';

/** Survey §3.3: matrices of similarities between instances, compared. */
export const rsm: readonly RepresentationalMeasure[] = [
  rsmNormDifference,
  rsa,
  cka,
  distanceCorrelation,
  normalizedBures,
  eigenspaceOverlap,
  gulp,
  riemannianDistance,
  relationalKnowledge,
];
