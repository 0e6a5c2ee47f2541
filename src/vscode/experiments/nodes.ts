import type { ArrayRef, Experiment, Layer, Output, Problem, Run, Snapshot } from '../../experiments/types';
import { layerOperand, outputOperand, runOperand, snapshotOperand, type Operand } from './operands';
import type { Translate } from '../ui/text';

/*
 * What the Experiments tree shows, as data: roots → runs → snapshots → layers and outputs, problems last. A node's id is
 * stable over scans, so that VS Code keeps what is expanded and selected.
 */

interface Base {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly path: string;
  readonly children: readonly ExperimentNode[];
  /** What the node stands for in a comparison. */
  readonly operand?: Operand;
}

export type ExperimentNode = Base &
  (
    | { readonly kind: 'root'; readonly experiment: Experiment }
    | { readonly kind: 'run'; readonly run: Run; readonly experiment: Experiment }
    | {
        readonly kind: 'snapshot';
        readonly snapshot: Snapshot;
        readonly run: Run;
        readonly experiment: Experiment;
        readonly baseline: boolean;
        readonly fresh: boolean;
      }
    | { readonly kind: 'layer'; readonly layer: Layer }
    | { readonly kind: 'output'; readonly output: Output }
    | { readonly kind: 'problem'; readonly problem: Problem }
  );

export type NodeOf<K extends ExperimentNode['kind']> = Extract<ExperimentNode, { kind: K }>;

export interface TreeContext {
  /** The baseline's operand text. */
  readonly baseline?: string;
  /** True for snapshots (by path) that appeared since the user last looked. */
  readonly isFresh: (snapshot: Snapshot) => boolean;
  readonly t: Translate;
}

export function experimentTree(experiment: Experiment, label: string, context: TreeContext): NodeOf<'root'> {
  const { t } = context;
  const runs = experiment.runs.map((run) => runNode(experiment, run, context));
  const shared = experiment.shared.map((output) => outputNode(`${experiment.root}#shared`, output, context));
  const problems = experiment.problems.map((problem) => problemNode(experiment.root, problem));
  const snapshots = experiment.runs.reduce((count, run) => count + run.snapshots.length, 0);
  const parts = [t('{0} runs', runs.length), t('{0} snapshots', snapshots)];
  if (problems.length > 0) parts.push(t('{0} problems', problems.length));
  return {
    kind: 'root',
    id: experiment.root,
    label,
    description: runs.length > 0 || problems.length > 0 ? parts.join(', ') : t('no activation dumps'),
    tooltip: experiment.root,
    path: experiment.root,
    children: [...runs, ...shared, ...problems],
    experiment,
  };
}

/** Children are made when they are first asked for: there may be a hundred thousand, of which few are ever shown. */
function withChildren<T extends object>(node: T, make: () => readonly ExperimentNode[]) {
  let made: readonly ExperimentNode[] | undefined;
  return Object.defineProperty(node, 'children', { enumerable: true, get: () => (made ??= make()) }) as T &
    Pick<Base, 'children'>;
}

function runNode(experiment: Experiment, run: Run, context: TreeContext): NodeOf<'run'> {
  const { t } = context;
  const seed = run.seed === undefined ? [] : [t('seed {0}', run.seed)];
  const node = {
    kind: 'run' as const,
    id: `${experiment.root}#${run.path}#${run.name}`,
    label: run.name,
    description: [t('{0} snapshots', run.snapshots.length), ...seed].join(', '),
    tooltip: run.path,
    path: run.path,
    operand: runOperand(run),
    run,
    experiment,
  };
  return withChildren(node, () => run.snapshots.map((snapshot) => snapshotNode(experiment, run, snapshot, context)));
}

function snapshotNode(experiment: Experiment, run: Run, snapshot: Snapshot, context: TreeContext): NodeOf<'snapshot'> {
  const { t } = context;
  const id = `${experiment.root}#${run.path}#${run.name}#${snapshot.path}#${snapshot.label}`;
  const operand = snapshotOperand(run, snapshot);
  const baseline = operand.text === context.baseline;
  const fresh = context.isFresh(snapshot);
  const count = snapshot.layers.length;
  const parts = [snapshot.weights ? t('{0} weight matrices', count) : t('{0} layers', count)];
  if (baseline) parts.unshift(t('baseline'));
  if (fresh) parts.unshift(t('new'));
  const node = {
    kind: 'snapshot' as const,
    id,
    label: snapshot.label,
    description: parts.join(', '),
    tooltip: [snapshot.path, ...(snapshot.checkpoint ? [t('Checkpoint: {0}', snapshot.checkpoint)] : [])].join('\n'),
    path: snapshot.path,
    operand,
    snapshot,
    run,
    experiment,
    baseline,
    fresh,
  };
  return withChildren(node, () => [
    ...snapshot.layers.map((layer) => layerNode(id, run, snapshot, layer)),
    ...snapshot.outputs.map((output) => outputNode(id, output, context, run, snapshot)),
  ]);
}

function layerNode(parent: string, run: Run, snapshot: Snapshot, layer: Layer): NodeOf<'layer'> {
  return {
    kind: 'layer',
    id: `${parent}#layer#${layer.name}`,
    label: layer.name,
    description: describeArray(layer),
    tooltip: arrayTooltip(layer),
    path: layer.path,
    operand: layerOperand(run, snapshot, layer),
    children: [],
    layer,
  };
}

function outputNode(
  parent: string,
  output: Output,
  { t }: TreeContext,
  run?: Run,
  snapshot?: Snapshot,
): NodeOf<'output'> {
  const comparable = ['logits', 'probabilities', 'classes'].includes(output.role);
  const role = output.guessed ? `${output.role}?` : output.role;
  const guess = output.guessed
    ? [t('The role was concluded from the content; a likeness.json manifest can name it.')]
    : [];
  return {
    kind: 'output',
    id: `${parent}#output#${output.name}#${output.path}`,
    label: output.name,
    description: output.name === role ? describeArray(output) : `${role} · ${describeArray(output)}`,
    tooltip: [arrayTooltip(output), ...guess].join('\n'),
    path: output.path,
    ...(comparable && { operand: outputOperand(run, snapshot, output) }),
    children: [],
    output,
  };
}

function problemNode(root: string, problem: Problem): NodeOf<'problem'> {
  const inside = problem.path.startsWith(root) ? problem.path.slice(root.length).replace(/^[/\\]/, '') : problem.path;
  return {
    kind: 'problem',
    id: `${root}#problem#${problem.path}#${problem.message}`,
    label: inside === '' ? problem.path : inside,
    description: problem.message,
    tooltip: `${problem.path}\n${problem.message}`,
    path: problem.path,
    children: [],
    problem,
  };
}

/** `500×16×4×4 float16`. */
export function describeArray(array: Pick<ArrayRef, 'shape' | 'dtype'>): string {
  return `${array.shape.join('×')} ${array.dtype}`;
}

function arrayTooltip(array: ArrayRef): string {
  return `${array.path}${array.key === undefined ? '' : `::${array.key}`}\n${describeArray(array)}`;
}

/** The nodes that match (label or description, any case), with their parents; a match keeps all its children. */
export function filterNodes<N extends ExperimentNode>(nodes: readonly N[], filter: string): readonly N[] {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return nodes;
  return nodes.flatMap((node): N[] => {
    if (node.kind !== 'root' && node.label.toLowerCase().includes(wanted)) return [node];
    const children = filterNodes(node.children, filter);
    return children.length > 0 ? [{ ...node, children }] : [];
  });
}

/** The folders that runs and snapshots live in: where the Explorer's context menu offers comparing folders. */
export function experimentFolders(experiments: readonly Experiment[]): readonly string[] {
  const paths = experiments.flatMap(({ runs }) =>
    runs.flatMap((run) => [run.path, ...run.snapshots.map((snapshot) => snapshot.path)]),
  );
  return [...new Set(paths)];
}
