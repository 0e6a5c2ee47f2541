import { l10n } from 'vscode';
import { messageOf } from '../../rpc/message-of';
import type { CommandParts } from './parts';

/** Installs the native engine, from the network or out of a folder that was filled on another machine. */
export async function installTensorflow(parts: CommandParts): Promise<void> {
  const { ask, engine, log } = parts;
  const from = await chooseSource(parts);
  if (from === undefined) return;
  try {
    const { version } = await ask.during(l10n.t('Installing the TensorFlow engine…'), (report, signal) =>
      engine.installTensorflow(from.folder, report, signal),
    );
    const { name, reason } = await engine.status();
    void ask.tell(
      'info',
      name === 'tensorflow'
        ? l10n.t('TensorFlow {0} is installed and computes from now on.', version)
        : l10n.t('TensorFlow {0} is installed, but not in use: {1}', version, reason ?? l10n.t('the settings say so.')),
    );
  } catch (error) {
    log.error(messageOf(error));
    if (error instanceof Error && error.name === 'CancelledError') return;
    void ask.tell('error', messageOf(error));
  }
}

export async function removeTensorflow({ ask, engine }: CommandParts): Promise<void> {
  const removed = await engine.removeTensorflow();
  const message = removed
    ? l10n.t('The TensorFlow engine was removed. The embedded engine computes from now on.')
    : l10n.t('The TensorFlow engine is not installed.');
  void ask.tell('info', message);
}

interface Choice {
  /** Absent: the network. */
  readonly folder?: string;
}

async function chooseSource({ ask }: CommandParts): Promise<Choice | undefined> {
  const title = l10n.t('Install TensorFlow Engine');
  const source = await ask.pick(
    [
      {
        label: l10n.t('From npm'),
        detail: l10n.t(
          'About 1 GB of disk. Where the download fails, the library of Python’s tensorflow-cpu is taken.',
        ),
        value: 'network' as const,
      },
      {
        label: l10n.t('From a folder…'),
        detail: l10n.t('Filled on another machine of this kind, by: npm run engine:tensorflow -- FOLDER'),
        value: 'folder' as const,
      },
    ],
    { title, placeHolder: l10n.t('Where to install from') },
  );
  if (source !== 'folder') return source && {};
  const [chosen] =
    (await ask.open({
      title,
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: l10n.t('Install From Here'),
    })) ?? [];
  return chosen && { folder: chosen.fsPath };
}
