import type { ResultDocument } from '../../src/comparison/document';
import type { CatalogueEntry } from '../../src/measures/facts';

/*
 * What the Similarity view's page and the extension say to each other. The page draws one small grid; everything is sent
 * again when the page says `ready`.
 */

/** What a button of the view starts. */
export type SimilarityAction = 'setBaseline' | 'createSample' | 'chooseLayout' | 'showLog';

/** What the view shows: a grid, or words where there is none. */
export type Showing =
  | {
      readonly kind: 'words';
      readonly text: string;
      readonly action?: { readonly id: SimilarityAction; readonly label: string };
    }
  | {
      readonly kind: 'grid';
      readonly title: string;
      /** With the one result that is drawn. */
      readonly document: ResultDocument;
      readonly measure: CatalogueEntry;
      readonly running: boolean;
    };

/** What the page tells the extension. */
export type SimilarityPageEvents = {
  ready: null;
  act: { readonly id: SimilarityAction };
  /** Opens the comparison in a panel. */
  open: null;
  trouble: { readonly message: string };
};

export type SimilarityEvents = {
  show: { readonly showing: Showing; readonly strings?: Readonly<Record<string, string>> };
};

export type SimilarityHostSide = { readonly requests: Record<string, never>; readonly events: SimilarityPageEvents };
export type SimilarityPageSide = { readonly requests: Record<string, never>; readonly events: SimilarityEvents };
