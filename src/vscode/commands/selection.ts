import { commands, l10n, Uri } from 'vscode';
import type { ExperimentNode } from '../experiments/nodes';
import { choiceOf, fileOperands, type Operand } from '../experiments/operands';
import { INSPECT_EDITOR, inspectionUri } from '../editors/inspect-editor';
import { pickSnapshot, someSnapshots } from './compare';
import type { CommandParts, Commands } from './parts';
import { startComparison } from './start';

/** What a context menu hands over: a file of the Explorer or a node of the Experiments tree. */
type Target = Uri | ExperimentNode;

/**
 * The context menus of the Explorer and the Experiments tree: select one, compare another with it, like VS Code's own
 * file comparison.
 */
export function selectionCommands(parts: CommandParts): Commands {
  let selected: Operand | undefined;
  const operands = (target?: Target, targets?: readonly Target[]): readonly Operand[] =>
    operandsOf(parts, target, targets);
  const compareSelected = (target?: Target, targets?: readonly Target[]): void =>
    compare(parts, operands(target, targets));

  return {
    select: async (target?: Target) => {
      [selected] = operands(target);
      await commands.executeCommand('setContext', 'likeness.selected', selected !== undefined);
    },
    compareWithSelected: (target?: Target) => {
      const [other] = operands(target);
      if (selected && other) compare(parts, [selected, other]);
      else void parts.ask.tell('info', l10n.t('First choose “Select for Likeness” on what to compare with.'));
    },
    compareSelected,
    // A command of its own, as it has a key there, which the Explorer's menu would show too.
    'tree.compareSelected': compareSelected,
    openSimilarity: () => {
      const { operands: shown } = parts.similarity;
      if (shown) compare(parts, shown);
      else void parts.ask.tell('info', l10n.t('The Similarity view shows no comparison yet.'));
    },
    setAsBaseline: async (target?: Target) => {
      const [baseline] = operands(target);
      if (baseline) await setBaseline(parts, baseline);
    },
    setBaseline: () => chooseBaseline(parts),
    clearBaseline: () => setBaseline(parts, undefined),
    compareWithBaseline: async (target?: Target) => {
      const [other] = operands(target);
      const baseline = parts.experiments.baseline ?? (await chooseBaseline(parts));
      if (baseline && other) compare(parts, [baseline, other]);
    },
    inspect: async (target?: Target) => {
      const [path, key] = arrayOf(parts, target);
      if (path === undefined) return;
      await commands.executeCommand('vscode.openWith', inspectionUri(path, key), INSPECT_EDITOR);
    },
    reveal: async (target?: ExperimentNode) => {
      if (target) await commands.executeCommand('revealInExplorer', Uri.file(target.path));
    },
  };
}

function compare(parts: CommandParts, operands: readonly Operand[]): void {
  const choice = choiceOf(operands, l10n.t);
  if ('refusal' in choice) void parts.ask.tell('info', choice.refusal);
  else startComparison(parts, choice);
}

async function chooseBaseline(parts: CommandParts): Promise<Operand | undefined> {
  const snapshots = await someSnapshots(parts);
  if (!snapshots) return undefined;
  const baseline = await pickSnapshot(parts, snapshots, {
    title: l10n.t('Set Baseline'),
    placeHolder: l10n.t('The snapshot that others are compared with'),
  });
  if (baseline) await setBaseline(parts, baseline);
  return baseline;
}

async function setBaseline(parts: CommandParts, baseline: Operand | undefined): Promise<void> {
  await parts.experiments.setBaseline(baseline);
  await commands.executeCommand('setContext', 'likeness.hasBaseline', baseline !== undefined);
}

/** Several where several were selected; what the tree has selected where a command came without a target. */
function operandsOf(parts: CommandParts, target?: Target, targets?: readonly Target[]): readonly Operand[] {
  const chosen = targets && targets.length > 1 ? targets : target ? [target] : parts.experimentsTree.view.selection;
  const files = chosen.filter((one): one is Uri => one instanceof Uri);
  if (files.length > 0) return fileOperands(files.map(({ fsPath }) => fsPath));
  return chosen.flatMap((one) => ('operand' in one && one.operand ? [one.operand] : []));
}

function arrayOf(parts: CommandParts, target?: Target): readonly [path?: string, key?: string] {
  if (target instanceof Uri) return [target.fsPath];
  const node = target ?? parts.experimentsTree.view.selection[0];
  if (node?.kind === 'layer') return [node.path, node.layer.key];
  return node?.kind === 'output' ? [node.path, node.output.key] : [node?.path];
}
