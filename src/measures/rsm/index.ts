import type { RepresentationalMeasure } from '../measure';
import { cka } from './cka';
import { distanceCorrelation } from './distance-correlation';
import { normalizedBures } from './normalized-bures';
import { rsa } from './rsa';

/** Survey §3.3: matrices of similarities between instances, compared. */
export const rsm: readonly RepresentationalMeasure[] = [rsa, cka, distanceCorrelation, normalizedBures];
