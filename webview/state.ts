import { applyCell } from '../src/comparison/cells';
import type { Result, ResultDocument } from '../src/comparison/document';
import { factsWith } from '../src/measures/facts';
import type { Cell, Progress } from '../src/engine/protocol';
import type { CatalogueEntry, PageState, Selection, Show } from './protocol';

/** Everything the page draws from. Views read it and never change it. */
export interface PageModel {
  readonly title: string;
  readonly document: ResultDocument | null;
  readonly catalogue: readonly CatalogueEntry[];
  readonly running: boolean;
  readonly cancelling: boolean;
  readonly notice: string | undefined;
  readonly warning: string | undefined;
  readonly progress: Progress | null;
  readonly failure: { readonly message: string; readonly source?: boolean | undefined } | null;
  /** Shared by all views: what is chosen in one is marked in all. */
  readonly selection: Selection;
  readonly view: string | undefined;
  /** Grows with every change of the document: cells are written in place. */
  readonly version: number;
}

const empty: PageModel = {
  title: '',
  document: null,
  catalogue: [],
  running: false,
  cancelling: false,
  notice: undefined,
  warning: undefined,
  progress: null,
  failure: null,
  selection: { result: 0 },
  view: undefined,
  version: 0,
};

/** `streamed`: it is one of many changes of their kind that nobody waits for one by one. */
type Listener = (model: PageModel, streamed: boolean) => void;

/** The page's state and the only ways to change it. Listeners are called after every change. */
export class Store {
  #model: PageModel = empty;
  readonly #listeners = new Set<Listener>();
  /** Cells came since the document as a whole did: nobody waits for the next ones one by one. */
  #streaming = false;

  /** `keep` hears what is to outlive the page. */
  constructor(private readonly keep: (state: PageState) => void) {}

  get model(): PageModel {
    return this.#model;
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  show({ title, document, catalogue, running, notice, warning, state }: Show): void {
    this.#streaming = false;
    this.#set({
      title,
      document,
      catalogue,
      running,
      notice,
      warning,
      cancelling: false,
      progress: null,
      failure: null,
      selection: valid(document, state?.selection ?? this.#model.selection),
      view: state?.view ?? this.#model.view,
      version: this.#model.version + 1,
    });
  }

  cells(cells: readonly Cell[]): void {
    const { document, version } = this.#model;
    if (!document) return;
    for (const cell of cells) applyCell(document, cell);
    const first = !this.#streaming;
    this.#streaming = true;
    this.#set({ version: version + 1 }, !first);
  }

  progress(progress: Progress): void {
    this.#set({ progress }, true);
  }

  finished(document: ResultDocument): void {
    this.#set({
      document,
      running: false,
      cancelling: false,
      progress: null,
      selection: valid(document, this.#model.selection),
      version: this.#model.version + 1,
    });
  }

  failed(failure: NonNullable<PageModel['failure']>): void {
    this.#set({ failure, running: false, cancelling: false, progress: null });
  }

  cancelling(): void {
    this.#set({ cancelling: true });
  }

  select(selection: Selection): void {
    const chosen = valid(this.#model.document, selection);
    const now = this.#model.selection;
    if ((['result', 'row', 'col', 'instance'] as const).every((part) => chosen[part] === now[part])) return;
    this.#set({ selection: chosen });
    this.#keep();
  }

  view(view: string): void {
    if (view === this.#model.view) return;
    this.#set({ view });
    this.#keep();
  }

  #set(change: Partial<PageModel>, streamed = false): void {
    this.#model = { ...this.#model, ...change };
    for (const listener of this.#listeners) listener(this.#model, streamed);
  }

  #keep(): void {
    const { selection, view } = this.#model;
    this.keep({ selection, ...(view !== undefined && { view }) });
  }
}

/** The selection as far as the document has it. */
function valid(document: ResultDocument | null, { result, row, col, instance }: Selection): Selection {
  const chosen = document?.results[result];
  if (!chosen) return { result: 0 };
  const there = row !== undefined && col !== undefined && row < chosen.rows.length && col < chosen.cols.length;
  const marked = instance === undefined ? {} : { instance };
  return there ? { result, row, col, ...marked } : { result, ...marked };
}

/** What the catalogue says of a result's measure under its parameters; nothing where the measure is unknown here. */
export function measureOf(model: Pick<PageModel, 'catalogue'>, result: Result): CatalogueEntry | undefined {
  const entry = model.catalogue.find(({ id }) => id === result.measure);
  return entry && factsWith(entry, result.params);
}

/** The results of one measure with the same parameters: a layer's each, say. */
export function sameMeasure(document: ResultDocument, chosen: Result): readonly number[] {
  const key = measureKey(chosen);
  return document.results.flatMap((result, index) => (measureKey(result) === key ? [index] : []));
}

export function measureKey(result: Pick<Result, 'measure' | 'params'>): string {
  const params = Object.entries(result.params).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([result.measure, params]);
}
