import { l10n } from 'vscode';
import type { Run } from '../../experiments/types';
import { layerOperand, runOperand, snapshotOperand, type Operand } from '../experiments/operands';
import type { ExperimentNode } from '../experiments/nodes';
import { fileOperand } from '../experiments/operands';
import type { SnapshotOf } from '../experiments/experiments';
import type { Choice, Question } from '../ui/ask';
import { createSample } from './sample';
import { copyHook } from './hooks';
import type { CommandParts, Commands } from './parts';
import { startComparison } from './start';

/** The palette's comparisons: each asks in one or two quick picks what to compare, then opens the panel. */
export function compareCommands(parts: CommandParts): Commands {
  return {
    compareLayers: () => compareLayers(parts),
    compareActivations: () => compareActivations(parts),
    compareTraining: (node?: ExperimentNode) => compareTraining(parts, node),
    compareModels: () => compareModels(parts),
    compareOutputs: () => compareOutputs(parts),
  };
}

async function compareLayers(parts: CommandParts): Promise<void> {
  const snapshots = await someSnapshots(parts);
  if (!snapshots) return;
  const title = l10n.t('Compare Layers of Two Models');
  const first = await pickSnapshot(parts, snapshots, {
    title,
    placeHolder: l10n.t('The first model (1 of 2): its layers become the rows'),
  });
  if (!first) return;
  const second = await pickSnapshot(
    parts,
    snapshots.filter(({ run, snapshot }) => snapshotOperand(run, snapshot).text !== first.text),
    { title, placeHolder: l10n.t('The second model (2 of 2): its layers become the columns') },
  );
  if (second) startComparison(parts, { operands: [first, second], mode: 'layers' });
}

async function compareActivations(parts: CommandParts): Promise<void> {
  const snapshots = await someSnapshots(parts);
  if (!snapshots) return;
  const layers = snapshots.flatMap(({ run, snapshot }) =>
    snapshot.layers.map((layer) => ({
      label: layer.name,
      description: `${run.name} · ${snapshot.label}`,
      value: layerOperand(run, snapshot, layer),
    })),
  );
  const title = l10n.t('Compare Two Activations');
  const first = await pickOperand(parts, layers, { title, placeHolder: l10n.t('The first activations (1 of 2)') });
  if (!first) return;
  const others = layers.filter(({ value }) => value.text !== first.text);
  const second = await pickOperand(parts, others, { title, placeHolder: l10n.t('The second activations (2 of 2)') });
  if (second) startComparison(parts, { operands: [first, second], mode: 'pair' });
}

async function compareTraining(parts: CommandParts, node?: ExperimentNode): Promise<void> {
  const runs = (await someRuns(parts))?.filter(({ snapshots }) => snapshots.length > 1);
  if (!runs) return;
  const title = l10n.t('Compare Over Training');
  const run =
    node?.kind === 'run'
      ? node.run
      : await parts.ask.pick(
          runs.map((value) => ({ label: value.name, description: describeRun(value), value })),
          { title, placeHolder: l10n.t('The run whose snapshots are compared') },
        );
  if (!run) return;
  const reference = await parts.ask.pick(referenceChoices(run), {
    title,
    placeHolder: l10n.t('What each snapshot of {0} is compared against', run.name),
  });
  if (reference !== undefined) {
    startComparison(parts, { operands: [runOperand(run)], mode: 'training' }, { reference });
  }
}

function referenceChoices(run: Run): readonly Choice<string>[] {
  const [first, last] = [run.snapshots[0], run.snapshots.at(-1)];
  return [
    { label: l10n.t('Final snapshot'), description: last?.label, value: 'final' },
    { label: l10n.t('First snapshot'), description: first?.label, value: 'first' },
    ...run.snapshots.slice(1, -1).map(({ label, path }) => ({ label, value: path })),
  ];
}

async function compareModels(parts: CommandParts): Promise<void> {
  const runs = await someRuns(parts);
  if (!runs) return;
  const title = l10n.t('Compare Models');
  const chosen = await atLeastTwo(
    parts,
    runs.map((value) => ({ label: value.name, description: describeRun(value), value })),
    { title, placeHolder: l10n.t('Two or more runs: each stands for its last snapshot') },
  );
  if (!chosen) return;
  const layers = sharedLayers(chosen);
  const automatic = { label: l10n.t('The last shared layer'), description: layers.at(-1), value: '' };
  const layer = await parts.ask.pick([automatic, ...layers.map((name) => ({ label: name, value: name }))], {
    title,
    placeHolder: l10n.t('The layer at which the models are compared'),
  });
  if (layer === undefined) return;
  const operands = chosen.map(runOperand);
  startComparison(parts, { operands, mode: 'models' }, layer === '' ? {} : { layer });
}

async function compareOutputs(parts: CommandParts): Promise<void> {
  const roles = ['logits', 'probabilities', 'classes'];
  const snapshots = (await someSnapshots(parts))?.filter(({ snapshot }) =>
    snapshot.outputs.some(({ role }) => roles.includes(role)),
  );
  if (!snapshots) return;
  const chosen = await atLeastTwo(parts, snapshots.map(snapshotChoice), {
    title: l10n.t('Compare Outputs'),
    placeHolder: l10n.t('Two or more models whose logits, probabilities or classes are compared'),
  });
  if (chosen) startComparison(parts, { operands: chosen, outputs: true });
}

function sharedLayers(runs: readonly Run[]): readonly string[] {
  const [first = [], ...others] = runs.map((run) => run.snapshots.at(-1)?.layers.map(({ name }) => name) ?? []);
  return first.filter((name) => others.every((names) => names.includes(name)));
}

const describeRun = (run: Run): string =>
  [l10n.t('{0} snapshots', run.snapshots.length), run.snapshots.at(-1)?.label].filter(Boolean).join(' · ');

const snapshotChoice = ({ run, snapshot }: SnapshotOf): Choice<Operand> => ({
  label: run.name,
  description: `${snapshot.label} · ${l10n.t('{0} layers', snapshot.layers.length)}`,
  value: snapshotOperand(run, snapshot),
});

/** One snapshot, the latest of each run first. */
export function pickSnapshot(
  parts: CommandParts,
  snapshots: readonly SnapshotOf[],
  question: Question,
): Promise<Operand | undefined> {
  const isLast = ({ run, snapshot }: SnapshotOf): boolean => run.snapshots.at(-1) === snapshot;
  const sorted = [...snapshots.filter(isLast), ...snapshots.filter((snapshot) => !isLast(snapshot))];
  return pickOperand(parts, sorted.map(snapshotChoice), question);
}

/** One of the choices, or a file or folder from anywhere. */
async function pickOperand(
  { ask }: CommandParts,
  choices: readonly Choice<Operand>[],
  question: Question,
): Promise<Operand | undefined> {
  const browse = { label: `$(folder-opened) ${l10n.t('Browse…')}`, alwaysShow: true, value: 'browse' as const };
  const picked = await ask.pick<Operand | 'browse'>([...choices, browse], question);
  if (picked !== 'browse') return picked;
  const [uri] = (await ask.open({ title: question.placeHolder, canSelectFolders: true, canSelectFiles: true })) ?? [];
  return uri && fileOperand(uri.fsPath);
}

async function atLeastTwo<T>(
  { ask }: CommandParts,
  choices: readonly Choice<T>[],
  question: Question,
): Promise<readonly T[] | undefined> {
  const picked = await ask.pickMany(choices, question);
  if (!picked || picked.length >= 2) return picked;
  void ask.tell('info', l10n.t('Choose two or more to compare.'));
  return undefined;
}

export async function someRuns(parts: CommandParts): Promise<readonly Run[] | undefined> {
  const runs = (await parts.experiments.runs()).map(({ run }) => run);
  return runs.length > 0 ? runs : tellNothingFound(parts);
}

export async function someSnapshots(parts: CommandParts): Promise<readonly SnapshotOf[] | undefined> {
  const snapshots = await parts.experiments.snapshots();
  return snapshots.length > 0 ? snapshots : tellNothingFound(parts);
}

async function tellNothingFound(parts: CommandParts): Promise<undefined> {
  const [sample, hook] = [l10n.t('Create Sample Experiment'), l10n.t('Copy Python Hook')];
  const message = l10n.t(
    'No activation dumps were found. Open the folder that holds them, name it in the setting likeness.roots, or start with a sample.',
  );
  const answer = await parts.ask.tell('info', message, sample, hook);
  if (answer === sample) await createSample(parts);
  if (answer === hook) await copyHook(parts);
  return undefined;
}
