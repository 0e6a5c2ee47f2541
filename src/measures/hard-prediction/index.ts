import type { FunctionalMeasure } from '../measure';
import { ambiguity } from './ambiguity';
import { disagreement } from './disagreement';
import { discrepancy } from './discrepancy';
import { errorCorrectedDisagreement } from './error-corrected-disagreement';
import { kappa } from './kappa';
import { labelEntropy } from './label-entropy';
import { minMaxDisagreement } from './min-max-disagreement';

/** Survey §4.2: which class each model gives. */
export const hardPrediction: readonly FunctionalMeasure[] = [
  disagreement,
  errorCorrectedDisagreement,
  minMaxDisagreement,
  kappa,
  ambiguity,
  discrepancy,
  labelEntropy,
];
