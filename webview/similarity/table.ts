import { moved } from '../a11y';
import type { Grid } from '../charts/grid';
import { shortened } from '../charts/labels';
import { formatCell } from '../charts/numbers';
import { colourOf, inkOn, type Scale } from '../charts/scale';
import { h } from '../dom';
import { cellText, pairText } from '../views/describe';
import { t } from '../words';

/*
 * The grid as a real table whose cells are coloured: picture and table twin in one. One cell is in the tab order; the
 * arrow keys go to the others.
 */

type Open = () => void;

/** Characters of a name that are tried for; the style cuts what there is no room for. */
const longestName = 18;
/** More rows than this are low. */
const tallRows = 12;
/** More columns than this have no room for names. */
const namedColumns = 24;

export function cellTable(grid: Grid, scale: Scale, open: Open): HTMLElement {
  const cells = grid.rows.map((_, row) => grid.cols.map((__, col) => cellOf(grid, scale, row, col, open)));
  const shape = [grid.rows.length > tallRows ? 'low' : '', grid.cols.length > namedColumns ? 'crowded' : ''];
  const [rows, cols] = [grid.rows, grid.cols].map((names) => shortened(names, longestName));
  const table = h(
    'table',
    {
      class: ['cells', ...shape].join(' ').trim(),
      'aria-label': t('Rows: {0}. Columns: {1}.', grid.rowTitle, grid.colTitle),
    },
    namesColumn(),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('td', {}),
        ...grid.cols.map((name, col) => h('th', { scope: 'col', title: name }, h('span', {}, cols![col]))),
      ),
    ),
    h(
      'tbody',
      {},
      ...grid.rows.map((name, row) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row', title: name }, rows![row]),
          ...cells[row]!.map((button) => h('td', {}, button)),
        ),
      ),
    ),
  );
  byArrows(table, cells);
  return table;
}

/** One side is a single layer: a bar a layer of the other. */
export function barTable(grid: Grid, scale: Scale, open: Open): HTMLElement {
  const across = grid.rows.length === 1;
  const names = across ? grid.cols : grid.rows;
  const labels = shortened(names, longestName);
  const cells = names.map((_, index) => [across ? [0, index] : [index, 0]] as const);
  const buttons = cells.map(([[row = 0, col = 0]]) => {
    const button = cellOf(grid, scale, row, col, open);
    const value = grid.values[row]?.[col] ?? null;
    const share = value === null ? 0 : Math.max(0, (value - scale.low) / (scale.high - scale.low));
    button.style.width = `${Math.max(2, 100 * share)}%`;
    return [button];
  });
  const table = h(
    'table',
    { class: 'bars', 'aria-label': t('Rows: {0}. Columns: {1}.', grid.rowTitle, grid.colTitle) },
    namesColumn(),
    h(
      'tbody',
      {},
      ...names.map((name, index) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row', title: name }, labels[index]),
          h('td', {}, buttons[index]![0], ' ', h('span', { 'aria-hidden': 'true' }, digits(grid, cells[index]![0]))),
        ),
      ),
    ),
  );
  byArrows(table, buttons);
  return table;
}

/** Gives the names their share of the width. */
const namesColumn = (): HTMLElement => h('colgroup', {}, h('col', { class: 'names' }));

const digits = (grid: Grid, [row = 0, col = 0]: readonly number[]): string => {
  const value = grid.values[row]?.[col] ?? null;
  return value === null ? '–' : formatCell(value);
};

function cellOf(grid: Grid, scale: Scale, row: number, col: number, open: Open): HTMLButtonElement {
  const value = grid.values[row]?.[col] ?? null;
  const state = grid.state(row, col);
  const words = `${pairText(grid, row, col)}: ${cellText(grid, row, col)}`;
  const cell = h(
    'button',
    {
      // by its id the focus finds it again when new values come
      id: `cell-${row}-${col}`,
      type: 'button',
      class: `cell ${state}`,
      title: words,
      'aria-label': words,
      tabindex: row === 0 && col === 0 ? 0 : -1,
      onclick: open,
    },
    // drawn from the attribute: to readers, who are told the value in full, it is not text
    value === null ? null : h('span', { class: 'digits', 'data-digits': formatCell(value) }),
  );
  if (value !== null) {
    const colour = colourOf(scale, value);
    cell.style.background = `rgb(${colour.join(' ')})`;
    cell.style.color = inkOn(colour);
  }
  return cell;
}

function byArrows(table: HTMLElement, cells: readonly (readonly HTMLButtonElement[])[]): void {
  table.addEventListener('keydown', (event) => {
    const row = cells.findIndex((line) => line.includes(event.target as HTMLButtonElement));
    if (row < 0) return;
    const col = cells[row]!.indexOf(event.target as HTMLButtonElement);
    const to = moved(event.key, { row, col }, { rows: cells.length, cols: cells[row]!.length });
    if (!to) return;
    event.preventDefault();
    cells[row]![col]!.tabIndex = -1;
    const next = cells[to.row]![to.col]!;
    next.tabIndex = 0;
    next.focus();
  });
}
