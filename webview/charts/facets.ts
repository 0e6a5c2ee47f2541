import type { Item } from '../../src/comparison/document';
import { t } from '../words';

/** What may tell models apart. */
export interface Facet {
  readonly id: 'run' | 'seed' | 'epoch' | 'snapshot' | 'layer' | 'width';
  readonly title: string;
  /** One a model; '' where it is not known. */
  readonly values: readonly string[];
}

/** The facets in which these items differ. Seeds and epochs are read from names, as the experiment gave them. */
export function facetsOf(items: readonly (Item | undefined)[]): readonly Facet[] {
  const number = (text: string | null | undefined, word: RegExp): string => word.exec(text ?? '')?.[1] ?? '';
  const all: readonly Facet[] = [
    { id: 'run', title: t('run'), values: items.map((item) => item?.run ?? '') },
    { id: 'seed', title: t('seed'), values: items.map((item) => number(item?.run, /seed[_\s=-]*(\d+)/i)) },
    { id: 'epoch', title: t('epoch'), values: items.map((item) => number(item?.snapshot, /epoch[_\s=-]*(\d+)/i)) },
    { id: 'snapshot', title: t('snapshot'), values: items.map((item) => item?.snapshot ?? '') },
    { id: 'layer', title: t('layer'), values: items.map((item) => item?.layer ?? '') },
    { id: 'width', title: t('width (neurons)'), values: items.map((item) => String(item?.reduced[1] ?? '')) },
  ];
  return all.filter(({ values }) => new Set(values).size > 1);
}

/** The different values of a facet, numbers in their order. */
export function groupsOf({ values }: Facet): readonly string[] {
  const natural = new Intl.Collator(undefined, { numeric: true });
  return [...new Set(values)].sort((a, b) => natural.compare(a, b));
}
