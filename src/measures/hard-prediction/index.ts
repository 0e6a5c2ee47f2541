import type { FunctionalMeasure } from '../measure';
import { disagreement } from './disagreement';

/** Survey §4.2: which class each model gives. */
export const hardPrediction: readonly FunctionalMeasure[] = [disagreement];
