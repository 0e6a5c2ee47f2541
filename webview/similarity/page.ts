import { gridOf, reasonForNothing, type Grid } from '../charts/grid';
import { scaleFor } from '../charts/scale';
import { fill, h } from '../dom';
import { button } from '../ui/controls';
import { direction } from '../views/describe';
import { scaleStrip } from '../views/strip';
import { t } from '../words';
import { barTable, cellTable } from './table';
import type { Showing, SimilarityPageEvents } from './protocol';

/** What the page asks for. */
export interface SimilarityActions {
  act(id: SimilarityPageEvents['act']['id']): void;
  open(): void;
}

/** More cells than this are not drawn at this size. */
const MOST_CELLS = 10_000;

/** A heatmap the width of the side bar; bars where one side has a single layer. */
export class SimilarityPage {
  readonly element = h('main', { class: 'similarity' });

  constructor(private readonly actions: SimilarityActions) {}

  show(showing: Showing): void {
    if (showing.kind === 'words') this.#words(showing);
    else this.#grid(showing);
  }

  #words({ text, action }: Extract<Showing, { kind: 'words' }>): void {
    fill(
      this.element,
      h('h1', { class: 'for-readers' }, t('Similarity')),
      h('p', { role: 'status' }, text),
      action && button({ id: 'act', label: action.label, look: 'primary', onPress: () => this.actions.act(action.id) }),
    );
  }

  #grid({ title, document: results, measure, running }: Extract<Showing, { kind: 'grid' }>): void {
    const result = results.results[0];
    if (!result) return this.#words({ kind: 'words', text: t('Nothing is computed yet.') });
    const grid = gridOf(results, result);
    const scale = scaleFor(measure, valuesOf(grid));
    const nothing = reasonForNothing(grid);
    const open = (): void => this.actions.open();
    const tooMany = grid.rows.length * grid.cols.length > MOST_CELLS;
    const single = grid.rows.length === 1 || grid.cols.length === 1;
    fill(
      this.element,
      h('h1', { class: 'title' }, title),
      h('p', { class: 'measure' }, `${measure.name} · ${direction(measure)}`),
      nothing !== null && h('p', { class: 'reason' }, nothing),
      tooMany
        ? h('p', {}, t('{0} × {1} layers: open the comparison to see them.', grid.rows.length, grid.cols.length))
        : single
          ? barTable(grid, scale, open)
          : cellTable(grid, scale, open),
      !single && !tooMany && h('div', { class: 'legend' }, scaleStrip(scale)),
      h('p', { class: 'state', role: 'status' }, running ? t('Computing…') : ''),
      button({ id: 'open', label: t('Open Comparison'), onPress: open }),
    );
  }
}

function* valuesOf(grid: Grid): Iterable<number> {
  for (const row of grid.values) for (const value of row) if (value !== null) yield value;
}
