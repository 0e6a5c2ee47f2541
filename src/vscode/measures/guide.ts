import type { Experiment } from '../../experiments/types';
import type { CatalogueEntry } from '../../measures/facts';
import type { Family, Invariances, Need } from '../../measures/measure';
import type { Translate } from '../ui/text';

/*
 * The measure guide: what a measure may be chosen by, as data.
 */

export type GuideFilter = { readonly label: string; readonly description?: string } & (
  | { readonly by: 'family'; readonly family: Family }
  | { readonly by: 'invariance'; readonly invariance: keyof Invariances }
  | { readonly by: 'without'; readonly need: Need }
  | { readonly by: 'kind'; readonly kind: CatalogueEntry['kind'] }
  | { readonly by: 'metric' }
  | { readonly by: 'symmetric' }
  | { readonly by: 'cost' }
  | { readonly by: 'met'; readonly needs: readonly Need[] }
);

const invariances: readonly (keyof Invariances)[] = [
  'permutation',
  'orthogonal',
  'isotropicScaling',
  'invertibleLinear',
  'translation',
  'affine',
];

/** Everything by which these measures differ; `met`: the needs that the present data meets. */
export function guideFilters(
  entries: readonly CatalogueEntry[],
  met: readonly Need[],
  t: Translate,
): readonly GuideFilter[] {
  const families = [...new Set(entries.map(({ family }) => family))];
  const needs = [...new Set(entries.flatMap((entry) => entry.needs))];
  const all: readonly GuideFilter[] = [
    { by: 'met', needs: met, label: t('Its needs are met by the data found here') },
    ...families.map((family): GuideFilter => ({
      by: 'family',
      family,
      label: t('Family: {0}', familyName(family, t)),
    })),
    ...invariances.map((invariance): GuideFilter => ({
      by: 'invariance',
      invariance,
      label: t('Unchanged by {0}', invarianceName(invariance, t)),
    })),
    ...needs.map((need): GuideFilter => ({ by: 'without', need, label: t('Works without {0}', needName(need, t)) })),
    { by: 'kind', kind: 'similarity', label: t('A similarity: higher = more alike') },
    { by: 'kind', kind: 'distance', label: t('A distance: lower = more alike') },
    { by: 'metric', label: t('A metric: triangle inequality holds') },
    { by: 'symmetric', label: t('Symmetric: the order of the two does not matter') },
    { by: 'cost', label: t('Fast for many instances: time grows with N, not with N²') },
  ];
  return all.flatMap((filter) => {
    const count = entries.filter((entry) => matchesFilter(entry, filter)).length;
    return count > 0 && count < entries.length ? [{ ...filter, description: t('{0} measures', count) }] : [];
  });
}

/** What these experiments offer: padding and groups are always to be had. */
export function needsMet(experiments: readonly Experiment[]): readonly Need[] {
  const outputs = experiments.flatMap(({ runs, shared }) => [
    ...shared,
    ...runs.flatMap(({ snapshots }) => snapshots.flatMap((snapshot) => snapshot.outputs)),
  ]);
  const labels: readonly Need[] = outputs.some(({ role }) => role === 'labels') ? ['labels'] : [];
  return ['group', 'equal-width', ...labels];
}

export function matchesFilter(entry: CatalogueEntry, filter: GuideFilter): boolean {
  switch (filter.by) {
    case 'family':
      return entry.family === filter.family;
    case 'invariance':
      return entry.invariances?.first[filter.invariance] === true && entry.invariances.second[filter.invariance];
    case 'without':
      return !entry.needs.includes(filter.need);
    case 'kind':
      return entry.kind === filter.kind;
    case 'metric':
      return entry.metric;
    case 'symmetric':
      return entry.symmetric;
    case 'cost':
      return isLinear(entry.cost);
    case 'met':
      return entry.needs.every((need) => filter.needs.includes(need));
  }
}

/** True where time grows with the number of instances, not faster: `O(N·D² + D³)`, not `O(N²·D)` or rounds of training. */
export function isLinear(cost: string): boolean {
  const [time = ''] = cost.split(/[;,:]/);
  return !/n[²³]|samples|epochs/i.test(time);
}

export function familyName(family: Family, t: Translate): string {
  const names: Record<Family, string> = {
    cca: t('canonical correlation'),
    alignment: t('alignment'),
    rsm: t('similarity matrices'),
    neighbours: t('neighbours'),
    topology: t('topology'),
    statistics: t('descriptive statistics'),
    performance: t('performance'),
    'hard-prediction': t('hard predictions'),
    'soft-prediction': t('soft predictions'),
    'gradient-adversarial': t('gradients and adversarial examples'),
    stitching: t('stitching'),
  };
  return names[family];
}

export function invarianceName(invariance: keyof Invariances, t: Translate): string {
  const names: Record<keyof Invariances, string> = {
    permutation: t('permutation of units'),
    orthogonal: t('rotation and reflection'),
    isotropicScaling: t('scaling'),
    invertibleLinear: t('invertible linear maps'),
    translation: t('translation'),
    affine: t('affine maps'),
  };
  return names[invariance];
}

export function needName(need: Need, t: Translate): string {
  const names: Record<Need, string> = {
    labels: t('labels'),
    group: t('two or more models at once'),
    'equal-width': t('equal widths (others are padded)'),
    'live-model': t('a live model'),
    'white-box': t('gradients of the model'),
  };
  return names[need];
}
