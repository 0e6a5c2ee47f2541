import type { RepresentationalMeasure } from '../measure';
import { angularShape } from './angular-shape';
import { linearRegressionR2 } from './linear-regression-r2';
import { orthogonalProcrustes } from './orthogonal-procrustes';

/** Survey §3.2: one representation laid over the other. */
export const alignment: readonly RepresentationalMeasure[] = [orthogonalProcrustes, angularShape, linearRegressionR2];
