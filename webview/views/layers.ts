import { gridOf, reasonForNothing } from '../charts/grid';
import { sharedScale } from '../charts/values';
import { fill, h } from '../dom';
import { sameMeasure } from '../state';
import { t } from '../words';
import type { Shown, View, ViewContext, ViewKind } from './context';
import { bestMatches, direction, measureName } from './describe';
import { Heatmap } from './heatmap';

/** A heatmap of the chosen result, with what it says about matching rows and columns. */
class MatrixView implements View {
  readonly element = h('div', { class: 'view' });
  readonly #heatmap: Heatmap;
  readonly #says = h('p', { class: 'statement' });
  #drawn: { version: number; result: number } | undefined;
  #result = 0;

  constructor(context: ViewContext) {
    this.#heatmap = new Heatmap(context, (at) => context.select({ result: this.#result, ...at }));
    this.element.append(this.#heatmap.element, this.#says);
  }

  get plot(): Heatmap['plot'] {
    return this.#heatmap.plot;
  }

  update({ model, document, result, measure }: Shown): void {
    const { selection, version } = model;
    this.#result = selection.result;
    const { row, col } = selection;
    const selected = row !== undefined && col !== undefined ? { row, col } : undefined;
    if (this.#drawn?.version === version && this.#drawn.result === selection.result)
      return this.#heatmap.mark(selected);
    this.#drawn = { version, result: selection.result };
    const grid = gridOf(document, result);
    this.#heatmap.update({
      grid,
      scale: sharedScale(document, sameMeasure(document, result), measure),
      selected,
      label: t(
        '{0}, {1} rows by {2} columns, {3}.',
        measureName(measure, result),
        grid.rows.length,
        grid.cols.length,
        direction(measure),
      ),
    });
    const others = result.rows.some((id, index) => id !== result.cols[index]); // of itself it would always be true
    const nothing = reasonForNothing(grid);
    fill(
      this.#says,
      nothing !== null && t('No cell has a value: {0}', nothing),
      measure && others && bestMatches(grid, measure.kind),
    );
  }
}

export function isMatrix({ result }: Shown): boolean {
  return result.cols[0] !== '*' && result.rows.length * result.cols.length > 1;
}

export const layersView: ViewKind = {
  id: 'layers',
  title: () => t('Layers × layers'),
  applies: (shown) =>
    shown.document.request.mode === 'layers' && shown.measure?.subject !== 'outputs' && isMatrix(shown),
  create: (context) => new MatrixView(context),
};
