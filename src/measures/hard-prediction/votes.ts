import type { Outputs, Side } from '../subject';
import { differentClasses, predictedClasses } from '../shared/outputs';

/** What one model decided, kept per side. */
export interface Votes {
  readonly classes: Int32Array;
  /** C: how many classes there are. */
  readonly count: number;
  /** It had a score for each class: of what gave classes only, C is just what was seen. */
  readonly scored: boolean;
  /** The model's error rate where there are labels. */
  readonly error: number | null;
}

export function votesOf(side: Side<Outputs>): Votes {
  const classes = predictedClasses(side);
  const { labels, classes: count, kind } = side.subject;
  const wrong = labels?.reduce((total, label, i) => total + (label === classes[i] ? 0 : 1), 0);
  return {
    classes,
    count,
    scored: kind !== 'classes',
    error: wrong === undefined || classes.length === 0 ? null : wrong / classes.length,
  };
}

/** Why the decisions of these models cannot be compared. */
export function votingProblem(all: readonly Votes[]): string | undefined {
  if (all[0]!.classes.length === 0) return 'There are no instances.';
  return differentClasses(...all.filter(({ scored }) => scored).map(({ count }) => ({ cols: count })));
}

/** The share of instances on which two models decide differently. */
export function disagreementRate(a: Int32Array, b: Int32Array): number {
  return a.reduce((total, decided, i) => total + (decided === b[i] ? 0 : 1), 0) / a.length;
}

/** For each instance the number of models that voted for each class: N×C, row-major. */
export function tally(all: readonly Votes[]): {
  readonly counts: Int32Array;
  readonly classes: number;
  readonly n: number;
} {
  const classes = Math.max(...all.map(({ count }) => count));
  const n = all[0]!.classes.length;
  const counts = new Int32Array(n * classes);
  for (const { classes: votes } of all) votes.forEach((vote, i) => counts[i * classes + vote]!++);
  return { counts, classes, n };
}
