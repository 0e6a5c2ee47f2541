import type { Item, Result, ResultDocument } from '../../src/comparison/document';
import { t } from '../words';

export type CellState = 'value' | 'pending' | 'undefined' | 'failed';

/** A result as a table to draw: what each cell is, and how rows and columns are called. */
export interface Grid {
  readonly rows: readonly string[];
  readonly cols: readonly string[];
  /** What all rows (columns) have in common: the model they are layers of, say. */
  readonly rowTitle: string;
  readonly colTitle: string;
  readonly values: readonly (readonly (number | null)[])[];
  state(row: number, col: number): CellState;
  /** Why there is no value; empty where there is one. */
  reason(row: number, col: number): string;
}

type Facet = 'layer' | 'snapshot' | 'run';
/** The facet that tells the items of an axis apart, tried in this order. */
const facets: Readonly<Record<ResultDocument['request']['mode'], readonly Facet[]>> = {
  layers: ['layer', 'snapshot', 'run'],
  statistics: ['layer', 'snapshot', 'run'],
  training: ['snapshot', 'layer', 'run'],
  models: ['run', 'snapshot', 'layer'],
  outputs: ['run', 'snapshot', 'layer'],
  pair: ['layer', 'run', 'snapshot'],
};

export function gridOf(document: ResultDocument, result: Result): Grid {
  const byId = new Map(document.items.map((item) => [item.id, item]));
  const order = facetsOf(document, result, byId);
  const rows = axisOf(result.rows, byId, order);
  const cols = axisOf(result.cols, byId, order);
  const reasons = new Map<number, { state: 'undefined' | 'failed'; reason: string }>();
  const at = (row: number, col: number): number => row * result.cols.length + col;
  for (const { row, col, reason } of result.undefined) reasons.set(at(row, col), { state: 'undefined', reason });
  for (const { row, col, reason } of result.failed ?? []) reasons.set(at(row, col), { state: 'failed', reason });
  return {
    rows: rows.labels,
    cols: cols.labels,
    rowTitle: rows.title,
    colTitle: cols.title,
    values: result.values,
    state: (row, col) =>
      result.values[row]?.[col] != null ? 'value' : (reasons.get(at(row, col))?.state ?? 'pending'),
    reason: (row, col) => reasons.get(at(row, col))?.reason ?? '',
  };
}

/** A square grid with its rows and columns in another order. */
export function reordered(grid: Grid, order: readonly number[]): Grid {
  const taken = (names: readonly string[]): readonly string[] => order.map((index) => names[index]!);
  return {
    ...grid,
    rows: taken(grid.rows),
    cols: taken(grid.cols),
    values: order.map((row) => order.map((col) => grid.values[row]![col]!)),
    state: (row, col) => grid.state(order[row]!, order[col]!),
    reason: (row, col) => grid.reason(order[row]!, order[col]!),
  };
}

/** Cells of each state. */
export function countStates(grid: Grid): Readonly<Record<CellState, number>> {
  const counts = { value: 0, pending: 0, undefined: 0, failed: 0 };
  grid.rows.forEach((_, row) => {
    grid.cols.forEach((__, col) => counts[grid.state(row, col)]++);
  });
  return counts;
}

/** Why nothing at all is there: the most frequent reason; null where there is a value, or one may still come. */
export function reasonForNothing(grid: Grid): string | null {
  const reasons = new Map<string, number>();
  for (let row = 0; row < grid.rows.length; row++) {
    for (let col = 0; col < grid.cols.length; col++) {
      if (['value', 'pending'].includes(grid.state(row, col))) return null;
      const reason = grid.reason(row, col);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  }
  return [...reasons].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

function axisOf(
  ids: readonly string[],
  byId: ReadonlyMap<string, Item>,
  order: readonly Facet[],
): { labels: readonly string[]; title: string } {
  if (ids.length === 1 && ids[0] === '*') return { labels: [t('all together')], title: '' };
  const items = ids.map((id) => byId.get(id));
  const facet = order.find((candidate) => distinct(items.map((item) => item?.[candidate])));
  const labels = ids.map((id, index) => (facet && items[index]?.[facet]) || items[index]?.label || id);
  const title = (['run', 'snapshot', 'layer'] as const)
    .filter((candidate) => candidate !== facet)
    .map((candidate) => shared(items.map((item) => item?.[candidate])))
    .filter((part) => part !== null)
    .join(' · ');
  return { labels, title };
}

/** The mode's order; of two single items first what tells them apart. */
function facetsOf(document: ResultDocument, result: Result, byId: ReadonlyMap<string, Item>): readonly Facet[] {
  const usual = facets[document.request.mode];
  const [row, col] = [result.rows, result.cols].map((ids) => (ids.length === 1 ? byId.get(ids[0]!) : undefined));
  const differs = row && col ? usual.filter((facet) => row[facet] !== col[facet]) : [];
  return [...differs, ...usual];
}

function distinct(names: readonly (string | null | undefined)[]): boolean {
  return names.every((name) => name != null && name !== '') && new Set(names).size === names.length;
}

function shared(names: readonly (string | null | undefined)[]): string | null {
  const first = names[0];
  return first != null && names.every((name) => name === first) ? first : null;
}
