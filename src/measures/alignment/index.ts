import type { RepresentationalMeasure } from '../measure';
import { alignedCosine } from './aligned-cosine';
import { angularShape } from './angular-shape';
import { contrasim } from './contrasim';
import { correlationMatch } from './correlation-match';
import { linearRegressionR2 } from './linear-regression-r2';
import { maximumMatching } from './maximum-matching';
import { orthogonalProcrustes } from './orthogonal-procrustes';
import { partialWhiteningShape } from './partial-whitening-shape';
import { softMatching } from './soft-matching';

/** Survey §3.2: one representation laid over the other. */
export const alignment: readonly RepresentationalMeasure[] = [
  orthogonalProcrustes,
  angularShape,
  partialWhiteningShape,
  softMatching,
  linearRegressionR2,
  alignedCosine,
  correlationMatch,
  maximumMatching,
  contrasim,
];
