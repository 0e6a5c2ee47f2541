import type { Json } from '../../../src/measures/measure';
import { formatValue } from '../../charts/numbers';
import { h } from '../../dom';
import { t } from '../../words';
import type { SectionKind } from './section';

/** Drawn by sections of their own, or repeated from elsewhere. */
const drawnElsewhere = new Set(['perInstance', 'correlations', 'permutation', 'row', 'col']);

/** What else the measure said of the chosen cell, in words. */
export const details: SectionKind = ({ explained: [own] }) => {
  const entries = Object.entries(own.details).filter(([name]) => !drawnElsewhere.has(name));
  if (entries.length === 0) return [];
  const list = h(
    'dl',
    {},
    ...entries.flatMap(([name, value]) => [h('dt', {}, words(name)), h('dd', {}, readable(value))]),
  );
  return [{ tab: 'details', element: h('section', {}, h('h3', {}, t('Details')), list), plots: [] }];
};

/** `stableCore` → `stable core`. */
function words(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

/** Lengths of nested lists, from the outside in. */
function sizeOf(value: Json): number[] {
  return Array.isArray(value) ? [value.length, ...sizeOf((value as readonly Json[])[0] ?? null)] : [];
}

const listed = 12;

/** Any detail as text: short lists in full, long ones by their beginning and length. */
export function readable(value: Json): string {
  if (value === null) return t('none');
  if (typeof value === 'number') return formatValue(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) {
    if (Array.isArray(value[0])) return t('a table of {0}', sizeOf(value).join('×'));
    const shown = (value as readonly Json[]).slice(0, listed).map(readable).join(', ');
    return value.length > listed ? t('{0}, … ({1} in all)', shown, value.length) : shown;
  }
  return Object.entries(value)
    .map(([name, each]) => `${words(name)}: ${readable(each)}`)
    .join('; ');
}
