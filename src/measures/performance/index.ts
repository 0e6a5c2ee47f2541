import type { FunctionalMeasure } from '../measure';
import { performanceDifference } from './performance-difference';

/** Survey §4.1: how well each model does. */
export const performance: readonly FunctionalMeasure[] = [performanceDifference];
