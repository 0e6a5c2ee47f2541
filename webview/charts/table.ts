import type { ResultDocument } from '../../src/comparison/document';
import { t } from '../words';
import { gridOf, type CellState } from './grid';

/** A line of the value table: a cell of the plots, and where it is. */
export interface TableRow {
  readonly result: number;
  readonly row: number;
  readonly col: number;
  /** What the cell belongs to, in the order of the table's first columns. */
  readonly names: readonly string[];
  readonly value: number | null;
  readonly state: CellState;
  readonly reason: string;
}

export interface ValueTable {
  /** Titles of the names. */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

/** The cells of `indices` (results of one measure) as a table; each pair once, also where several results have it. */
export function valueTable(document: ResultDocument, indices: readonly number[]): ValueTable {
  const items = new Map(document.items.map((item) => [item.id, item]));
  const first = document.results[indices[0] ?? 0];
  const single = first?.cols[0] === '*';
  const several = indices.length > 1;
  const isNew = several || first?.symmetric ? firstSight() : () => true;
  const rows = indices.flatMap((index) => {
    const result = document.results[index]!;
    const grid = gridOf(document, result);
    const layer = items.get(result.rows[0] ?? '')?.layer ?? '';
    return grid.rows.flatMap((rowName, row) =>
      grid.cols.flatMap((colName, col): TableRow[] => {
        if (!isNew(result.rows[row]!, result.cols[col]!, result.symmetric)) return [];
        const names = [...(several ? [layer] : []), rowName, ...(single ? [] : [colName])];
        const value = result.values[row]?.[col] ?? null;
        return [{ result: index, row, col, names, value, state: grid.state(row, col), reason: grid.reason(row, col) }];
      }),
    );
  });
  const grid = first && gridOf(document, first);
  const titles = single ? [grid?.rowTitle || t('Item')] : [grid?.rowTitle || t('First'), grid?.colTitle || t('Second')];
  if (titles[0] === titles[1]) titles.splice(0, 2, `${titles[0]} (1)`, `${titles[1]} (2)`);
  return { columns: [...(several ? [t('Layer')] : []), ...titles], rows };
}

/** Tells which pairs were not met before. Of a million cells: by numbers, as texts take seconds. */
function firstSight(): (a: string, b: string, symmetric: boolean | undefined) => boolean {
  const numbers = new Map<string, number>();
  const numberOf = (id: string): number => {
    const known = numbers.get(id) ?? numbers.size;
    numbers.set(id, known);
    return known;
  };
  const met = new Map<number, Set<number>>();
  return (first, second, symmetric) => {
    const pair = [numberOf(first), numberOf(second)] as const;
    const [a, b] = symmetric ? [Math.min(...pair), Math.max(...pair)] : pair;
    const others = met.get(a) ?? new Set();
    if (others.has(b)) return false;
    met.set(a, others.add(b));
    return true;
  };
}

export interface Order {
  /** A name's column, or `value`. */
  readonly by: number | 'value';
  readonly descending: boolean;
}

/** Sorted by a column; cells without a value come last either way, equal ones keep their order. */
export function sorted(
  rows: readonly TableRow[],
  { by, descending }: Order | { by: null; descending: false },
): readonly TableRow[] {
  if (by === null) return rows;
  const sign = descending ? -1 : 1;
  const natural = new Intl.Collator(undefined, { numeric: true });
  return [...rows].sort((a, b) => {
    if (by !== 'value') return sign * natural.compare(a.names[by] ?? '', b.names[by] ?? '');
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    return sign * (a.value - b.value);
  });
}

/** The table as text: full precision, a note where there is no value. */
export function tableText({ columns, rows }: ValueTable, separator: ',' | '\t'): string {
  const lines = [
    [...columns, 'value', 'note'],
    ...rows.map(({ names, value, state, reason }) => [
      ...names,
      value === null ? '' : String(value),
      state === 'value' ? '' : reason ? `${state}: ${reason}` : state,
    ]),
  ];
  return delimited(lines, separator);
}

/** Lines of fields as CSV, or separated by tabs for pasting. */
export function delimited(lines: readonly (readonly string[])[], separator: ',' | '\t'): string {
  const quoted = separator === ',' ? csvField : (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  return lines.map((line) => line.map(quoted).join(separator)).join('\n') + '\n';
}

/** RFC 4180; a leading formula sign is defused, as spreadsheets would run it. */
function csvField(text: string): string {
  const safe = /^[=+@]/.test(text) || /^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
