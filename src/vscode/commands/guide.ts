import { commands, l10n } from 'vscode';
import type { CatalogueEntry } from '../../measures/facts';
import { measureUri } from '../measures/document';
import { familyName, guideFilters, matchesFilter, needsMet } from '../measures/guide';
import { describeMeasure } from '../measures/describe';
import type { CommandParts } from './parts';

/** Chooses by what matters: family, invariances, needs, cost. Undefined where the user dismissed it. */
export async function narrow(
  { ask, experiments }: CommandParts,
  entries: readonly CatalogueEntry[],
  title: string,
): Promise<readonly CatalogueEntry[] | undefined> {
  const filters = guideFilters(entries, needsMet(await experiments.all()), l10n.t);
  const chosen = await ask.pickMany(
    filters.map((filter) => ({ label: filter.label, description: filter.description, value: filter })),
    { title, placeHolder: l10n.t('What measures must have, all of it; none = any') },
  );
  if (!chosen) return undefined;
  const left = entries.filter((entry) => chosen.every((filter) => matchesFilter(entry, filter)));
  if (left.length > 0) return left;
  void ask.tell('info', l10n.t('No measure has all of these: leave one out.'));
  return undefined;
}

/** Opens the page of a measure; asks for which where none was named. */
export async function aboutMeasure(parts: CommandParts, id?: unknown): Promise<void> {
  const entries = await parts.catalogue.all();
  const known = typeof id === 'string' ? entries.find((entry) => entry.id === id) : undefined;
  const chosen =
    known?.id ??
    (await parts.ask.pick(
      entries.map((entry) => ({
        label: entry.name,
        description: `${familyName(entry.family, l10n.t)} · ${entry.id}`,
        detail: describeMeasure(entry, l10n.t).detail,
        value: entry.id,
      })),
      { title: l10n.t('About a Measure'), placeHolder: l10n.t('The measure to read about') },
    ));
  if (chosen !== undefined) await commands.executeCommand('markdown.showPreview', measureUri(chosen));
}
