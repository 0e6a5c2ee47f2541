import type { Matrix } from '../../linalg/matrix';

/** Where a range fills the whole space of centred vectors, it explains everything whatever the data. */
export function uninformative(...ranges: readonly Matrix[]): string[] {
  return ranges.some(({ rows, cols }) => cols >= rows - 1)
    ? ['Uninformative: N ≤ D. A representation with N−1 live directions explains any other perfectly.']
    : [];
}
