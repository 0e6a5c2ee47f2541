import { moved, announce } from '../a11y';
import { barsFigure } from '../charts/bars';
import { gridOf, type Grid } from '../charts/grid';
import { h } from '../dom';
import { Plot } from '../plot';
import { hideTooltip, showTooltip } from '../tooltip';
import { t } from '../words';
import type { Shown, View, ViewContext, ViewKind } from './context';
import { cellText, measureName, pairText } from './describe';

/** One bar an item. */
class StatisticsView implements View {
  readonly element = h('div', { class: 'view' });
  readonly #heading = h('h2', {});
  readonly #difference = h('p', { class: 'statement' });
  readonly plot: Plot;
  #grid: Grid | undefined;
  #shown: Shown | undefined;

  constructor(private readonly context: ViewContext) {
    this.plot = new Plot({
      label: '',
      figure: (canvas) =>
        barsFigure(
          {
            names: this.#grid!.rows,
            values: this.#grid!.values.map(([value]) => value ?? null),
            notes: this.#grid!.rows.map((_, row) => cellText(this.#grid!, row, 0)),
            selected: this.#shown!.model.selection.row,
          },
          canvas,
        ),
      onHover: (point, { clientX, clientY }) => {
        if (point) showTooltip(this.#describe(point.y), clientX, clientY);
        else hideTooltip();
      },
      onPick: ({ y }) => this.#select(y),
      onTrouble: context.trouble,
    });
    const { element } = this.plot;
    element.tabIndex = 0;
    element.setAttribute('role', 'application');
    element.setAttribute('aria-roledescription', t('bar chart'));
    element.addEventListener('keydown', (event) => this.#key(event));
    this.element.append(this.#heading, this.#difference, element);
  }

  update(shown: Shown): void {
    this.#shown = shown;
    this.#grid = gridOf(shown.document, shown.result);
    const name = measureName(shown.measure, shown.result);
    this.#heading.textContent = this.#grid.rowTitle ? `${name} · ${this.#grid.rowTitle}` : name;
    this.plot.element.setAttribute(
      'aria-label',
      t('{0}, {1} bars. Arrow keys choose one.', name, this.#grid.rows.length),
    );
    const { difference } = shown.result.details;
    this.#difference.textContent =
      typeof difference === 'number' ? t('difference of the two: {0}', difference.toPrecision(4)) : '';
    this.plot.refresh();
  }

  #select(row: number): void {
    const { selection } = this.#shown!.model;
    this.context.select({ result: selection.result, row, col: 0 });
  }

  #key(event: KeyboardEvent): void {
    const grid = this.#grid;
    if (!grid) return;
    const row = this.#shown?.model.selection.row ?? -1;
    const next = moved(event.key, { row, col: 0 }, { rows: grid.rows.length, cols: 1 }, true);
    if (!next) return;
    event.preventDefault();
    this.#select(next.row);
    announce(this.#describe(next.row).join(', '));
  }

  #describe(row: number): readonly string[] {
    return [pairText(this.#grid!, row, 0), cellText(this.#grid!, row, 0)];
  }
}

export const statisticsView: ViewKind = {
  id: 'statistics',
  title: () => t('Statistics'),
  applies: ({ result }) => result.cols[0] === '*' && result.rows[0] !== '*',
  create: (context) => new StatisticsView(context),
};
