import { sampleWithoutReplacement, seededRandom } from '../../linalg/random';
import { MOST_DRAWN } from './types';

/**
 * Places of the instances that are drawn: those asked for, then a seeded sample of the others, at most `MOST_DRAWN`. Sorted
 * by label, so that classes are blocks of a similarity matrix, then by place.
 */
export function chooseDrawn(
  count: number,
  featured: readonly number[],
  labels: Int32Array | null,
  seed: number,
): Int32Array {
  const chosen = new Set(featured.filter((place) => place < count));
  for (const place of sampleWithoutReplacement(count, Math.min(count, MOST_DRAWN), seededRandom(seed))) {
    if (chosen.size >= MOST_DRAWN) break;
    chosen.add(place);
  }
  return Int32Array.from(chosen).sort((a, b) => (labels ? labels[a]! - labels[b]! : 0) || a - b);
}
