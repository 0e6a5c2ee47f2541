import { gridOf, reasonForNothing, type Grid } from '../charts/grid';
import { formatValue } from '../charts/numbers';
import { colourOf, scaleFor, type Scale } from '../charts/scale';
import { fill, h } from '../dom';
import { button } from '../ui/controls';
import { direction } from '../views/describe';
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
  readonly element = h('div', { class: 'similarity' });

  constructor(private readonly actions: SimilarityActions) {}

  show(showing: Showing): void {
    if (showing.kind === 'words') this.#words(showing);
    else this.#grid(showing);
  }

  #words({ text, action }: Extract<Showing, { kind: 'words' }>): void {
    fill(
      this.element,
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
      h('p', { class: 'title' }, title),
      h('p', { class: 'measure' }, `${measure.name} · ${direction(measure)}`),
      nothing !== null && h('p', { class: 'reason' }, nothing),
      tooMany
        ? h('p', {}, t('{0} × {1} layers: open the comparison to see them.', grid.rows.length, grid.cols.length))
        : single
          ? barTable(grid, scale, open)
          : cellTable(grid, scale, open),
      !single && legend(scale),
      h('p', { class: 'state', role: 'status' }, running ? t('Computing…') : ''),
      button({ id: 'open', label: t('Open Comparison'), onPress: open }),
    );
  }
}

function* valuesOf(grid: Grid): Iterable<number> {
  for (const row of grid.values) for (const value of row) if (value !== null) yield value;
}

/** The scale's two ends in digits, its colours between them. */
function legend(scale: Scale): HTMLElement {
  const colours = scale.stops.map(([at]) => {
    const [red, green, blue] = colourOf(scale, scale.low + at * (scale.high - scale.low));
    return `rgb(${red} ${green} ${blue})`;
  });
  return h(
    'div',
    { class: 'legend', 'aria-hidden': 'true' },
    h('span', {}, formatValue(scale.low)),
    h('span', { class: 'ramp', style: `background: linear-gradient(to right, ${colours.join(', ')})` }),
    h('span', {}, formatValue(scale.high)),
  );
}
