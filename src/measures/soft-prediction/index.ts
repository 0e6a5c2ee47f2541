import type { FunctionalMeasure } from '../measure';
import { jensenShannonDivergence } from './jensen-shannon-divergence';
import { predictionDifference } from './prediction-difference';
import { rashomonCapacity } from './rashomon-capacity';
import { softPredictionNorm } from './soft-prediction-norm';
import { surrogateChurn } from './surrogate-churn';

/** Survey §4.3: the probabilities each model gives. */
export const softPrediction: readonly FunctionalMeasure[] = [
  softPredictionNorm,
  surrogateChurn,
  jensenShannonDivergence,
  predictionDifference,
  rashomonCapacity,
];
