import type { Drilldown } from '../../../src/comparison/drilldown/types';
import type { Details } from '../../../src/measures/measure';
import type { CatalogueEntry } from '../../protocol';
import type { Plot } from '../../plot';
import type { ViewContext } from '../context';

/*
 * What can be said of one cell beyond its value. Each section knows by what was learnt whether it has something to show.
 */

/** The tab that a section stands behind; `always`: whatever tab is chosen. */
export type SectionTab =
  'spectrum' | 'rsms' | 'aligned' | 'neighbours' | 'agreement' | 'classes' | 'spread' | 'chance' | 'details' | 'always';

export interface Section {
  readonly tab: SectionTab;
  readonly element: HTMLElement;
  readonly plots: readonly Plot[];
  /** Marks the chosen instance, or none. */
  readonly mark?: (instance: number | undefined) => void;
}

/** One measure of the pair, with all its details. */
export interface Explained {
  readonly id: string;
  readonly name: string;
  readonly measure: CatalogueEntry | undefined;
  readonly value: number | null;
  readonly details: Details;
}

export interface SectionInput {
  /** The measure of the chosen cell first. */
  readonly explained: readonly [Explained, ...Explained[]];
  readonly drilldown: Drilldown | undefined;
  /** How the two sides are called. */
  readonly names: readonly [string, string];
  readonly instance: number | undefined;
  readonly pick: (instance: number | undefined) => void;
  readonly context: ViewContext;
}

export type SectionKind = (input: SectionInput) => readonly Section[];
