import type { Mode } from '../../comparison/request';
import type { ResultDocument } from '../../comparison/document';

/** What the Comparisons view lists of a kept comparison, without reading its document. */
export interface KeptEntry {
  readonly id: string;
  readonly title: string;
  /** True where the user gave the title: it is kept then. */
  readonly renamed: boolean;
  readonly created: string;
  readonly mode: Mode;
  readonly measures: readonly string[];
  readonly status: 'complete' | 'partial' | 'cancelled';
  readonly items: number;
}

export function describeKept(id: string, title: string, document: ResultDocument): KeptEntry {
  return {
    id,
    title,
    renamed: false,
    created: document.created,
    mode: document.request.mode,
    measures: [...new Set(document.results.map(({ measure }) => measure))],
    status: document.status ?? 'partial',
    items: document.items.length,
  };
}
