import { l10n } from 'vscode';
import type { NodeOf } from '../experiments/nodes';
import { someRuns } from './compare';
import type { CommandParts } from './parts';

/** Says the axes of a run's feature maps, or forgets what was said of them. */
export async function chooseLayout(parts: CommandParts, node?: NodeOf<'run'>): Promise<void> {
  const title = l10n.t('Choose Layout');
  const run = node?.run ?? (await pickRun(parts, title));
  if (!run) return;
  const chosen = await parts.ask.pick<'NCHW' | 'NHWC' | 'shapes'>(
    [
      { label: l10n.t('Channels First (NCHW)'), description: 'PyTorch', value: 'NCHW' },
      { label: l10n.t('Channels Last (NHWC)'), description: 'Keras, TensorFlow', value: 'NHWC' },
      { label: l10n.t('By the shapes alone'), value: 'shapes' },
    ],
    { title, placeHolder: l10n.t('The axes of the feature maps of {0}', run.name) },
  );
  if (!chosen) return;
  await parts.layouts.say(run.path.split('::')[0]!, chosen === 'shapes' ? undefined : chosen);
  parts.similarity.follow();
}

async function pickRun(parts: CommandParts, title: string) {
  const runs = await someRuns(parts);
  return (
    runs &&
    parts.ask.pick(
      runs.map((run) => ({ label: run.name, description: run.path, value: run })),
      { title, placeHolder: l10n.t('The run whose feature maps are meant') },
    )
  );
}
