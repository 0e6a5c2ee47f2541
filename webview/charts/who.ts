import type { Drilldown } from '../../src/comparison/drilldown/types';
import { t } from '../words';

/** One instance, as far as it is known. */
export interface Who {
  /** Its id, or its place with a `#`. */
  readonly name: string;
  /** The class that it is of: its name, or its index. */
  readonly label: string | number | undefined;
  /** The classes that the two models predict. */
  readonly predicted: readonly [number, number] | undefined;
}

export function whoIs(place: number, drilldown: Drilldown | undefined): Who {
  const at = drilldown ? drilldown.drawn.indexOf(place) : -1;
  const { ids, labels, predicted } = drilldown ?? {};
  return {
    name: (at >= 0 ? ids?.[at] : undefined) ?? `#${place}`,
    label: at >= 0 ? labelOf(labels?.[at], drilldown) : undefined,
    predicted: at >= 0 && predicted ? [predicted[0][at]!, predicted[1][at]!] : undefined,
  };
}

/** What a label is called, where it has a name. Classes that a model predicts need not be in the order of these names. */
export function labelOf<L extends number | undefined>(
  label: L,
  drilldown: Pick<Drilldown, 'classNames'> | undefined,
): string | L {
  return (label === undefined ? undefined : drilldown?.classNames?.[label]) ?? label;
}

/** An instance in a few words: `1041, label 8, 8 → 3`. */
export function inWords({ name, label, predicted }: Who): string {
  const parts = [name];
  if (label !== undefined) parts.push(t('label {0}', label));
  if (predicted) parts.push(t('predicted {0} → {1}', ...predicted));
  return parts.join(', ');
}
