import { l10n } from 'vscode';
import type { KeptEntry } from '../kept/entry';
import { exportFormats } from '../comparison/exporter';
import { tellKeepComparing } from '../watch/following';
import type { CommandParts, Commands } from './parts';

/** What can be done with a kept comparison; without an entry (a key was pressed) it is the selected one. */
export function keptCommands(parts: CommandParts): Commands {
  const chosen = (entry?: KeptEntry): KeptEntry | undefined => entry ?? parts.comparisonsTree.view.selection[0];
  const on =
    (work: (entry: KeptEntry) => Promise<void>) =>
    async (entry?: KeptEntry): Promise<void> => {
      const known = chosen(entry);
      if (known) await work(known);
    };
  return {
    'kept.open': on(async ({ id }) => {
      parts.panels.show(await parts.comparisons.open(id));
    }),
    'kept.rerun': on(async ({ id }) => {
      const comparison = await parts.comparisons.open(id);
      parts.panels.show(comparison);
      await comparison.rerun();
    }),
    'kept.pin': on(({ id }) => parts.kept.change(id, { pinned: true })),
    'kept.unpin': on(({ id }) => parts.kept.change(id, { pinned: false })),
    'kept.follow': on(({ id }) => follow(parts, id, true)),
    'kept.unfollow': on(({ id }) => follow(parts, id, false)),
    keepComparing: () => followShown(parts, true),
    stopComparing: () => followShown(parts, false),
    'kept.rename': on((entry) => rename(parts, entry)),
    'kept.export': on((entry) => exportKept(parts, entry)),
    'kept.delete': on((entry) => remove(parts, entry)),
  };
}

/** "Keep Comparing": opened at once, as only what is looked at is computed. */
async function follow(parts: CommandParts, id: string, following: boolean): Promise<void> {
  await parts.kept.change(id, { following });
  if (following) parts.panels.show(await parts.comparisons.open(id));
  parts.following.soon();
}

/** The same for the panel in front. */
async function followShown(parts: CommandParts, following: boolean): Promise<void> {
  const showing = parts.panels.shown.find(({ panel }) => panel.active);
  if (!showing) return void parts.ask.tell('info', l10n.t('Open a comparison first.'));
  await parts.kept.change(showing.comparison.id, { following });
  tellKeepComparing(following);
  parts.following.soon();
}

async function rename({ ask, comparisons }: CommandParts, { id, title }: KeptEntry): Promise<void> {
  const given = await ask.text({
    title: l10n.t('Rename Comparison'),
    placeHolder: l10n.t('What this comparison is called'),
    value: title,
  });
  if (given !== undefined && given.trim() !== '') await comparisons.rename(id, given.trim());
}

async function exportKept({ ask, comparisons, exporter }: CommandParts, { id, title }: KeptEntry): Promise<void> {
  const format = await ask.pick(
    exportFormats.map((value) => ({ label: exporter.nameOf(value), value })),
    { title: l10n.t('Export {0}', title), placeHolder: l10n.t('The format to write') },
  );
  if (format) await exporter.exportAs(await comparisons.open(id), { format });
}

/** Deletes at once and offers to undo it, instead of asking first. */
async function remove({ ask, kept }: CommandParts, { id, title }: KeptEntry): Promise<void> {
  const deleted = await kept.delete(id);
  const undo = l10n.t('Undo');
  const message = l10n.t('Deleted: {0}', title);
  if (!deleted) return;
  if ((await ask.tell('info', message, undo)) === undo) await kept.restore(deleted);
}
