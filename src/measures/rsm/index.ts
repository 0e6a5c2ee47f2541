import type { RepresentationalMeasure } from '../measure';
import { cka } from './cka';

/** Survey §3.3: matrices of similarities between instances, compared. */
export const rsm: readonly RepresentationalMeasure[] = [cka];
