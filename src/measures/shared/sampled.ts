import { sampleWithoutReplacement, seededRandom } from '../../linalg/random';
import { sideOf, type Representation, type Side } from '../subject';
import { LARGEST_SQUARE, MOST_SAMPLED } from './limits';
import { takeRows } from './rows';

const SEED = 0;

/** The side, or a sample of its instances where their N×N matrix is too large to hold; and what to say of that. */
export function manageable(side: Side<Representation>): { chosen: Side<Representation>; warnings: string[] } {
  const { rows } = side.subject.matrix;
  if (rows <= LARGEST_SQUARE) return { chosen: side, warnings: [] };
  return { chosen: sampled(side, MOST_SAMPLED, SEED), warnings: sampledWarning(MOST_SAMPLED, rows, SEED) };
}

/** The side itself, or, of more than `most` instances, a sample: the same rows of every side of as many. */
export function sampled(side: Side<Representation>, most: number, seed: number): Side<Representation> {
  const { matrix, storedAs } = side.subject;
  if (matrix.rows <= most) return side;
  const chosen = sampleWithoutReplacement(matrix.rows, most, seededRandom(seed)).sort();
  return sideOf({ matrix: takeRows(matrix, chosen), storedAs });
}

/** The message where `taken` of `all` instances were sampled. */
export function sampledWarning(taken: number, all: number, seed: number): string[] {
  return taken < all ? [`Of ${taken} of ${all} instances, sampled with seed ${seed}.`] : [];
}
