import type { Item, ResultDocument } from '../../comparison/document';
import type { Translate } from '../ui/text';

/** What a person would call the comparison: "cnn_seed0 ↔ cnn_seed1 · epoch 30". */
export function titleOf(document: ResultDocument, t: Translate): string | undefined {
  const runs = distinct(document.items, (item) => item.run);
  const snapshots = distinct(document.items, (item) => item.snapshot);
  const layers = distinct(document.items, (item) => item.layer);
  switch (document.request.mode) {
    case 'layers':
      if (runs.length === 2) return suffixed(runs.join(' ↔ '), snapshots);
      if (runs.length === 1 && snapshots.length === 2) return `${runs[0]}: ${snapshots.join(' ↔ ')}`;
      return undefined;
    case 'training':
      return runs.length === 1 ? t('{0} over training', runs[0]!) : undefined;
    case 'models':
      return runs.length > 1 ? suffixed(joined(runs, t), layers) : undefined;
    case 'outputs':
      return runs.length > 1 ? suffixed(t('Outputs of {0}', joined(runs, t)), snapshots) : undefined;
    case 'pair':
      return document.items.length === 2 ? pairTitle(document.items) : undefined;
    case 'statistics':
      return undefined;
  }
}

/** The title before anything is known but what was chosen. */
export function titleOfLabels(labels: readonly string[], t: Translate): string {
  return labels.length === 1 ? t('{0} over training', labels[0]!) : joined(labels, t);
}

function pairTitle(items: readonly Item[]): string {
  return items
    .map((item) => [item.run, item.snapshot, item.layer ?? item.label].filter(Boolean).join(' · '))
    .join(' ↔ ');
}

const joined = (names: readonly string[], t: Translate): string =>
  names.length <= 3 ? names.join(' ↔ ') : t('{0} and {1} more', names.slice(0, 2).join(' ↔ '), names.length - 2);

const suffixed = (title: string, shared: readonly string[]): string =>
  shared.length === 1 ? `${title} · ${shared[0]}` : title;

function distinct(items: readonly Item[], of: (item: Item) => string | null | undefined): readonly string[] {
  return [...new Set(items.map(of).filter((name): name is string => typeof name === 'string'))];
}
