import { l10n } from 'vscode';
import type { ExperimentNode } from '../experiments/nodes';
import { snapshotOperand, type Operand } from '../experiments/operands';
import { someSnapshots } from './compare';
import type { CommandParts } from './parts';
import { startComparison } from './start';

/** Every statistic that applies, of the layers of one or more snapshots (or of the nodes chosen in the tree). */
export async function describeRepresentations(
  parts: CommandParts,
  node?: ExperimentNode,
  nodes?: readonly ExperimentNode[],
): Promise<void> {
  const title = l10n.t('Describe Representations');
  const operands = operandsOf(node, nodes) ?? (await pickSnapshots(parts, title));
  if (!operands || operands.length === 0) return;
  const statistics = (await parts.catalogue.all()).filter(({ arity }) => arity === 'statistic');
  const chosen = await parts.ask.pickMany(
    statistics.map(({ id, name, summary, needs }) => ({
      label: name,
      description: [id, ...needs.map((need) => l10n.t('needs {0}', need))].join(' · '),
      detail: summary,
      picked: needs.length === 0,
      value: id,
    })),
    { title, placeHolder: l10n.t('The statistics to compute of each layer') },
  );
  if (!chosen || chosen.length === 0) return;
  startComparison(parts, { operands, mode: 'statistics' }, { measures: chosen.map((id) => ({ id })) });
}

function operandsOf(node?: ExperimentNode, nodes?: readonly ExperimentNode[]): readonly Operand[] | undefined {
  const chosen = nodes && nodes.length > 1 ? nodes : node ? [node] : undefined;
  return chosen?.flatMap(({ operand, kind }) => (operand && kind !== 'output' ? [operand] : []));
}

async function pickSnapshots(parts: CommandParts, title: string): Promise<readonly Operand[] | undefined> {
  const snapshots = await someSnapshots(parts);
  return (
    snapshots &&
    parts.ask.pickMany(
      snapshots.map(({ run, snapshot }) => ({
        label: run.name,
        description: snapshot.label,
        value: snapshotOperand(run, snapshot),
      })),
      { title, placeHolder: l10n.t('The snapshots whose layers are described') },
    )
  );
}
