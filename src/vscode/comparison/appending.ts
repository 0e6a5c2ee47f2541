import type { Item, ResultDocument } from '../../comparison/document';

/** True where an item of both has another fingerprint: its file changed, so their numbers cannot stand side by side. */
export function hasChanged(document: ResultDocument, planned: ResultDocument): boolean {
  const known = new Map(document.items.map((item) => [item.id, item.fingerprint]));
  return planned.items.some((item) => known.has(item.id) && known.get(item.id) !== item.fingerprint);
}

/** Adds another comparison's results and items; returns the index that the first of them got. */
export function append(document: ResultDocument, more: ResultDocument): number {
  const known = new Set(document.items.map((item) => item.id));
  document.items.push(...more.items.filter((item: Item) => !known.has(item.id)));
  document.results.push(...more.results);
  return document.results.length - more.results.length;
}

/** Takes over the finished results from `offset` on, with what the engine says of the whole. */
export function settle(document: ResultDocument, finished: ResultDocument, offset: number): void {
  document.results.splice(offset, finished.results.length, ...finished.results);
  document.engine = finished.engine;
  document.facts = [...new Set([...(document.facts ?? []), ...(finished.facts ?? [])])];
  const told = new Set(document.problems.map(({ path, message }) => `${path}\n${message}`));
  document.problems.push(...finished.problems.filter(({ path, message }) => !told.has(`${path}\n${message}`)));
  document.request.measures = document.results.map(({ measure: id, params }) => ({ id, params }));
  document.status = isIncomplete(document) ? unfinishedStatus(finished) : 'complete';
}

const unfinishedStatus = (finished: ResultDocument): 'partial' | 'cancelled' =>
  finished.status === 'cancelled' ? 'cancelled' : 'partial';

/** True where a cell has neither a value nor the reason why it has none by itself. */
export function isIncomplete(document: ResultDocument): boolean {
  return document.results.some((result) => {
    const undefinedCells = new Set(result.undefined.map(({ row, col }) => `${row},${col}`));
    return result.values.some((values, row) =>
      values.some((value, col) => value === null && !undefinedCells.has(`${row},${col}`)),
    );
  });
}
