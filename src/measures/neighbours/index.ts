import type { RepresentationalMeasure } from '../measure';

export const neighbours: readonly RepresentationalMeasure[] = [];
