import type { FunctionalMeasure } from '../measure';
import { stitching as measure } from './stitching';

/** Survey §4.5: one model continued by another. */
export const stitching: readonly FunctionalMeasure[] = [measure];
