import { l10n } from 'vscode';
import type { Comparison } from '../comparison/comparison';
import type { CommandParts, Commands } from './parts';

/** What is going on, and the views' own buttons. */
export function activityCommands(parts: CommandParts): Commands {
  const { experiments, experimentsTree, log } = parts;
  return {
    showLog: () => log.show(),
    refresh: () => experiments.refresh(),
    showActivity: () => showActivity(parts),
    filter: async () => {
      const filter = await parts.ask.text({
        title: l10n.t('Filter Experiments'),
        placeHolder: l10n.t('Part of the name of a run, snapshot or layer'),
        value: experimentsTree.filter,
      });
      if (filter !== undefined) experimentsTree.setFilter(filter);
    },
    clearFilter: () => experimentsTree.setFilter(''),
  };
}

/** The status bar item's choice: the log where nothing runs, else what runs, to look at or to cancel. */
async function showActivity({ ask, log, panels }: CommandParts): Promise<void> {
  const running = panels.shown.map(({ comparison }) => comparison).filter((comparison) => comparison.running);
  if (running.length === 0) {
    log.show();
    return;
  }
  const cancel = (comparison: Comparison) => ({
    label: `$(debug-stop) ${l10n.t('Cancel {0}', comparison.title)}`,
    value: () => comparison.cancel(),
  });
  const show = (comparison: Comparison) => ({
    label: `$(eye) ${l10n.t('Show {0}', comparison.title)}`,
    value: () => void panels.show(comparison),
  });
  const action = await ask.pick(
    [
      ...running.flatMap((comparison) => [show(comparison), cancel(comparison)]),
      { label: `$(output) ${l10n.t('Show Log')}`, value: () => log.show() },
    ],
    { title: 'Likeness', placeHolder: l10n.t('What is computed now') },
  );
  action?.();
}
