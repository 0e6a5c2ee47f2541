import type { Details } from '../measures/measure';
import type { CellReason, Result, ResultDocument } from './document';

/*
 * How finished cells get into a document. The engine, its clients and the panel all do it, so this stays small and
 * stands on nothing.
 */

/** One finished cell, as the engine tells it: indices into the document's results, and into that result's rows and cols. */
export interface FinishedCell {
  readonly result: number;
  readonly row: number;
  readonly col: number;
  readonly value: number | null;
  /** Why there is no value. */
  readonly reason?: string;
  /** True where the reason is an error that another try may cure. */
  readonly failed?: boolean;
  readonly details?: Details;
  readonly warnings?: readonly string[];
  readonly seconds: number;
}

export type Status = NonNullable<ResultDocument['status']>;

/** Writes the cell into the document, over what stood there; in a symmetric result into its mirror cell too. */
export function applyCell(document: ResultDocument, cell: FinishedCell): void {
  const result = document.results[cell.result];
  if (!result) return;
  place(result, cell.row, cell.col, cell);
  if (result.symmetric && cell.row !== cell.col) place(result, cell.col, cell.row, cell);
  const known = result.details.cells?.findIndex(({ row, col }) => row === cell.row && col === cell.col) ?? -1;
  if (known >= 0) result.details.cells?.splice(known, 1);
  if (cell.details) (result.details.cells ??= []).push({ ...cell.details, row: cell.row, col: cell.col });
  for (const warning of cell.warnings ?? []) if (!result.warnings.includes(warning)) result.warnings.push(warning);
  result.seconds += cell.seconds;
}

function place(result: Result, row: number, col: number, cell: FinishedCell): void {
  const values = result.values[row];
  if (!values || col >= values.length) return;
  values[col] = cell.value;
  const elsewhere = (other: CellReason): boolean => other.row !== row || other.col !== col;
  result.undefined = result.undefined.filter(elsewhere);
  if (result.failed) result.failed = result.failed.filter(elsewhere);
  if (cell.value !== null) return;
  const entry = { row, col, reason: cell.reason ?? 'No reason was given.' };
  if (cell.failed) (result.failed ??= []).push(entry);
  else result.undefined.push(entry);
}

/** What a measure said of a cell beside its value; a symmetric result keeps it once for both mirror cells. */
export function cellDetails(result: Result, row: number, col: number): Details | undefined {
  const at = (r: number, c: number): unknown => result.details.cells?.find((cell) => cell.row === r && cell.col === c);
  return (at(row, col) ?? (result.symmetric ? at(col, row) : undefined)) as Details | undefined;
}

/** Lists in the order of the cells, whichever were finished first: the same comparison gives the same document. */
function putInOrder(result: Result): void {
  const byPlace = (a: Place, b: Place): number => a.row - b.row || a.col - b.col;
  result.undefined.sort(byPlace);
  result.failed?.sort(byPlace);
  result.details.cells?.sort(byPlace);
  result.warnings.sort();
}

type Place = Pick<CellReason, 'row' | 'col'>;

/**
 * Closes a document: its status, and |T − T′| of statistics where two items were asked for. `complete` becomes `partial`
 * where cells were lost to errors.
 */
export function finishDocument(document: ResultDocument, status: Status): void {
  const lost = document.results.some((result) => (result.failed?.length ?? 0) > 0);
  document.status = status === 'complete' && lost ? 'partial' : status;
  document.results.forEach(putInOrder);
  if (document.request.mode !== 'pair') return;
  for (const result of document.results) {
    if (result.cols[0] !== '*' || result.rows[0] === '*') continue;
    const [first, second] = result.rows.length === 1 ? [result.values[0], result.values[0]] : result.values;
    const [a, b] = [first?.[0], second?.[0]];
    result.details.difference = a == null || b == null ? null : Math.abs(a - b);
  }
}
