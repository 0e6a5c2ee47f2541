import type { FunctionalMeasure } from '../measure';
import { adversarialTransferability } from './adversarial-transferability';
import { modeldiff } from './modeldiff';
import { saliencySimilarity } from './saliency-similarity';

/** Survey §4.4: what gradients and adversarial examples of the models themselves tell. */
export const gradientAdversarial: readonly FunctionalMeasure[] = [
  modeldiff,
  adversarialTransferability,
  saliencySimilarity,
];
