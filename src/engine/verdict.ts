import { UnusableError } from '../comparison/unusable';
import type { Outcome } from '../measures/measure';
import { lineOf } from './memory';
import type { Trouble, Verdict } from './task';

/** What a cell says of an outcome. Throws where the measure gave what no measure may give. */
export function verdictOf(outcome: Outcome): Omit<Verdict, 'seconds'> {
  const warnings = outcome.warnings && { warnings: outcome.warnings };
  if (!outcome.defined) return { kind: 'verdict', value: null, reason: outcome.reason, ...warnings };
  if (!Number.isFinite(outcome.value)) {
    throw new Error(`The computation broke down: it gave ${outcome.value}. Please report this as a bug.`);
  }
  return { kind: 'verdict', value: outcome.value, ...(outcome.details && { details: outcome.details }), ...warnings };
}

/** What a cell says of an error. */
export function troubleOf(error: unknown): Trouble {
  const reason = lineOf(error);
  return { reason, failed: !(error instanceof UnusableError) };
}

export function secondsSince(begun: number): number {
  return (performance.now() - begun) / 1000;
}
