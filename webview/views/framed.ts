import type { Twin } from '../charts/twin';
import { twinText } from '../charts/twin';
import { formatValue } from '../charts/numbers';
import { h, type Child } from '../dom';
import type { Plot } from '../plot';
import { menuButton } from '../ui/menu';
import { t } from '../words';
import type { ViewContext } from './context';

/** Rows that the page shows; files and the clipboard get all. */
const rowsShown = 200;

export interface FramedOptions {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** h2 in views, h3 (the default) in the pane, below the cell's name. */
  readonly heading?: 'h2' | 'h3';
  readonly plot: Plot;
  /** What the picture is steered by. */
  readonly above?: readonly Child[];
  /** What is said below the picture. */
  readonly notes?: readonly Child[];
  readonly twin: () => Twin;
  readonly context: ViewContext;
}

/** A plot with its title, its table, and the ways to take both along. */
export function framed({
  id,
  title,
  heading = 'h3',
  plot,
  above = [],
  notes = [],
  twin,
  context,
}: FramedOptions): HTMLElement {
  return h(
    'section',
    { class: 'framed' },
    h('div', { class: 'framed-head' }, h(heading, {}, title), exportsOf({ id, title, plot, twin, context })),
    ...above,
    plot.element,
    ...notes,
    disclosedTable(twin, title),
  );
}

function exportsOf({ id, title, plot, twin, context }: FramedOptions): HTMLElement {
  const picture = (format: 'png' | 'svg'): void => {
    plot.picture(format).then(
      (content) => context.save(format, content),
      (error: unknown) => context.trouble(`export: ${String(error)}`),
    );
  };
  return menuButton({
    id: `${id}-export`,
    label: t('Export {0}', title),
    icon: 'export',
    entries: [
      { label: t('Picture (PNG)'), onChoose: () => picture('png') },
      { label: t('Picture (SVG)'), onChoose: () => picture('svg') },
      { label: t('Values (CSV)'), onChoose: () => context.save('csv', twinText(twin(), ',')) },
      { label: t('Copy the table'), onChoose: () => context.copy(twinText(twin(), '\t'), title) },
    ],
  });
}

/** The numbers behind a picture, one click away; made when they are asked for. */
function disclosedTable(twin: () => Twin, title: string): HTMLElement {
  const details = h('details', { class: 'twin' }, h('summary', {}, t('The numbers as a table')));
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(tableOf(twin(), title));
  });
  return details;
}

function tableOf({ columns, rows }: Twin, title: string): HTMLElement {
  const numeric = columns.map((_, column) => rows.some((row) => typeof row[column] === 'number'));
  const look = (column: number): string | null => (numeric[column] ? 'number' : null);
  const text = (cell: string | number | null): string =>
    cell === null ? '' : typeof cell === 'number' ? formatValue(cell) : cell;
  const left = rows.length - rowsShown;
  return h(
    'div',
    { class: 'table-scroll', tabindex: 0, role: 'region', 'aria-label': title },
    h(
      'table',
      {},
      h('caption', {}, title),
      h('thead', {}, h('tr', {}, ...columns.map((name, at) => h('th', { scope: 'col', class: look(at) }, name)))),
      h(
        'tbody',
        {},
        ...rows
          .slice(0, rowsShown)
          .map((row) => h('tr', {}, ...row.map((cell, at) => h('td', { class: look(at) }, text(cell))))),
      ),
    ),
    left > 0 && h('p', { class: 'quiet' }, t('{0} more rows are in the exported table.', left)),
  );
}
