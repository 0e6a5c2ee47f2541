import { cellDetails } from '../../src/comparison/cells';
import type { Item, Result, ResultDocument } from '../../src/comparison/document';
import { gridOf } from '../charts/grid';
import { formatValue } from '../charts/numbers';
import { fill, h, whenChanged } from '../dom';
import type { Host } from '../host';
import { busy } from '../ui/controls';
import { t } from '../words';
import type { Shown, ViewContext } from './context';
import { cellText, direction, measureName, pairText } from './describe';
import { sectionsOf, type Section } from './sections';

/** What was learnt of a cell beyond the document: it is asked for once. */
type Learnt =
  | { readonly state: 'asked' }
  | { readonly state: 'refused'; readonly why: string }
  | { readonly state: 'known'; readonly document: ResultDocument };

/** The chosen cell: its value, what it stands on, and where it comes from. */
export class Pane {
  readonly element = h('aside', { class: 'pane', 'aria-label': t('The chosen cell') });
  readonly #learnt = new Map<string, Learnt>();
  #sections: readonly Section[] = [];
  #shown: Shown | undefined;
  readonly #rebuild = whenChanged(() => this.#build());

  constructor(
    private readonly context: ViewContext,
    private readonly host: Host,
  ) {}

  update(shown: Shown): void {
    const { result, model, document } = shown;
    if (this.#shown && fingerprintOf(this.#shown.document) !== fingerprintOf(document)) this.#learnt.clear();
    this.#shown = shown;
    const { row, col } = chosenCell(shown);
    const value = row === undefined ? undefined : result.values[row]?.[col ?? 0];
    const reasons = result.undefined.length + (result.failed?.length ?? 0);
    this.#ask();
    this.#rebuild(
      model.selection.result,
      row,
      col,
      value,
      reasons,
      this.#learnt.get(this.#key()),
      result.warnings.length,
    );
  }

  #key(): string {
    const { row, col } = chosenCell(this.#shown!);
    return [this.#shown!.model.selection.result, row, col].join(' ');
  }

  /** Asks the extension for the pair in full, when there is one and the value is there. */
  #ask(): void {
    const shown = this.#shown!;
    const { row, col } = chosenCell(shown);
    const key = this.#key();
    if (!this.host.peer || row === undefined || col === undefined || this.#learnt.has(key)) return;
    if (shown.model.running || shown.model.notice !== undefined) return;
    if (shown.result.cols[0] === '*' || shown.result.values[row]?.[col] == null) return;
    if (shown.document.request.mode === 'pair') return; // it is in full already
    this.#learnt.set(key, { state: 'asked' });
    const { result } = shown.model.selection;
    const settle = (learnt: Learnt): void => {
      this.#learnt.set(key, learnt);
      if (this.#shown) this.update(this.#shown);
    };
    this.host.peer.request('pairDetails', { result, row, col }).then(
      (document) => settle({ state: 'known', document }),
      (error: unknown) => settle({ state: 'refused', why: error instanceof Error ? error.message : String(error) }),
    );
  }

  #build(): void {
    for (const { plots } of this.#sections) for (const plot of plots) plot.end();
    this.#sections = [];
    const shown = this.#shown!;
    const { row, col } = chosenCell(shown);
    if (row === undefined || col === undefined) {
      return fill(this.element, h('p', { class: 'quiet' }, t('Choose a cell to see what its value stands on.')));
    }
    const { document, result, measure } = shown;
    const grid = gridOf(document, result);
    const learnt = this.#learnt.get(this.#key());
    const details = this.#details(row, col);
    this.#sections = details ? sectionsOf({ details, measure, context: this.context }) : [];
    const state = grid.state(row, col);
    const warnings = learnt?.state === 'known' ? (learnt.document.results[0]?.warnings ?? []) : [];
    fill(
      this.element,
      h('h2', { class: 'cell-name' }, pairText(grid, row, col)),
      h(
        'p',
        { class: `cell-value ${state}` },
        h('strong', { class: 'number' }, cellText(grid, row, col)),
        state === 'value' &&
          h(
            'span',
            { class: 'quiet' },
            ` ${[measureName(measure, result), direction(measure)].filter(Boolean).join(', ')}`,
          ),
      ),
      ...warnings.map((warning) => h('p', { class: 'warning-line' }, warning)),
      this.#sides(document, result, row, col),
      learnt?.state === 'asked' && busy(t('Computing the details of this pair…')),
      learnt?.state === 'refused' &&
        h('p', { class: 'message' }, t('The details could not be computed: {0}', learnt.why)),
      ...this.#sections.map(({ element }) => element),
    );
  }

  /** Details of the pair computed in full, else those in the document. */
  #details(row: number, col: number): ReturnType<typeof cellDetails> {
    const learnt = this.#learnt.get(this.#key());
    const full = learnt?.state === 'known' ? learnt.document.results[0] : undefined;
    return (full && cellDetails(full, 0, 0)) ?? cellDetails(this.#shown!.result, row, col);
  }

  #sides(document: ResultDocument, result: Result, row: number, col: number): HTMLElement | null {
    const ids = [...new Set([result.rows[row], result.cols[col]])];
    const items = ids.flatMap((id) => document.items.filter((item) => item.id === id));
    if (items.length === 0) return null;
    const line = (title: string, text: (item: Item) => string): HTMLElement | null =>
      items.some((item) => text(item) !== '')
        ? h(
            'tr',
            {},
            h('th', { scope: 'row' }, title),
            ...items.map((item) => h('td', { title: text(item) }, text(item))),
          )
        : null;
    return h(
      'table',
      { class: 'sides' },
      h('caption', { class: 'for-readers' }, t('The arrays of this cell')),
      h(
        'tbody',
        {},
        line(t('Array'), ({ path, key }) => (key === null ? path : `${path}::${key}`)),
        line(t('Stored'), ({ shape, dtype }) => [shape.join('×'), dtype].filter(Boolean).join(' ')),
        line(t('Compared as'), ({ reduced }) => reduced.join('×')),
        line(t('Reduction'), ({ reduction }) => reduction),
        line(t('Rank'), ({ rank }) => (rank == null ? '' : formatValue(rank))),
      ),
    );
  }
}

/** The selected cell; the only one, where there is one only. */
export function chosenCell({ model, result }: Shown): {
  readonly row: number | undefined;
  readonly col: number | undefined;
} {
  const { row, col } = model.selection;
  if (row === undefined && result.rows.length === 1 && result.cols.length === 1) return { row: 0, col: 0 };
  return { row, col };
}

function fingerprintOf(document: ResultDocument): string {
  return document.created + document.items.map(({ fingerprint }) => fingerprint).join();
}
