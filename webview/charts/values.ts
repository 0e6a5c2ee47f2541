import type { ResultDocument } from '../../src/comparison/document';
import type { CatalogueEntry } from '../protocol';
import { scaleFor, type Scale } from './scale';

/** Every value of the results that are read side by side. */
export function* valuesOf(document: ResultDocument, indices: readonly number[]): Iterable<number> {
  for (const index of indices) {
    for (const row of document.results[index]?.values ?? []) {
      for (const value of row) if (value !== null) yield value;
    }
  }
}

/** One scale for all of them. A measure that the catalogue doesn't know is drawn over the range that it has. */
export function sharedScale(
  document: ResultDocument,
  indices: readonly number[],
  measure: CatalogueEntry | undefined,
): Scale {
  return scaleFor(measure ?? { kind: 'statistic', range: [null, null] }, valuesOf(document, indices));
}
