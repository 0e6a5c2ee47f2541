import type { MeasureFacts } from '../../src/measures/measure';
import type { Grid } from './grid';

/** Models with all their distances to each other. */
export interface Distances {
  /** Indices into the grid's rows. */
  readonly models: readonly number[];
  /** Symmetric, 0 on the diagonal. */
  readonly between: readonly (readonly number[])[];
  /** Indices of models that miss a value, and so have no place. */
  readonly missing: readonly number[];
}

/**
 * A square grid as distances: a similarity s becomes max − s, where max is the measure's bound or, without one, the largest
 * value; both directions are averaged. Models whose values are mostly missing leave first, until no pair lacks one.
 */
export function distancesOf(grid: Grid, facts: Pick<MeasureFacts, 'kind' | 'range'>): Distances {
  const value = (row: number, col: number): number | null => {
    const both = [grid.values[row]?.[col], grid.values[col]?.[row]].filter((each) => each != null);
    return both.length === 0 ? null : both.reduce((sum, each) => sum + each, 0) / both.length;
  };
  let models = grid.rows.map((_, index) => index);
  const lacking = (row: number): number => models.filter((col) => col !== row && value(row, col) === null).length;
  const missing: number[] = [];
  for (;;) {
    const worst = models.reduce((most, row) => (lacking(row) >= lacking(most) ? row : most), models[0] ?? 0);
    if (models.length === 0 || lacking(worst) === 0) break;
    missing.push(worst);
    models = models.filter((row) => row !== worst);
  }
  const all = models.flatMap((row) => models.map((col) => value(row, col) ?? 0));
  const top = facts.range[1] ?? all.reduce((most, each) => Math.max(most, each), 0);
  const between = models.map((row) =>
    models.map((col) => {
      if (row === col) return 0;
      const each = value(row, col)!;
      return Math.max(0, facts.kind === 'similarity' ? top - each : each);
    }),
  );
  return { models, between, missing: missing.sort((a, b) => a - b) };
}
