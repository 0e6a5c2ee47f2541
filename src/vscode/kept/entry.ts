import type { Mode } from '../../comparison/request';
import type { ResultDocument } from '../../comparison/document';
import { pathsOf } from './paths';

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
  /** The dumps it compared; absent in entries of earlier versions. */
  readonly paths?: readonly string[];
  /** True where the user pinned it: it stands first and is never dropped for newer ones. */
  readonly pinned?: boolean;
  /** True where it is computed again by itself when its files change or its run grows. */
  readonly following?: boolean;
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
    paths: pathsOf(document),
  };
}
