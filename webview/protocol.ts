import type { ResultDocument } from '../src/comparison/document';
import type { Drilldown } from '../src/comparison/drilldown/types';
import type { CatalogueEntry } from '../src/measures/facts';
import type { Parameters } from '../src/measures/parameters';
import type { Cell, EngineStatus, Progress } from '../src/engine/protocol';

/*
 * What the panel's page and the extension say to each other. The page draws; the extension reads, asks the engine and
 * writes. Everything is sent again when the page says `ready`, so a page may die at any time.
 */

export type { CatalogueEntry };

/** What is selected, and so marked in every plot. It is kept over reloads. */
export interface Selection {
  /** Index into the document's results. */
  readonly result: number;
  readonly row?: number;
  readonly col?: number;
  /** An instance of the chosen cell, by its place in the order that the comparison has. */
  readonly instance?: number;
}

/** The page's own state: small, JSON, kept by VS Code for the serializer. */
export interface PageState {
  readonly selection?: Selection;
  readonly view?: string;
}

/** Which comparison a panel shows: what the page hands to VS Code's `setState`, so that a reload finds it again. */
export interface KeptState {
  /** The extension's own; the page passes it on as it came. */
  readonly address: unknown;
  readonly page: PageState;
}

/**
 * All that the page draws. It is sent on `ready`, and again whenever the document as a whole changes (planned, a measure
 * appended, run again): the page keeps its state where `state` says nothing else.
 */
export interface Show {
  readonly title: string;
  /** Goes into `setState({ address, page } satisfies KeptState)`. */
  readonly address: unknown;
  /** null: not planned yet, or it could not be read (then a `failed` follows). */
  readonly document: ResultDocument | null;
  readonly catalogue: readonly CatalogueEntry[];
  readonly running: boolean;
  /** Why the document is shown but can't be computed further (moved files, read-only), if so. */
  readonly notice?: string;
  /** What else must be known (files changed since): shown beside the facts, computing goes on. */
  readonly warning?: string;
  /** Where the extension wants the page to be: what was kept, or the result of a measure just chosen. */
  readonly state?: PageState;
  /** Translations by English text (`vscode.l10n.bundle`); absent where the language is English. */
  readonly strings?: Readonly<Record<string, string>>;
}

/** What the page asks of the extension. */
export type HostRequests = {
  /** Cell drill-down: the pair compared in full, with per-instance details. */
  pairDetails: {
    params: { readonly result: number; readonly row: number; readonly col: number };
    result: ResultDocument;
  };
  /** The same pair on the very same instances; `featured` are shown with their pictures. */
  drilldown: {
    params: {
      readonly result: number;
      readonly row: number;
      readonly col: number;
      readonly featured: readonly number[];
    };
    result: Drilldown;
  };
};

/** What the page tells the extension. */
export type PageEvents = {
  ready: null;
  /** Computes one more measure for the same items (at once if it is there already). */
  chooseMeasure: { readonly id: string; readonly params: Parameters };
  cancel: null;
  skip: null;
  rerun: null;
  /** Computes everything once more without the rows that hold NaN or Inf. */
  dropNanRows: null;
  /** Opens the document's file as text: the way out when it is damaged. */
  openSource: null;
  showLog: null;
  /** Export what is shown; the extension asks where to. */
  exportAs: { readonly format: 'json' | 'csv' | 'html' | 'png' | 'svg'; readonly content?: string };
  copy: { readonly text: string; readonly what: string };
  keep: PageState;
  /** Something of the page went wrong (a CSP violation, an exception): it is logged. */
  trouble: { readonly message: string };
};

/** What the extension tells the page. */
export type ShowEvents = {
  show: Show;
  cells: readonly Cell[];
  progress: Progress;
  finished: { readonly document: ResultDocument; readonly engine: EngineStatus };
  /** Nothing (more) can be computed or shown. `source`: the document is a file that `openSource` opens as text. */
  failed: { readonly message: string; readonly source?: boolean };
};

export type HostSide = { readonly requests: HostRequests; readonly events: PageEvents };
export type PageSide = { readonly requests: Record<string, never>; readonly events: ShowEvents };
