import type { Details, Json } from '../../src/measures/measure';
import { histogramFigure, spectrumFigure } from '../charts/distribution';
import { correlationsOf, movedMost, perInstanceOf, type InstanceValues } from '../charts/instances';
import { formatValue } from '../charts/numbers';
import type { CatalogueEntry } from '../protocol';
import { h } from '../dom';
import { Plot } from '../plot';
import { t } from '../words';
import type { ViewContext } from './context';

/*
 * What can be said of one cell beyond its value: each section knows by the details whether it has something to show.
 */

export interface Section {
  readonly element: HTMLElement;
  readonly plots: readonly Plot[];
}

export interface SectionInput {
  readonly details: Details;
  readonly measure: CatalogueEntry | undefined;
  readonly context: ViewContext;
}

type SectionKind = (input: SectionInput) => readonly Section[];

const instancesShown = 20;
/** Drawn by sections of their own, or repeated from elsewhere. */
const drawnElsewhere = new Set(['perInstance', 'correlations', 'row', 'col']);

const spectrum: SectionKind = ({ details, context }) => {
  const correlations = correlationsOf(details);
  if (!correlations) return [];
  const plot = new Plot({
    label: t(
      'Canonical correlations: {0} of them, from {1} to {2}.',
      correlations.length,
      formatValue(correlations[0]!),
      formatValue(correlations.at(-1)!),
    ),
    source: context.source,
    figure: (canvas) => spectrumFigure(correlations, t('canonical correlation, by rank'), canvas),
    onTrouble: context.trouble,
  });
  return [section(t('Spectrum'), [plot], plot.element, numbersDisclosed(correlations))];
};

const instances: SectionKind = ({ details, measure, context }) =>
  perInstanceOf(details).map((each) => {
    const title = each.name ? t('Per instance: {0}', each.name) : t('Per instance');
    const values = each.values.filter((value) => value !== null);
    const plot = new Plot({
      label: t('How the values of {0} instances are spread.', values.length),
      source: context.source,
      figure: (canvas) => histogramFigure(values, each.name || t('value'), canvas),
      onTrouble: context.trouble,
    });
    return section(title, [plot], plot.element, instanceTable(each, measure));
  });

const others: SectionKind = ({ details }) => {
  const entries = Object.entries(details).filter(([name]) => !drawnElsewhere.has(name));
  if (entries.length === 0) return [];
  const list = h(
    'dl',
    {},
    ...entries.flatMap(([name, value]) => [h('dt', {}, words(name)), h('dd', {}, readable(value))]),
  );
  return [section(t('Details'), [], list)];
};

/** In the order of the pane. A new section is one more entry. */
const kinds: readonly SectionKind[] = [spectrum, instances, others];

export function sectionsOf(input: SectionInput): readonly Section[] {
  return kinds.flatMap((kind) => kind(input));
}

function section(title: string, plots: readonly Plot[], ...content: readonly HTMLElement[]): Section {
  return { element: h('section', {}, h('h3', {}, title), ...content), plots };
}

function instanceTable(values: InstanceValues, measure: CatalogueEntry | undefined): HTMLElement {
  const kind = measure?.kind === 'similarity' ? 'similarity' : 'distance';
  const rows = movedMost(values, kind, instancesShown);
  return h(
    'table',
    { class: 'instances' },
    h('caption', {}, t('Instances that moved most')),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, t('Row')),
        h('th', { scope: 'col', class: 'number' }, values.name || t('value')),
      ),
    ),
    h(
      'tbody',
      {},
      ...rows.map(({ instance, value }) =>
        h('tr', {}, h('td', {}, `#${instance}`), h('td', { class: 'number' }, formatValue(value))),
      ),
    ),
  );
}

/** The numbers behind a picture, one click away. */
function numbersDisclosed(values: readonly number[]): HTMLElement {
  return h(
    'details',
    {},
    h('summary', {}, t('The {0} numbers', values.length)),
    h('p', { class: 'numbers' }, values.map(formatValue).join('  ')),
  );
}

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
