import { isDeepStrictEqual } from 'node:util';
import type { ComparisonRequest, MeasureRequest } from '../../comparison/request';
import type { Item, ResultDocument } from '../../comparison/document';

/** The request that a document answers, ready to be asked again: paths of `document` are absolute. */
export function requestOf(document: ResultDocument, base: string): ComparisonRequest {
  const { mode, operands, measures, seed, outputs, outputKind, labels, ids, alignedWith, instances } = document.request;
  const { layers, layer, reference, reduction, layout, layoutOf, dropNanRows, precision, permutations } =
    document.request;
  const known = { mode, seed, outputs, outputKind, labels, ids, alignedWith, instances };
  const more = { layers, layer, reference, reduction, layout, layoutOf, dropNanRows, precision, permutations };
  const given = Object.entries({ ...known, ...more }).filter(([, field]) => field !== undefined);
  return { base, operands, measures, ...(Object.fromEntries(given) as Partial<ComparisonRequest>) };
}

/** The same question with the measures of every result that the document holds by now. */
export function wholeRequestOf(document: ResultDocument, base: string): ComparisonRequest {
  const measures: MeasureRequest[] = [];
  for (const { measure: id, params } of document.results) {
    if (!measures.some((other) => isDeepStrictEqual(other, { id, params }))) measures.push({ id, params });
  }
  const request = requestOf(document, base);
  return measures.length > 0 ? { ...request, measures } : request;
}

/** Two items compared in full, over the same instances: what a click on a cell asks for. */
function pairRequest(
  request: ComparisonRequest,
  items: readonly [Item, Item],
  measures: readonly MeasureRequest[],
): ComparisonRequest {
  const operands = items.map(({ path, key }) => (key === null ? path : `${path}::${key}`));
  const alignedWith = [...(request.alignedWith ?? []), ...request.operands];
  const layouts = items.flatMap(({ layout }, index) => (layout ? [[operands[index]!, layout] as const] : []));
  const mode = request.outputs ? undefined : 'pair';
  return {
    ...request,
    mode,
    operands,
    ...(layouts.length > 0 && { layoutOf: { ...request.layoutOf, ...Object.fromEntries(layouts) } }),
    alignedWith,
    measures,
    layers: undefined,
    layer: undefined,
    reference: undefined,
  };
}

/** One cell of a document as a question of its own: its two items and its measure. Throws where it is not of a pair. */
export function cellRequest(
  document: ResultDocument,
  base: string,
  { result, row, col }: { readonly result: number; readonly row: number; readonly col: number },
): { readonly request: ComparisonRequest; readonly own: MeasureRequest } {
  const chosen = document.results[result];
  const item = (id: string | undefined) => document.items.find((candidate) => candidate.id === id);
  const [first, second] = [item(chosen?.rows[row]), item(chosen?.cols[col])];
  if (!chosen || !first || !second) throw new Error('This cell is not one of a pair.');
  const own = { id: chosen.measure, params: chosen.params };
  return { request: pairRequest(requestOf(document, base), [first, second], [own]), own };
}

/**
 * The measures whose per-instance values and spectra explain a cell, after the cell's own: the CCA spectrum and the overlap
 * of neighbours; for outputs, who disagrees and by how much.
 */
export function explainingMeasures(own: MeasureRequest, outputs: boolean): readonly MeasureRequest[] {
  const explaining = outputs ? ['disagreement', 'jensen-shannon-divergence'] : ['mean-cca', 'knn-jaccard'];
  return [own, ...explaining.filter((id) => id !== own.id).map((id) => ({ id }))];
}
