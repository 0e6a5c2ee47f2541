import type { ArraySummary, Inspection } from '../../engine/protocol';
import type { Translate } from '../ui/text';

/** A dump's arrays as text: one block each with its shape, its range, and what is wrong with it. */
export function inspectionText(inspection: Inspection, t: Translate): string {
  const head = [inspection.path, `${inspection.format}, ${t('{0} arrays', inspection.arrays.length)}`];
  const blocks = inspection.arrays.map((array) => block(array, t));
  const ignored = inspection.ignored.map(({ key, reason }) => `${key}: ${reason}`);
  const rest = ignored.length > 0 ? [[t('Not read'), ...ignored].join('\n  ')] : [];
  return `${[head.join('\n'), ...blocks, ...rest].join('\n\n')}\n`;
}

function block(array: ArraySummary, t: Translate): string {
  const rows: (readonly [string, string])[] = [
    [t('Shape'), `${array.shape.join(' × ')}  ${array.dtype}`],
    [t('Order'), array.order === 'C' ? t('C (last axis fastest)') : t('Fortran (first axis fastest)')],
    [t('Minimum'), numberText(array.min)],
    [t('Maximum'), numberText(array.max)],
    [t('Mean'), numberText(array.mean)],
    [t('Standard deviation'), numberText(array.std)],
    ['NaN', String(array.nan)],
    ['Inf', String(array.inf)],
    [t('Zero rows'), String(array.zeroRows)],
    [t('Constant columns'), String(array.constantColumns)],
    [t('Duplicate rows'), String(array.duplicateRows)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
  return [array.key ?? t('Array'), ...lines, ...healthOf(array, t)].join('\n');
}

function healthOf({ nan, inf, constantColumns, shape, zeroRows }: ArraySummary, t: Translate): readonly string[] {
  const troubles = [
    ...(nan + inf > 0 ? [t('{0} values are NaN or Inf: rows with them cannot be compared.', nan + inf)] : []),
    ...(constantColumns > 0 && shape.length === 2
      ? [t('{0} of {1} columns are constant: dead units.', constantColumns, shape[1] ?? 0)]
      : []),
    ...(zeroRows > 0 ? [t('{0} rows are all zero: angles to them are undefined.', zeroRows)] : []),
  ];
  return troubles.map((trouble) => `  ! ${trouble}`);
}

const numberText = (value: number | null): string => (value === null ? '–' : String(Number(value.toPrecision(7))));
