import { undefinedBecause, value, type Outcome } from '../measure';

/** Two numbers nearer than this share of the larger are one. */
const EQUAL = 1e-12;

export const TOO_FEW_MODELS = 'The spread over models needs at least three of them.';

/**
 * How a quantity of each instance spreads over three or more models: its population standard deviation over its range,
 * averaged over instances (survey §3.6). No range, no spread: 0. With two models the quotient is always ½.
 */
export function spreadOverModels(models: readonly Float64Array[]): Outcome {
  if (models.length < 3) return undefinedBecause(TOO_FEW_MODELS);
  const perInstance = Array.from(models[0]!, (_, i) => relativeDeviation(models.map((quantities) => quantities[i]!)));
  const mean = perInstance.reduce((total, spread) => total + spread, 0) / perInstance.length;
  return value(mean, { details: { perInstance: { spread: perInstance } } });
}

function relativeDeviation(quantities: readonly number[]): number {
  const low = Math.min(...quantities);
  const high = Math.max(...quantities);
  const range = high - low;
  if (range <= EQUAL * Math.max(Math.abs(low), Math.abs(high))) return 0;
  const mean = quantities.reduce((total, quantity) => total + quantity, 0) / quantities.length;
  const variance = quantities.reduce((total, quantity) => total + (quantity - mean) ** 2, 0) / quantities.length;
  return Math.sqrt(variance) / range;
}
