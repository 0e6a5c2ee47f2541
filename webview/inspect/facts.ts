import type { ArraySummary } from '../../src/engine/protocol';
import { formatValue } from '../charts/numbers';
import { t } from '../words';

/*
 * What is said of an array, as data: the page draws it, and the table that is copied carries it.
 */

export interface Fact {
  readonly name: string;
  readonly text: string;
  /** What it means, where the name alone doesn't say. */
  readonly help?: string;
}

export function factsOf(array: ArraySummary): readonly Fact[] {
  const { effectiveRank } = array;
  return [
    { name: t('Shape'), text: shapeText(array) },
    { name: t('Type'), text: array.dtype },
    { name: t('Order'), text: array.order === 'C' ? t('C (last axis fastest)') : t('Fortran (first axis fastest)') },
    { name: t('Minimum'), text: numberText(array.min) },
    { name: t('Maximum'), text: numberText(array.max) },
    { name: t('Mean'), text: numberText(array.mean) },
    { name: t('Standard deviation'), text: numberText(array.std) },
    { name: 'NaN', text: String(array.nan) },
    { name: 'Inf', text: String(array.inf) },
    { name: t('Zero rows'), text: String(array.zeroRows), help: t('Rows in which every value is 0.') },
    { name: t('Duplicate rows'), text: String(array.duplicateRows), help: t('Rows equal to an earlier row.') },
    {
      name: t('Constant columns'),
      text: String(array.constantColumns),
      help: t('Places of a row that have the same value in every row.'),
    },
    { name: t('Dead columns'), text: String(array.deadColumns), help: t('Columns that are 0 in every row.') },
    {
      name: t('Effective rank'),
      text: effectiveRank ? t('{0} of {1}', formatValue(effectiveRank.value), largestRank(array)) : '–',
      help: effectiveRank
        ? t('exp of the entropy of the singular values, over {0} rows, centred.', effectiveRank.rows)
        : t('There is no spread to take it of.'),
    },
  ];
}

/** What is wrong with the array, in sentences; nothing where it is sound. */
export function troublesOf(array: ArraySummary): readonly string[] {
  const { nan, inf, deadColumns, constantColumns, zeroRows, duplicateRows } = array;
  const columns = columnsOf(array);
  const constant = constantColumns - deadColumns;
  return [
    ...(nan + inf > 0 ? [t('{0} values are NaN or Inf: rows with them cannot be compared.', nan + inf)] : []),
    ...(deadColumns > 0 ? [t('{0} of {1} columns are always 0: dead units.', deadColumns, columns)] : []),
    ...(constant > 0 ? [t('{0} of {1} columns are constant, but not 0.', constant, columns)] : []),
    ...(zeroRows > 0 ? [t('{0} rows are all zero: angles to them are undefined.', zeroRows)] : []),
    ...(duplicateRows > 0 ? [t('{0} rows repeat an earlier one.', duplicateRows)] : []),
  ];
}

export const nameOf = ({ key }: ArraySummary): string => key ?? t('Array');

export const shapeText = ({ shape }: ArraySummary): string => (shape.length > 0 ? shape.join(' × ') : t('scalar'));

/** Places of a row: every axis but the first, flattened. */
const columnsOf = ({ shape }: ArraySummary): number => shape.slice(1).reduce((product, side) => product * side, 1);

/** Centred rows have one dimension less than there are rows. */
const largestRank = (array: ArraySummary): number =>
  Math.min(columnsOf(array), Math.max(0, (array.effectiveRank?.rows ?? 0) - 1));

const numberText = (value: number | null): string => (value === null ? '–' : formatValue(value));

/** Every array and fact, tab-separated: one line an array. */
export function factsTable(arrays: readonly ArraySummary[]): string {
  const [first] = arrays;
  if (!first) return '';
  const heads = [t('Array'), ...factsOf(first).map(({ name }) => name)];
  const lines = arrays.map((array) => [nameOf(array), ...factsOf(array).map(({ text }) => text)]);
  return [heads, ...lines].map((line) => line.join('\t')).join('\n');
}
