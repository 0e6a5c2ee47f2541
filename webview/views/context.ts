import type { Result, ResultDocument } from '../../src/comparison/document';
import type { CatalogueEntry, Selection } from '../protocol';
import type { PageModel } from '../state';
import type { Plot } from '../plot';

/** What a view may do besides drawing. */
export interface ViewContext {
  select(selection: Selection): void;
  /** Hands text to the clipboard; `what` names it for the person. */
  copy(text: string, what: string): void;
  /** Hands a picture or a table to be written to a file. */
  save(format: 'png' | 'svg' | 'csv', content: string): void;
  trouble(message: string): void;
}

/** A model with a document in it, and the result that is chosen. */
export interface Shown {
  readonly model: PageModel;
  readonly document: ResultDocument;
  readonly result: Result;
  readonly measure: CatalogueEntry | undefined;
}

/** One way to look at a comparison, behind one tab. */
export interface View {
  readonly element: HTMLElement;
  update(shown: Shown): void;
  /** The picture that an export means; undefined where the view has none. */
  readonly plot?: Plot | undefined;
}

export interface ViewKind {
  readonly id: string;
  title(shown: Shown): string;
  /** Does the chosen result have something to show here? */
  applies(shown: Shown): boolean;
  create(context: ViewContext): View;
}
