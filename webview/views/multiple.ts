import { chosenFrames, type At } from '../charts/cells';
import type { Judge } from '../charts/concord';
import { gridOf, type Grid } from '../charts/grid';
import { miniatureFigure } from '../charts/miniature';
import { sharedScale } from '../charts/values';
import { h } from '../dom';
import { Plot } from '../plot';
import { measureOf, sameMeasure } from '../state';
import { t } from '../words';
import type { Shown, ViewContext } from './context';
import { bestMatches, direction } from './describe';
import { scaleStrip } from './strip';

/** What one measure sees, small; its name is a switch that goes over to it. */
export class Multiple {
  readonly element: HTMLElement;
  readonly #plot: Plot;
  readonly #name: HTMLElement;
  readonly #grid: Grid;
  #selected: At | undefined;

  constructor(
    readonly judge: Judge,
    { document, model }: Shown,
    context: ViewContext,
    onSwap: () => void,
  ) {
    const result = document.results[judge.result]!;
    const measure = measureOf(model, result);
    const grid = (this.#grid = gridOf(document, result));
    const scale = sharedScale(document, sameMeasure(document, result), measure);
    this.#plot = new Plot({
      label: t('{0}, small; the table has its values.', judge.name),
      figure: (canvas) => miniatureFigure({ grid, scale, selected: this.#selected }, canvas),
      onPick: ({ x, y }) => context.select({ result: judge.result, row: y, col: x }),
      onTrouble: context.trouble,
    });
    this.#name = h(
      'button',
      { type: 'button', class: 'link', id: `swap-${judge.result}`, onclick: onSwap },
      judge.name,
    );
    const matches = measure && bestMatches(grid, measure.kind);
    this.element = h(
      'figure',
      {},
      h(
        'figcaption',
        {},
        this.#name,
        result.title === undefined ? null : h('span', { class: 'quiet' }, ` ${result.title}`),
      ),
      this.#plot.element,
      h('p', { class: 'scales' }, direction(measure), ' ', scaleStrip(scale)),
      matches && h('p', { class: 'quiet' }, matches),
    );
  }

  refresh(): void {
    this.#plot.refresh();
  }

  /** Marks the selection in place: whoever stands on the switch hears its state, and stays there. */
  mark({ document, model, result }: Shown): void {
    const { row, col } = model.selection;
    const { rows, cols } = this.#grid;
    this.#selected =
      row !== undefined && col !== undefined && row < rows.length && col < cols.length ? { row, col } : undefined;
    const chosen = sameMeasure(document, result).includes(this.judge.result);
    this.element.classList.toggle('chosen', chosen);
    this.#name.setAttribute('aria-pressed', String(chosen));
    void this.#plot.markShapes((theme) => chosenFrames(this.#selected, theme));
  }

  end(): void {
    this.#plot.end();
  }
}
