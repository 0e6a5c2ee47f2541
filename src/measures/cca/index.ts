import type { RepresentationalMeasure } from '../measure';

export const cca: readonly RepresentationalMeasure[] = [];
