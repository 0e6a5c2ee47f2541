import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { commands, l10n, Uri, workspace } from 'vscode';
import { settings } from '../settings';
import type { CommandParts } from './parts';
import { messageOf } from '../../rpc/message-of';

/** Trains three small networks on digits and shows what they recorded. */
export async function createSample(parts: CommandParts): Promise<void> {
  const folder = await chooseFolder(parts);
  if (folder === undefined) return;
  try {
    await parts.ask.during(l10n.t('Training three small networks…'), (report, signal) =>
      parts.engine.sample(folder, report, signal),
    );
    await showSample(parts, folder);
  } catch (error) {
    parts.log.error(messageOf(error));
    if (error instanceof Error && error.name === 'CancelledError') return;
    void parts.ask.tell('error', messageOf(error));
  }
}

async function showSample(parts: CommandParts, folder: string): Promise<void> {
  parts.experiments.refresh();
  const inside = settings.roots().some((root) => folder.startsWith(root));
  if (inside) return void (await commands.executeCommand('likeness.experiments.focus'));
  const open = l10n.t('Open Folder');
  const answer = await parts.ask.tell('info', l10n.t('The sample experiment is in {0}.', folder), open);
  if (answer === open) await commands.executeCommand('vscode.openFolder', Uri.file(folder));
}

/** A new folder of the workspace; where there is none, an empty one that the user chooses. */
async function chooseFolder({ ask }: CommandParts): Promise<string | undefined> {
  const root = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  if (root) return unusedFolder(root.uri.fsPath);
  const [chosen] =
    (await ask.open({
      title: l10n.t('An empty folder for the sample experiment'),
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: l10n.t('Create Here'),
    })) ?? [];
  if (!chosen) return undefined;
  const empty = (await readdir(chosen.fsPath)).length === 0;
  return empty ? chosen.fsPath : unusedFolder(chosen.fsPath);
}

async function unusedFolder(parent: string): Promise<string> {
  for (let number = 1; ; number++) {
    const folder = join(parent, number === 1 ? 'likeness-sample' : `likeness-sample-${number}`);
    const taken = await access(folder).then(
      () => true,
      () => false,
    );
    if (!taken) return folder;
  }
}
