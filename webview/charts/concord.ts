import type { Result, ResultDocument } from '../../src/comparison/document';
import { midRanks } from '../../src/linalg/ranks';
import type { CatalogueEntry } from '../protocol';
import { measureKey } from '../state';
import { t } from '../words';
import type { Grid } from './grid';

/** A measure with its parameters, over all cells of pairs that the document has for it. */
export interface Judge {
  /** Index of its first result. */
  readonly result: number;
  readonly name: string;
  /** Short enough for an axis: its id, and its parameters where they matter. */
  readonly short: string;
  /** By the two items; of distances the negative, so that more is always more alike. */
  readonly cells: ReadonlyMap<string, number>;
}

/** Fewer shared cells than this say nothing of an order. */
export const fewestCells = 3;

/** Every pair measure of the document with more than one cell. Items with themselves are left out: there all agree. */
export function judgesOf(
  document: ResultDocument,
  measureOf: (result: Result) => CatalogueEntry | undefined,
  nameOf: (result: Result) => Pick<Judge, 'name' | 'short'>,
): readonly Judge[] {
  const judges = new Map<string, Omit<Judge, 'cells'> & { cells: Map<string, number> }>();
  document.results.forEach((result, index) => {
    const measure = measureOf(result);
    if (!measure || measure.kind === 'statistic' || result.cols[0] === '*') return;
    const key = measureKey(result);
    const judge = judges.get(key) ?? { result: index, ...nameOf(result), cells: new Map<string, number>() };
    judges.set(key, judge);
    const sign = measure.kind === 'distance' ? -1 : 1;
    result.rows.forEach((first, row) => {
      result.cols.forEach((second, col) => {
        const value = result.values[row]?.[col];
        if (value == null || first === second) return;
        judge.cells.set(JSON.stringify(measure.symmetric ? [first, second].sort() : [first, second]), sign * value);
      });
    });
  });
  return [...judges.values()].filter(({ cells }) => cells.size > 1);
}

/** Spearman's rank correlation over the cells that both have; null where it is undefined. */
export function rankCorrelation(a: Judge, b: Judge): { readonly value: number | null; readonly shared: number } {
  const shared = [...a.cells.keys()].filter((key) => b.cells.has(key));
  if (shared.length < fewestCells) return { value: null, shared: shared.length };
  const ranks = [a, b].map(({ cells }) => midRanks(Float64Array.from(shared, (key) => cells.get(key)!)));
  return { value: pearson(ranks[0]!, ranks[1]!), shared: shared.length };
}

function pearson(x: Float64Array, y: Float64Array): number | null {
  const mean = (x.length + 1) / 2; // of ranks
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xy += (x[i]! - mean) * (y[i]! - mean);
    xx += (x[i]! - mean) ** 2;
    yy += (y[i]! - mean) ** 2;
  }
  return xx === 0 || yy === 0 ? null : Math.min(1, Math.max(-1, xy / Math.sqrt(xx * yy)));
}

/** Measures × measures. */
export function concordGrid(judges: readonly Judge[]): Grid {
  const names = judges.map(({ short }) => short);
  const found = judges.map((a) => judges.map((b) => rankCorrelation(a, b)));
  const reason = (row: number, col: number): string => {
    const { value, shared } = found[row]![col]!;
    if (value !== null) return '';
    return shared < fewestCells
      ? t('only {0} cells have both: at least {1} are needed', shared, fewestCells)
      : t('one of them has the same value in all cells');
  };
  return {
    rows: names,
    cols: names,
    rowTitle: '',
    colTitle: '',
    values: found.map((row) => row.map(({ value }) => value)),
    state: (row, col) => (found[row]?.[col]?.value == null ? 'undefined' : 'value'),
    reason,
  };
}
