import { commands, Disposable, l10n, type Uri } from 'vscode';
import type { KeptEntry } from '../kept/entry';
import { activityCommands } from './activity';
import { copyClusterJob } from './cluster';
import { compareCommands } from './compare';
import type { ExperimentNode, NodeOf } from '../experiments/nodes';
import { copyPython, copyTable } from './copy';
import { describeRepresentations } from './describe';
import { extractActivations } from './extract';
import { copyHook } from './hooks';
import { chooseLayout } from './layouts';
import { writeManifest } from './manifest';
import { keptCommands } from './kept';
import { measureCommands } from './measures';
import type { CommandParts, Commands } from './parts';
import { createSample } from './sample';
import { installTensorflow, removeTensorflow } from './tensorflow';
import { selectionCommands } from './selection';
import { messageOf } from '../../rpc/message-of';

/** Registers every command of package.json. What a command throws becomes one line for the user, and is logged. */
export function registerCommands(parts: CommandParts): Disposable {
  const all: Commands = {
    ...compareCommands(parts),
    ...selectionCommands(parts),
    ...measureCommands(parts),
    ...keptCommands(parts),
    ...activityCommands(parts),
    createSample: () => createSample(parts),
    copyHook: () => copyHook(parts),
    extractActivations: (target?: Uri) => extractActivations(parts, target),
    describe: (node?: ExperimentNode, nodes?: readonly ExperimentNode[]) => describeRepresentations(parts, node, nodes),
    installTensorflow: () => installTensorflow(parts),
    removeTensorflow: () => removeTensorflow(parts),
    chooseLayout: (node?: NodeOf<'run'>) => chooseLayout(parts, node),
    writeManifest: (node?: NodeOf<'run'>) => writeManifest(parts, node),
    copyTable: () => copyTable(parts),
    copyPython: () => copyPython(parts),
    copyClusterJob: (entry?: KeptEntry) => copyClusterJob(parts, entry),
  };
  const registered = Object.entries(all).map(([name, handler]) =>
    commands.registerCommand(`likeness.${name}`, async (...args: never[]) => {
      try {
        await handler(...args);
      } catch (error) {
        await tellError(parts, messageOf(error));
      }
    }),
  );
  return Disposable.from(...registered);
}

async function tellError({ ask, log }: CommandParts, message: string): Promise<void> {
  log.error(message);
  const showLog = l10n.t('Show Log');
  if ((await ask.tell('error', message, showLog)) === showLog) log.show();
}
