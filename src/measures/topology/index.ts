import type { RepresentationalMeasure } from '../measure';
import { geometryScore } from './geometry-score';
import { imd } from './imd';
import { rtd } from './rtd';

/** Survey §3.5: the shape of the cloud of instances. */
export const topology: readonly RepresentationalMeasure[] = [geometryScore, imd, rtd];
