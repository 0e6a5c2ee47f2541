import type { Item, Result, ResultDocument } from '../../src/comparison/document';
import { gridOf, type Grid } from './grid';
import type { Line } from './lines';

/** One layer over training: where its values are in the document. */
export interface LayerSeries {
  readonly layer: string;
  /** Index of the result with all snapshots × snapshots, where there is one. */
  readonly matrix: number | undefined;
  /** Index of the result, and its column, that compares with the reference. */
  readonly against: { readonly result: number; readonly col: number } | undefined;
}

export interface Training {
  /** Names of the snapshots, in time order. */
  readonly steps: readonly string[];
  /** The snapshot that the lines compare with. */
  readonly reference: string;
  readonly layers: readonly LayerSeries[];
}

/**
 * The results of one measure over training (`indices` into the document's results), layer by layer. The reference is the
 * column of a result that has one only; its values are taken from the matrix where it stands there too, so that a point of
 * a line and a cell of the matrix are one place. Without such a result it is the first or last snapshot, as asked.
 */
export function trainingOf(document: ResultDocument, indices: readonly number[]): Training {
  const items = new Map(document.items.map((item) => [item.id, item]));
  const layers = new Map<string, { matrix?: number; single?: number }>();
  for (const index of indices) {
    const result = document.results[index]!;
    const first = items.get(result.rows[0] ?? '');
    const layer = first?.layer ?? first?.label ?? '';
    const entry = layers.get(layer) ?? {};
    layers.set(layer, entry);
    if (result.cols.length === 1 && result.rows.length > 1) entry.single ??= index;
    else entry.matrix ??= index;
  }
  const series = [...layers].map(([layer, { matrix, single }]): LayerSeries => {
    const anchor = single === undefined ? undefined : document.results[single]!.cols[0]!;
    const square = matrix === undefined ? undefined : document.results[matrix]!;
    const col =
      square && (anchor === undefined ? referenceColumn(document, square, items) : square.cols.indexOf(anchor));
    if (col !== undefined && col >= 0) return { layer, matrix, against: { result: matrix!, col } };
    return { layer, matrix, against: single === undefined ? undefined : { result: single, col: 0 } };
  });
  const longest = indices
    .map((index) => document.results[index]!.rows)
    .reduce((a, b) => (b.length > a.length ? b : a), []);
  const against = series.find((each) => each.against)?.against;
  const reference = against && document.results[against.result]!.cols[against.col];
  return {
    steps: longest.map((id) => stepName(items.get(id), id)),
    reference: reference === undefined ? '' : stepName(items.get(reference), reference),
    layers: series,
  };
}

/** The values of each layer against the reference. */
export function trainingLines(document: ResultDocument, { layers }: Training): readonly Line[] {
  return layers.map(({ layer, against }) => ({
    name: layer,
    values: against ? document.results[against.result]!.values.map((row) => row[against.col] ?? null) : [],
  }));
}

/** Each layer (rows) at each snapshot (columns) against the snapshot `step`, out of the layers' matrices. */
export function gridAgainst(document: ResultDocument, { layers, steps }: Training, step: number): Grid {
  const cells = layers.flatMap(({ layer, matrix }) => {
    if (matrix === undefined) return [];
    const grid = gridOf(document, document.results[matrix]!);
    return step < grid.cols.length ? [{ layer, grid }] : [];
  });
  return {
    rows: cells.map(({ layer }) => layer),
    cols: steps,
    rowTitle: '',
    colTitle: '',
    values: cells.map(({ grid }) => steps.map((_, col) => grid.values[col]?.[step] ?? null)),
    state: (row, col) => cells[row]?.grid.state(col, step) ?? 'pending',
    reason: (row, col) => cells[row]?.grid.reason(col, step) ?? '',
  };
}

function referenceColumn(document: ResultDocument, result: Result, items: ReadonlyMap<string, Item>): number {
  const { reference } = document.request;
  if (reference === 'first') return 0;
  const named = result.cols.findIndex((id) => reference !== undefined && stepName(items.get(id), id) === reference);
  return named >= 0 ? named : result.cols.length - 1;
}

function stepName(item: Item | undefined, id: string): string {
  return item?.snapshot ?? item?.label ?? id;
}
