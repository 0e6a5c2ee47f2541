import type { Kind } from '../../src/measures/measure';
import type { Grid } from './grid';

export interface Correspondence {
  /** Rows whose best match is the column of the same name. */
  readonly same: number;
  /** Those of them that another column matches just as well. */
  readonly tied: number;
  /** Rows that have a namesake and every value. */
  readonly of: number;
  /** Rows that have a namesake but wait for values. */
  readonly waiting: number;
}

/**
 * For each layer of one model, is the most alike layer of the other the same one? (Kornblith et al. 2019.) A tie counts as
 * found. Rows with undefined or failed cells don't count: their best match isn't known. null: no shared names.
 */
export function correspondence(grid: Grid, kind: Kind): Correspondence | null {
  if (kind === 'statistic' || grid.rows.length < 2 || grid.cols.length < 2) return null;
  let [same, tied, of, waiting, named] = [0, 0, 0, 0, 0];
  grid.rows.forEach((name, row) => {
    const namesake = grid.cols.indexOf(name);
    if (namesake < 0) return;
    named++;
    const states = grid.cols.map((_, col) => grid.state(row, col));
    if (states.includes('pending')) return void waiting++;
    if (states.some((state) => state !== 'value')) return;
    of++;
    const values = grid.values[row]!.map(Number);
    const best = kind === 'similarity' ? Math.max(...values) : Math.min(...values);
    if (values[namesake] !== best) return;
    same++;
    if (values.filter((value) => value === best).length > 1) tied++;
  });
  return named ? { same, tied, of, waiting } : null;
}
