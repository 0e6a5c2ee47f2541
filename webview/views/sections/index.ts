import { aligned } from './aligned';
import { chance } from './chance';
import { details } from './details';
import { moved, spreads } from './instances';
import { agreement, classes } from './outputs';
import { rsms } from './rsms';
import type { Section, SectionInput, SectionKind } from './section';
import { spectrum } from './spectrum';

export type { Explained, Section, SectionInput, SectionTab } from './section';

/** In the order of the pane. A new section is one more entry. */
const kinds: readonly SectionKind[] = [chance, spectrum, rsms, aligned, agreement, classes, spreads, details, moved];

export function sectionsOf(input: SectionInput): readonly Section[] {
  return kinds.flatMap((kind) => kind(input));
}
