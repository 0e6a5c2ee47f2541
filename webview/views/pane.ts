import { cellDetails } from '../../src/comparison/cells';
import type { Item, Result, ResultDocument } from '../../src/comparison/document';
import type { Details } from '../../src/measures/measure';
import { gridOf, type Grid } from '../charts/grid';
import { formatValue } from '../charts/numbers';
import { assign, fill, h, whenChanged } from '../dom';
import type { Host } from '../host';
import { measureOf } from '../state';
import { busy } from '../ui/controls';
import { sectionTabs } from '../ui/section-tabs';
import { sharedFolder } from '../paths';
import { t } from '../words';
import type { Shown, ViewContext } from './context';
import { cellText, direction, measureName, pairText } from './describe';
import type { Looked } from '../looked';
import { Learning, type Cell } from './learning';
import { sectionsOf, type Explained, type Section, type SectionTab } from './sections/index';
import { placesThatMoved } from './sections/instances';

/** The chosen cell: its value, what it stands on, and where it comes from. */
export class Pane {
  readonly element = h('aside', { class: 'pane', 'aria-label': t('The chosen cell') });
  readonly #learning: Learning;
  #sections: readonly Section[] = [];
  #shown: Shown | undefined;
  /** Chosen by the person; the first one until then. */
  #tab: SectionTab | 'all' | undefined;
  readonly #rebuild = whenChanged(() => this.#build());
  readonly #mark = whenChanged(() =>
    this.#sections.forEach(({ mark }) => mark?.(this.#shown!.model.selection.instance)),
  );

  constructor(
    private readonly context: ViewContext,
    host: Host,
  ) {
    this.#learning = new Learning(host, () => this.#shown && this.update(this.#shown));
  }

  /** What was learnt of cells, for a report. */
  get looked(): readonly Looked[] {
    return this.#learning.looked;
  }

  update(shown: Shown): void {
    const { result, model, document } = shown;
    if (this.#shown && fingerprintOf(this.#shown.document) !== fingerprintOf(document)) this.#learning.forget();
    this.#shown = shown;
    const cell = cellOf(shown);
    if (cell && asks(shown, cell))
      this.#learning.ask(cell, (details) => placesThatMoved(this.#explained(cell, details)));
    this.#rebuild(
      model.selection.result,
      cell?.row,
      cell?.col,
      cell && result.values[cell.row]?.[cell.col],
      result.undefined.length + (result.failed?.length ?? 0),
      cell && this.#learning.detailsOf(cell),
      cell && this.#learning.drilldownOf(cell),
      result.warnings.length,
    );
    this.#mark(model.selection.instance, this.#sections);
  }

  #build(): void {
    for (const { plots } of this.#sections) for (const plot of plots) plot.end();
    this.#sections = [];
    const shown = this.#shown!;
    const cell = cellOf(shown);
    if (!cell) {
      return fill(this.element, h('p', { class: 'quiet' }, t('Choose a cell to see what its value stands on.')));
    }
    const { row, col } = cell;
    const { document, result, measure } = shown;
    const grid = gridOf(document, result);
    const details = this.#learning.detailsOf(cell);
    const drilldown = this.#learning.drilldownOf(cell);
    this.#sections = this.#makeSections(cell, grid);
    const state = grid.state(row, col);
    const warnings = details?.state === 'known' ? (details.content.results[0]?.warnings ?? []) : [];
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
      details?.state === 'asked' && busy(t('Computing the details of this pair…')),
      details?.state === 'refused' &&
        h('p', { class: 'message' }, t('The details could not be computed: {0}', details.why)),
      drilldown?.state === 'asked' && busy(t('Looking at the instances of this pair…')),
      drilldown?.state === 'refused' &&
        h('p', { class: 'message' }, t('The instances could not be looked at: {0}', drilldown.why)),
      ...this.#tabbed(),
    );
  }

  #makeSections(cell: Cell, grid: Grid): readonly Section[] {
    const details = this.#learning.detailsOf(cell);
    const drilldown = this.#learning.drilldownOf(cell);
    const explained = this.#explained(cell, details?.state === 'known' ? details.content : undefined);
    const [own, ...others] = explained;
    if (!own) return [];
    const { selection } = this.#shown!.model;
    const names = namesOf(grid, cell);
    return sectionsOf({
      explained: [own, ...others],
      drilldown: drilldown?.state === 'known' ? drilldown.content : undefined,
      names,
      instance: selection.instance,
      pick: (instance) => {
        const { result, row, col } = this.#shown!.model.selection;
        const at = row === undefined || col === undefined ? {} : { row, col };
        this.context.select({ result, ...at, ...(instance !== undefined && { instance }) });
      },
      context: this.context,
    });
  }

  /** The sections behind small tabs, where there are several. */
  #tabbed(): readonly HTMLElement[] {
    const present = new Set(this.#sections.map(({ tab }) => tab).filter((tab) => tab !== 'always'));
    const names = tabNames();
    const choices = [...[...present].map((id) => ({ id, title: names[id] })), { id: 'all' as const, title: t('All') }];
    const active = choices.find(({ id }) => id === this.#tab)?.id ?? choices[0]!.id;
    const panel = h('div', { id: 'sections' }, ...this.#sections.map(({ element }) => element));
    const show = (chosen: SectionTab | 'all'): void => {
      for (const { tab, element } of this.#sections) {
        element.hidden = chosen !== 'all' && tab !== 'always' && tab !== chosen;
      }
    };
    show(active);
    if (present.size < 2) return [panel];
    assign(panel, { role: 'tabpanel', 'aria-label': t('What the value stands on') });
    const tabs = sectionTabs(choices, {
      active,
      label: t('What the value stands on'),
      panel: 'sections',
      onChange: (id) => {
        this.#tab = id;
        show(id);
      },
    });
    return [tabs, panel];
  }

  /** The chosen measure's details first: those of the pair computed in full, else those in the document. */
  #explained(cell: Cell, full: ResultDocument | undefined): readonly Explained[] {
    const { result, model, document } = this.#shown!;
    const ownDetails =
      (full?.results[0] && cellDetails(full.results[0], 0, 0)) ?? cellDetails(result, cell.row, cell.col);
    const explain = (each: Result, value: number | null | undefined, details: Details | undefined): Explained => {
      const measure = measureOf(model, each);
      const name = measureName(measure, each);
      return { id: each.measure, name, measure, value: value ?? null, details: details ?? {} };
    };
    const own = explain(result, result.values[cell.row]?.[cell.col], ownDetails);
    const more = full?.results.slice(1) ?? (document.request.mode === 'pair' ? document.results : []);
    const others = more
      .filter((each) => each !== result && each.rows.length === 1 && each.cols.length === 1)
      .map((each) => explain(each, each.values[0]?.[0], cellDetails(each, 0, 0)));
    return [own, ...others.filter(({ id }) => id !== own.id)];
  }

  #sides(document: ResultDocument, result: Result, row: number, col: number): HTMLElement | null {
    const ids = [...new Set([result.rows[row], result.cols[col]])];
    const items = ids.flatMap((id) => document.items.filter((item) => item.id === id));
    if (items.length === 0) return null;
    const pathOf = ({ path, key }: Item): string => (key === null ? path : `${path}::${key}`);
    const folder = sharedFolder(document.items.map(({ path }) => path));
    const line = (title: string, text: (item: Item) => string, whole = text): HTMLElement | null =>
      items.some((item) => text(item) !== '')
        ? h(
            'tr',
            {},
            h('th', { scope: 'row' }, title),
            ...items.map((item) => h('td', { title: whole(item) }, text(item))),
          )
        : null;
    return h(
      'table',
      { class: 'sides', 'aria-label': t('The arrays of this cell') },
      h(
        'tbody',
        {},
        line(t('Array'), (item) => pathOf(item).slice(folder.length), pathOf),
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

function cellOf(shown: Shown): Cell | undefined {
  const { row, col } = chosenCell(shown);
  return row === undefined || col === undefined ? undefined : { result: shown.model.selection.result, row, col };
}

/** Is there a pair behind the cell, with a value, whose files are where they were? */
function asks({ model, result }: Shown, { row, col }: Cell): boolean {
  if (model.running || model.notice !== undefined) return false;
  return result.cols[0] !== '*' && result.values[row]?.[col] != null;
}

/** The two sides by what tells them apart. */
function namesOf(grid: Grid, { row, col }: Cell): readonly [string, string] {
  const [first, second] = [grid.rows[row] ?? '', grid.cols[col] ?? ''];
  if (first !== second) return [first, second];
  const [rows, cols] = [grid.rowTitle.split(' · '), grid.colTitle.split(' · ')];
  const only = (own: readonly string[], other: readonly string[]): string =>
    own.filter((part) => !other.includes(part)).join(' · ');
  const [a, b] = [only(rows, cols), only(cols, rows)];
  return a === '' || b === '' ? [`${first} (1)`, `${second} (2)`] : [a, b];
}

function tabNames(): Readonly<Record<Exclude<SectionTab, 'always'>, string>> {
  return {
    spectrum: t('Spectrum'),
    rsms: t('RSMs'),
    aligned: t('Aligned'),
    neighbours: t('Neighbours'),
    agreement: t('Agreement'),
    classes: t('Classes'),
    spread: t('Per instance'),
    chance: t('Chance'),
    details: t('Details'),
  };
}

function fingerprintOf(document: ResultDocument): string {
  return document.created + document.items.map(({ fingerprint }) => fingerprint).join();
}
