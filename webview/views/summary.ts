import type { Result } from '../../src/comparison/document';
import { gridOf } from '../charts/grid';
import { fill, h } from '../dom';
import { measureOf, type PageModel } from '../state';
import { t } from '../words';
import type { Shown, View, ViewContext, ViewKind } from './context';
import { cellText, direction, measureName, parametersText } from './describe';

/** One value a measure: a pair, or a group of models judged together. */
class SummaryView implements View {
  readonly element = h('div', { class: 'view' });

  constructor(private readonly context: ViewContext) {}

  update({ model, document }: Shown): void {
    const singles = document.results.flatMap((result, index) => (isSingle(result) ? [{ result, index }] : []));
    fill(
      this.element,
      h(
        'table',
        { class: 'summary' },
        h('caption', {}, t('One value for each measure')),
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            h('th', { scope: 'col' }, t('Measure')),
            h('th', { scope: 'col', class: 'number' }, t('Value')),
            h('th', { scope: 'col' }, t('Direction')),
          ),
        ),
        h('tbody', {}, ...singles.map(({ result, index }) => this.#row(model, result, index))),
      ),
    );
  }

  #row(model: PageModel, result: Result, index: number): HTMLElement {
    const { document, selection } = model;
    const measure = measureOf(model, result);
    const parameters = parametersText(measure, result);
    const chosen = selection.result === index;
    return h(
      'tr',
      { class: chosen ? 'chosen' : '' },
      h(
        'th',
        { scope: 'row' },
        h(
          'button',
          {
            class: 'link',
            id: `summary-${index}`,
            type: 'button',
            'aria-pressed': String(chosen),
            onclick: () => this.context.select({ result: index, row: 0, col: 0 }),
          },
          measureName(measure, result),
        ),
        parameters && h('span', { class: 'quiet' }, ` ${parameters}`),
      ),
      h('td', { class: 'number' }, document ? cellText(gridOf(document, result), 0, 0) : ''),
      h('td', {}, result.rows[0] === '*' ? [t('all together'), direction(measure)].join(', ') : direction(measure)),
    );
  }
}

function isSingle(result: Result): boolean {
  return result.rows.length === 1 && result.cols.length === 1 && (result.cols[0] !== '*' || result.rows[0] === '*');
}

export const summaryView: ViewKind = {
  id: 'summary',
  title: ({ measure }) => (measure?.subject === 'outputs' ? t('Outputs') : t('Values')),
  applies: ({ document }) => document.results.some(isSingle),
  create: (context) => new SummaryView(context),
};
