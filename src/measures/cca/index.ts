import type { RepresentationalMeasure } from '../measure';
import { meanCca, meanSquaredCca } from './mean-cca';
import { pwcca } from './pwcca';
import { svcca } from './svcca';

/** Survey §3.1: canonical correlations. */
export const cca: readonly RepresentationalMeasure[] = [meanCca, meanSquaredCca, svcca, pwcca];
