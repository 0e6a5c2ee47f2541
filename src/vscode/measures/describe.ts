import type { CatalogueEntry } from '../../measures/facts';
import type { Invariances } from '../../measures/measure';
import type { Translate } from '../ui/text';

/** What a quick pick says of a measure: kind, range and needs beside its name; invariances and summary below. */
export function describeMeasure(entry: CatalogueEntry, t: Translate): { description: string; detail: string } {
  const needs = entry.needs.map((need) => t('needs {0}', need));
  const description = [entry.id, kindText(entry, t), rangeText(entry), ...needs].join(' · ');
  const invariant = entry.invariances ? invariancesText(entry.invariances.first, t) : [];
  const invariances = invariant.length > 0 ? [`${t('Unchanged by')} ${invariant.join(', ')}.`] : [];
  return { description, detail: [...invariances, entry.summary].join(' ') };
}

function kindText({ kind }: CatalogueEntry, t: Translate): string {
  if (kind === 'similarity') return t('similarity, higher = more alike');
  return kind === 'distance' ? t('distance, lower = more alike') : t('statistic');
}

/** `[0, 1]`, `[0, π/2]`, `[0, ∞)`. */
export function rangeText({ range: [low, high] }: Pick<CatalogueEntry, 'range'>): string {
  return `${low === null ? '(−∞' : `[${boundText(low)}`}, ${high === null ? '∞)' : `${boundText(high)}]`}`;
}

function boundText(bound: number): string {
  if (bound === Math.PI) return 'π';
  return bound === Math.PI / 2 ? 'π/2' : String(Number(bound.toPrecision(4)));
}

/** The strongest group first; what a stronger one implies is left out. */
function invariancesText(flags: Invariances, t: Translate): readonly string[] {
  const texts: string[] = [];
  if (flags.affine) return [t('affine maps')];
  if (flags.invertibleLinear) texts.push(t('invertible linear maps'));
  else {
    if (flags.orthogonal) texts.push(t('rotation'));
    else if (flags.permutation) texts.push(t('permutation of units'));
    if (flags.isotropicScaling) texts.push(t('scaling'));
  }
  if (flags.translation) texts.push(t('translation'));
  return texts;
}
