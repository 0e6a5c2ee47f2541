import { undefinedBecause, type Outcome } from '../measure';

/** Why one side alone can't be compared, as the end of a sentence: `is constant: all its rows are equal`. */
export type Problem = string | null;

export const CONSTANT = 'is constant: all its rows are equal';

/** Above this many instances an N×N matrix no longer fits. */
const MOST_INSTANCES = 20_000;

/** The problem of measures that hold an N×N matrix a side. */
export function tooManyInstances(n: number, most = MOST_INSTANCES): Problem {
  if (n <= most) return null;
  return `has ${n} instances, and an N×N matrix of more than ${most} does not fit: compare a sample of them`;
}

/** The undefined outcome that names the side at fault, or null where both sides are fine. */
export function blame(first: Problem, second: Problem): Outcome | null {
  if (first !== null && first === second) return undefinedBecause(`Each representation ${first}.`);
  if (first !== null) return undefinedBecause(`The first representation ${first}.`);
  if (second !== null) return undefinedBecause(`The second representation ${second}.`);
  return null;
}

/** Takes a rounding error off a value that a theorem bounds. */
export function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
