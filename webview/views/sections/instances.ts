import { histogramFigure } from '../../charts/distribution';
import { movedMost, perInstanceOf, type InstanceValues } from '../../charts/instances';
import { formatValue } from '../../charts/numbers';
import { inWords, whoIs } from '../../charts/who';
import { h } from '../../dom';
import { Plot } from '../../plot';
import { t } from '../../words';
import { framed } from '../framed';
import { thumbnail } from '../thumbnail';
import type { Explained, Section, SectionInput, SectionKind } from './section';

/** So many instances are listed as having moved most, and asked for with their pictures. */
export const instancesListed = 20;

interface PerInstance {
  readonly explained: Explained;
  readonly values: InstanceValues;
}

/** How the values of single instances are spread, a plot a measure. */
export const spreads: SectionKind = (input) => perInstances(input.explained).map((each) => spread(each, input));

/** The instances that moved most, by the chosen measure where it grades instances, else by the first that does. */
export const moved: SectionKind = (input) => {
  const each = telling(input.explained);
  return each ? [movedTable(each, input)] : [];
};

/** The places of the instances that `moved` lists. */
export function placesThatMoved(explained: readonly Explained[]): readonly number[] {
  const each = telling(explained);
  return each ? movedMost(each.values, kindOf(each), instancesListed).map(({ instance }) => instance) : [];
}

function perInstances(explained: readonly Explained[]): readonly PerInstance[] {
  return explained.flatMap((each) => perInstanceOf(each.details).map((values) => ({ explained: each, values })));
}

/** The first that tells more of an instance than yes or no, else the first. */
function telling(explained: readonly Explained[]): PerInstance | undefined {
  const all = perInstances(explained);
  return all.find(({ values }) => new Set(values.values).size > 2) ?? all[0];
}

function kindOf({ explained }: PerInstance): 'similarity' | 'distance' {
  return explained.measure?.kind === 'similarity' ? 'similarity' : 'distance';
}

function directionOf(each: PerInstance): string {
  return kindOf(each) === 'similarity' ? t('higher = more alike') : t('lower = more alike');
}

function spread(each: PerInstance, input: SectionInput): Section {
  const { explained, values } = each;
  const { context, drilldown } = input;
  const present = values.values.filter((value) => value !== null);
  let mark = input.instance === undefined ? undefined : values.values[input.instance];
  const what = values.name || t('value');
  const plot = new Plot({
    label: t('How the values of {0} instances are spread.', present.length),
    figure: (canvas) =>
      histogramFigure(present, { x: `${what} (${directionOf(each)})`, y: t('instances') }, canvas, mark),
    onTrouble: context.trouble,
  });
  const element = framed({
    id: `spread-${explained.id}-${values.name}`,
    title: t('Per instance: {0}', [explained.name, values.name].filter(Boolean).join(', ')),
    plot,
    twin: () => ({
      columns: [t('Instance'), what],
      rows: values.values.map((value, place) => [whoIs(place, drilldown).name, value]),
    }),
    context,
  });
  return {
    tab: /neighbour|knn|jaccard/.test(`${explained.measure?.family ?? ''} ${explained.id}`) ? 'neighbours' : 'spread',
    element,
    plots: [plot],
    mark(instance) {
      mark = instance === undefined ? undefined : values.values[instance];
      plot.refresh();
    },
  };
}

/** A line an instance; choosing one marks it in every plot. */
function movedTable(each: PerInstance, input: SectionInput): Section {
  const { values } = each;
  const { drilldown, pick } = input;
  const lines = movedMost(values, kindOf(each), instancesListed).map(({ instance, value }) => {
    const who = whoIs(instance, drilldown);
    const picture = drilldown?.images && thumbnail(drilldown.images, instance, t('Picture of {0}', who.name));
    const button = h(
      'button',
      {
        class: 'link',
        type: 'button',
        id: `instance-${instance}`,
        'aria-pressed': String(instance === input.instance),
        'aria-label': inWords(who),
        onclick: () => pick(chosen === instance ? undefined : instance),
      },
      who.name,
    );
    const row = h(
      'tr',
      {},
      ...(drilldown?.images ? [h('td', {}, picture)] : []),
      h('td', {}, button),
      ...(drilldown?.labels ? [h('td', {}, who.label === undefined ? '' : String(who.label))] : []),
      ...(drilldown?.predicted ? [h('td', {}, who.predicted ? `${who.predicted[0]} → ${who.predicted[1]}` : '')] : []),
      h('td', { class: 'number' }, formatValue(value)),
    );
    return { instance, row, button };
  });
  let chosen = input.instance;
  const mark = (instance: number | undefined): void => {
    chosen = instance;
    for (const line of lines) {
      line.row.classList.toggle('chosen', line.instance === instance);
      line.button.setAttribute('aria-pressed', String(line.instance === instance));
    }
  };
  mark(chosen);
  const heads = [
    ...(drilldown?.images ? [t('Picture')] : []),
    t('Instance'),
    ...(drilldown?.labels ? [t('Label')] : []),
    ...(drilldown?.predicted ? [t('Predicted')] : []),
  ];
  const element = h(
    'section',
    { class: 'table-scroll' },
    h(
      'table',
      { class: 'instances' },
      h('caption', {}, `${t('Instances that moved most')} (${directionOf(each)})`),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...heads.map((head) => h('th', { scope: 'col' }, head)),
          h('th', { scope: 'col', class: 'number' }, values.name || t('value')),
        ),
      ),
      h('tbody', {}, ...lines.map(({ row }) => row)),
    ),
  );
  return { tab: 'always', element, plots: [], mark };
}
