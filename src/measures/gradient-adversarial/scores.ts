import type { Values } from '../live';
import { largestOf } from '../shared/live-pair';

/** The cosine of two vectors; null where one of them is zero. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  let [product, left, right] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += a[i]! * b[i]!;
    left += a[i]! * a[i]!;
    right += b[i]! * b[i]!;
  }
  return left > 0 && right > 0 ? product / Math.sqrt(left) / Math.sqrt(right) : null;
}

/** Row-wise exp(z − max z) / Σ exp(z − max z) of N×C logits, in float64. */
function softmaxRow({ cols, data }: Values, row: number): Float64Array {
  const logits = data.subarray(row * cols, (row + 1) * cols);
  const largest = logits.reduce((most, z) => Math.max(most, z), -Infinity);
  const powers = Float64Array.from(logits, (z) => Math.exp(z - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** The decision distance vector: per instance, the cosine of a model's probabilities before and after the attack. */
export function decisionDistances(before: Values, after: Values): Float64Array {
  // A softmax is never zero in float64 sums: every cosine is defined.
  return Float64Array.from(
    { length: before.rows },
    (_, row) => cosine(softmaxRow(before, row), softmaxRow(after, row)) ?? 0,
  );
}

/** What two models make of their own adversarial examples and of each other's. N×C logits. */
export interface CrossEvaluation {
  readonly first: Values;
  readonly second: Values;
  /** The first model on examples against the second. */
  readonly firstFooled: Values;
  /** The second model on examples against the first. */
  readonly secondFooled: Values;
}

/** How many instances both models get right, and the percentage of them on which each is fooled by the other's examples. */
export function transfer(
  { first, second, firstFooled, secondFooled }: CrossEvaluation,
  labels: Int32Array,
): { readonly jointlyCorrect: number; readonly percent: number; readonly fooled: readonly [number, number] } {
  const [a, b, x, y] = [first, second, firstFooled, secondFooled].map(largestOf) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  let joint = 0;
  const fooled: [number, number] = [0, 0];
  labels.forEach((label, row) => {
    if (a[row] !== label || b[row] !== label) return;
    joint++;
    if (x[row] !== label) fooled[0]++;
    if (y[row] !== label) fooled[1]++;
  });
  return { jointlyCorrect: joint, percent: (100 * (fooled[0] + fooled[1])) / (2 * joint), fooled };
}

/** Cosines of the absolute gradients of one class, per instance; null where one is zero. Both are N×P. */
export function saliencyCosines(a: Values, b: Values): (number | null)[] {
  const row = ({ cols, data }: Values, i: number): Float64Array =>
    Float64Array.from(data.subarray(i * cols, (i + 1) * cols), Math.abs);
  return Array.from({ length: a.rows }, (_, i) => cosine(row(a, i), row(b, i)));
}
