import { moved } from '../a11y';
import { formatValue } from '../charts/numbers';
import { sorted, tableText, valueTable, type Order, type TableRow, type ValueTable } from '../charts/table';
import { fill, h } from '../dom';
import { sameMeasure } from '../state';
import { button } from '../ui/controls';
import { t } from '../words';
import type { Shown, View, ViewContext, ViewKind } from './context';
import { direction, measureName } from './describe';

/** Rows in the page at a time: a table of a million cells stays light. */
const pageSize = 100;

/** The same values as numbers: to sort, to read aloud, to copy. */
class TableView implements View {
  readonly element = h('div', { class: 'view' });
  #shown: Shown | undefined;
  #table: ValueTable | undefined;
  #ordered: readonly TableRow[] = [];
  #order: Order | undefined;
  #page = 0;
  #drawn: { version: number; measure: string } | undefined;

  constructor(private readonly context: ViewContext) {}

  update(shown: Shown): void {
    this.#shown = shown;
    const measure = JSON.stringify([shown.result.measure, shown.result.params]);
    if (this.#drawn?.version !== shown.model.version || this.#drawn.measure !== measure) {
      if (this.#drawn?.measure !== measure) this.#page = 0;
      this.#drawn = { version: shown.model.version, measure };
      this.#table = valueTable(shown.document, sameMeasure(shown.document, shown.result));
      this.#sort();
    }
    this.#draw();
  }

  #sort(): void {
    const rows = this.#table?.rows ?? [];
    this.#ordered = this.#order ? sorted(rows, this.#order) : rows;
  }

  #draw(): void {
    const { measure, result } = this.#shown!;
    const pages = Math.max(1, Math.ceil(this.#ordered.length / pageSize));
    this.#page = Math.min(this.#page, pages - 1);
    const first = this.#page * pageSize;
    const body = h(
      'tbody',
      {},
      ...this.#ordered.slice(first, first + pageSize).map((row, index) => this.#row(row, first + index)),
    );
    body.addEventListener('keydown', (event) => this.#key(event));
    fill(
      this.element,
      h(
        'div',
        { class: 'actions' },
        this.#copyButton('tsv', t('Copy')),
        this.#copyButton('csv', t('Copy as CSV')),
        pages > 1 && this.#pager(pages),
      ),
      h(
        'div',
        { class: 'table-scroll', tabindex: -1 },
        h(
          'table',
          { class: 'values', 'aria-rowcount': this.#ordered.length + 1 },
          h('caption', {}, [measureName(measure, result), direction(measure)].filter(Boolean).join(', ')),
          h('thead', {}, h('tr', { 'aria-rowindex': 1 }, ...this.#headings())),
          body,
        ),
      ),
    );
  }

  #headings(): HTMLElement[] {
    const heading = (title: string, by: Order['by']): HTMLElement => {
      const active = this.#order?.by === by;
      const sort = !active ? 'none' : this.#order?.descending ? 'descending' : 'ascending';
      return h(
        'th',
        { scope: 'col', 'aria-sort': sort, class: by === 'value' ? 'number' : '' },
        h(
          'button',
          { id: `sort-${by}`, type: 'button', title, onclick: () => this.#sortBy(by) },
          title,
          h('span', { 'aria-hidden': 'true' }, sort === 'none' ? '' : sort === 'ascending' ? ' ↑' : ' ↓'),
        ),
      );
    };
    return [
      ...this.#table!.columns.map((title, index) => heading(title, index)),
      heading(t('Value'), 'value'),
      h('th', { scope: 'col' }, t('Note')),
    ];
  }

  #row(row: TableRow, index: number): HTMLElement {
    const { selection } = this.#shown!.model;
    const chosen = selection.result === row.result && selection.row === row.row && selection.col === row.col;
    const choose = (): void => this.context.select({ result: row.result, row: row.row, col: row.col });
    return h(
      'tr',
      {
        id: `value-${index}`,
        class: chosen ? 'chosen' : '',
        'aria-rowindex': index + 2,
        'aria-current': chosen && 'true',
        tabindex: index % pageSize === 0 ? 0 : -1,
        onclick: choose,
        onkeydown: (event) => {
          if (!['Enter', ' '].includes((event as KeyboardEvent).key)) return;
          event.preventDefault();
          choose();
        },
      },
      ...row.names.map((name) => h('td', { class: 'name', title: name }, name)),
      h('td', { class: 'number', title: row.value ?? '' }, row.value === null ? '' : formatValue(row.value)),
      h('td', { class: 'note' }, note(row)),
    );
  }

  #sortBy(by: Order['by']): void {
    const descending = this.#order?.by === by ? !this.#order.descending : by === 'value';
    this.#order = { by, descending };
    this.#page = 0;
    this.#sort();
    this.#draw();
  }

  #key(event: KeyboardEvent): void {
    const body = event.currentTarget as HTMLElement;
    const rows = [...body.children] as HTMLElement[];
    const here = rows.findIndex((row) => row === document.activeElement);
    const next = moved(event.key, { row: here, col: 0 }, { rows: rows.length, cols: 1 }, true);
    if (!next || here < 0) return;
    event.preventDefault();
    rows[here]!.tabIndex = -1;
    rows[next.row]!.tabIndex = 0;
    rows[next.row]!.focus();
  }

  #copyButton(format: 'tsv' | 'csv', label: string): HTMLElement {
    return button({
      id: `copy-${format}`,
      label,
      onPress: () => {
        const table = { columns: this.#table!.columns, rows: this.#ordered };
        this.context.copy(tableText(table, format === 'csv' ? ',' : '\t'), t('the table'));
      },
    });
  }

  #pager(pages: number): HTMLElement {
    const go = (id: string, label: string, to: number): HTMLElement =>
      button({
        id,
        label,
        onPress: () => {
          this.#page = to;
          this.#draw();
        },
        attributes: { disabled: to < 0 || to >= pages },
      });
    return h(
      'span',
      { class: 'pager' },
      go('page-back', t('Back'), this.#page - 1),
      h('span', {}, t('page {0} of {1}', this.#page + 1, pages)),
      go('page-on', t('On'), this.#page + 1),
    );
  }
}

function note({ state, reason }: TableRow): string {
  switch (state) {
    case 'value':
      return '';
    case 'pending':
      return t('not computed yet');
    case 'undefined':
      return t('undefined: {0}', reason);
    case 'failed':
      return t('failed: {0}', reason);
  }
}

export const tableView: ViewKind = {
  id: 'table',
  title: () => t('Table'),
  applies: () => true,
  create: (context) => new TableView(context),
};
