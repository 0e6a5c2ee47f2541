import type { Details } from '../../src/measures/measure';

/** Values of one measure, an instance each, and how the instances are called. */
export interface InstanceValues {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** What stands under `perInstance`: one array, or several by name. Anything else is no such thing. */
export function perInstanceOf(details: Details | undefined): readonly InstanceValues[] {
  const given = details?.perInstance;
  if (isNumbers(given)) return [{ name: '', values: given }];
  if (given === null || typeof given !== 'object' || Array.isArray(given)) return [];
  return Object.entries(given).flatMap(([name, values]) => (isNumbers(values) ? [{ name, values }] : []));
}

/** The `count` instances that moved most: least alike first. */
export function movedMost(
  { values }: InstanceValues,
  kind: 'similarity' | 'distance',
  count: number,
): readonly { readonly instance: number; readonly value: number }[] {
  return values
    .flatMap((value, instance) => (value === null ? [] : [{ instance, value }]))
    .sort((a, b) => (kind === 'similarity' ? a.value - b.value : b.value - a.value) || a.instance - b.instance)
    .slice(0, count);
}

/** Canonical correlations, where the measure gave them. */
export function correlationsOf(details: Details | undefined): readonly number[] | undefined {
  const given = details?.correlations;
  return Array.isArray(given) && given.length > 0 && given.every((value) => typeof value === 'number')
    ? given
    : undefined;
}

function isNumbers(values: unknown): values is readonly (number | null)[] {
  return (
    Array.isArray(values) && values.length > 0 && values.every((value) => value === null || typeof value === 'number')
  );
}
