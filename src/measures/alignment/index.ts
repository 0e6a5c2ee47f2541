import type { RepresentationalMeasure } from '../measure';

export const alignment: readonly RepresentationalMeasure[] = [];
