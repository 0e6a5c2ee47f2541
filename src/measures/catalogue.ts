import { alignment } from './alignment';
import { cca } from './cca';
import { findById } from './facts';
import { gradientAdversarial } from './gradient-adversarial';
import { hardPrediction } from './hard-prediction';
import type { Measure } from './measure';
import { neighbours } from './neighbours';
import { performance } from './performance';
import { rsm } from './rsm';
import { softPrediction } from './soft-prediction';
import { statistics } from './statistics';
import { stitching } from './stitching';
import { topology } from './topology';

/** Every measure, in the order of the survey. */
export const measures: readonly Measure[] = [
  ...cca,
  ...alignment,
  ...rsm,
  ...neighbours,
  ...topology,
  ...statistics,
  ...performance,
  ...hardPrediction,
  ...softPrediction,
  ...gradientAdversarial,
  ...stitching,
];

/** The measure called `id`; throws an `UnknownMeasureError` that says which one may have been meant. */
export function findMeasure(id: string): Measure {
  return findById(measures, id);
}

export { factsOf, factsWith, type CatalogueEntry } from './facts';
export { fillParameters } from './fill';
