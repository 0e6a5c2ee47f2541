import type { Result } from '../../src/comparison/document';
import type { Kind } from '../../src/measures/measure';
import { mattering } from '../../src/measures/parameters';
import type { CatalogueEntry } from '../protocol';
import { correspondence } from '../charts/correspondence';
import type { Grid } from '../charts/grid';
import { formatValue } from '../charts/numbers';
import { t } from '../words';

/** The direction of a measure, in words. */
export function direction(measure: Pick<CatalogueEntry, 'kind'> | undefined): string {
  if (measure?.kind === 'similarity') return t('higher = more alike');
  if (measure?.kind === 'distance') return t('lower = more alike');
  return '';
}

export function measureName(measure: CatalogueEntry | undefined, result: Result): string {
  return measure?.name ?? result.measure;
}

/** Parameters as `kernel rbf, debiased`, without those left to the data or without a say. */
export function parametersText(measure: CatalogueEntry | undefined, result: Result): string {
  return Object.entries(mattering(result.params, measure?.parameters))
    .filter(([, value]) => value !== null && value !== false)
    .map(([name, value]) => (value === true ? name : `${name} ${value}`))
    .join(', ');
}

/** What a cell says, in a few words. */
export function cellText(grid: Grid, row: number, col: number): string {
  switch (grid.state(row, col)) {
    case 'value':
      return formatValue(grid.values[row]![col]!);
    case 'pending':
      return t('not computed yet');
    case 'undefined':
      return t('undefined: {0}', grid.reason(row, col));
    case 'failed':
      return t('failed: {0} Run again to retry.', sentence(grid.reason(row, col)));
  }
}

/** Names of a cell's two sides; one where there is only one. */
export function pairText(grid: Grid, row: number, col: number): string {
  const [first, second] = [grid.rows[row] ?? '', grid.cols[col] ?? ''];
  return grid.colTitle === '' && grid.cols.length === 1 && second === t('all together')
    ? first
    : `${first} ↔ ${second}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** How often the most alike layer is the one of the same name; null where that means nothing. */
export function bestMatches(grid: Grid, kind: Kind): string | null {
  const found = correspondence(grid, kind);
  if (!found || found.of === 0) return null;
  const { same, tied, of, waiting } = found;
  const counted = waiting
    ? t('best match on the diagonal: {0} of {1} rows that are complete', same, of)
    : t('best match on the diagonal: {0} of {1}', same, of);
  return tied ? `${counted} ${t('({0} of them tied with another)', tied)}` : counted;
}
