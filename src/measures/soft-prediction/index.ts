import type { FunctionalMeasure } from '../measure';
import { jensenShannonDivergence } from './jensen-shannon-divergence';

/** Survey §4.3: the probabilities each model gives. */
export const softPrediction: readonly FunctionalMeasure[] = [jensenShannonDivergence];
