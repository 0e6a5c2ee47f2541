import picomatch from 'picomatch';
import type { Problem, Snapshot } from '../experiments/types';
import { findCompanions, howToRead, nameOf, type HowToRead, type Operand, type Participant } from './participant';
import { RequestError, type ComparisonRequest, type Mode } from './request';

/** Which participants stand against which. */
export interface Grid {
  readonly rows: readonly Participant[];
  readonly cols: readonly Participant[];
  /** What the grid shows, where a comparison has several: the layer. */
  readonly title?: string;
  /** Repeats participants of another grid (snapshots against the reference): pairs only, no groups. */
  readonly pairsOnly?: boolean;
}

/** What is compared with what: the request's mode applied to what its operands stand for. */
export interface Arrangement {
  readonly mode: Mode;
  readonly subject: 'representation' | 'outputs';
  /** Every participant once. */
  readonly participants: readonly Participant[];
  /** Empty for `statistics`. */
  readonly grids: readonly Grid[];
  readonly problems: readonly Problem[];
}

type ArrangementRequest = Pick<
  ComparisonRequest,
  'mode' | 'outputs' | 'layers' | 'layer' | 'reference' | 'reduction' | 'layout' | 'layoutOf' | 'outputKind'
>;

/**
 * Arranges operands by the mode, which is concluded from them when the request doesn't say. `reference` is the snapshot
 * that `training` compares against, when the request names it by its path. Throws a `RequestError`.
 */
export function arrange(request: ArrangementRequest, operands: readonly Operand[], reference?: Operand): Arrangement {
  const mode = request.mode ?? concludeMode(operands);
  if (mode === 'outputs' || request.outputs) return complete('outputs', arrangeOutputs(request, operands));
  switch (mode) {
    case 'pair':
      return complete(mode, arrangePair(request, operands));
    case 'layers':
      return complete(mode, arrangeLayers(request, operands));
    case 'training':
      return complete(mode, arrangeTraining(request, operands, reference));
    case 'models':
      return complete(mode, arrangeModels(request, operands));
    case 'statistics':
      return complete(mode, { extra: operands.flatMap((operand) => layersOf(request, operand)), grids: [] });
  }
}

export function concludeMode(operands: readonly Operand[]): Exclude<Mode, 'outputs'> {
  const [first] = operands;
  const runs = operands.filter(({ kind }) => kind === 'run').length;
  if (operands.length === 1) return first?.kind === 'run' ? 'training' : 'statistics';
  if (operands.every(({ kind }) => kind === 'array')) return operands.length === 2 ? 'pair' : 'models';
  return operands.length === 2 && runs === 0 ? 'layers' : 'models';
}

interface Arranged {
  /** Participants that stand in no grid. */
  readonly extra?: readonly Participant[];
  readonly grids: readonly Grid[];
  readonly problems?: readonly Problem[];
}

/** Makes one object of every array that is named more than once. */
function complete(mode: Mode, { extra = [], grids, problems = [] }: Arranged): Arrangement {
  const once = new Map<string, Participant>();
  const same = (participant: Participant): Participant => {
    const key = `${nameOf(participant.ref)} ${participant.layout}`;
    const known = once.get(key);
    if (!known) once.set(key, participant);
    return known ?? participant;
  };
  const shared = grids.map((grid) => ({ ...grid, rows: grid.rows.map(same), cols: grid.cols.map(same) }));
  extra.forEach(same);
  const subject = mode === 'outputs' ? 'outputs' : 'representation';
  // Two models' outputs are a pair like any other.
  const shown = mode === 'outputs' && once.size <= 2 ? 'pair' : mode;
  return { mode: shown, subject, participants: [...once.values()], grids: shared, problems };
}

function arrangePair(request: ArrangementRequest, operands: readonly Operand[]): Arranged {
  if (operands.length !== 2) throw new RequestError('Mode "pair" compares two arrays: give two operands.', true);
  const [row, col] = operands.map((operand) => onlyLayer(request, operand));
  return { grids: [{ rows: [row!], cols: [col!] }] };
}

function arrangeLayers(request: ArrangementRequest, operands: readonly Operand[]): Arranged {
  const [a, b = a] = operands;
  if (!a || !b || operands.length > 2) {
    throw new RequestError('Mode "layers" compares two snapshots, or one with itself: give one or two operands.', true);
  }
  return { grids: [{ rows: layersOf(request, a), cols: layersOf(request, b) }] };
}

/** Per layer: snapshots × snapshots, and each snapshot against the reference. */
function arrangeTraining(
  request: ArrangementRequest,
  operands: readonly Operand[],
  given: Operand | undefined,
): Arranged {
  const [operand] = operands;
  if (operands.length !== 1 || operand?.kind !== 'run') {
    throw new RequestError('Mode "training" compares the snapshots of one run: give one run folder.', true);
  }
  const snapshots = operand.run.snapshots.filter(({ layers }) => layers.length > 0);
  const [first] = snapshots;
  const last = snapshots.at(-1);
  if (!first || !last || snapshots.length < 2) {
    throw new RequestError(
      `${operand.run.path}: training needs two or more snapshots with activations, and has ${snapshots.length}.`,
    );
  }
  const choose = matcher(request.layers);
  const rows = snapshots.map((snapshot) => layersOfSnapshot(request, operand, snapshot));
  const names = unique(rows.flat().map(({ name }) => name)).filter(choose);
  if (names.length === 0) throw noLayer(request, operand.run.path, rows.flat());
  const reference =
    given === undefined
      ? layersOfSnapshot(request, operand, request.reference === 'first' ? first : last)
      : layersOf({ ...request, layers: undefined }, given);
  const label = reference[0]?.snapshot?.label ?? 'the reference';
  const problems: Problem[] = [];
  const grids = names.flatMap((title): Grid[] => {
    const moments = rows.flatMap((layers) => layers.filter(({ name }) => name === title));
    const anchor = reference.find(({ name }) => name === title);
    const square: Grid = { title, rows: moments, cols: moments };
    if (anchor) return [square, { title: `${title} against ${label}`, rows: moments, cols: [anchor], pairsOnly: true }];
    const path = reference[0]?.snapshot?.path ?? operand.run.path;
    problems.push({ path, message: `The reference has no layer "${title}": not compared against it.` });
    return [square];
  });
  return { grids, problems };
}

/** Models × models at one layer; an array stands for itself. */
function arrangeModels(request: ArrangementRequest, operands: readonly Operand[]): Arranged {
  if (operands.length < 2) throw new RequestError('Mode "models" needs two or more operands.', true);
  const choices = operands.map((operand) => ({
    operand,
    layers: operand.kind === 'array' ? [operand.array] : layersOf(request, operand),
  }));
  const several = choices.filter(({ operand }) => operand.kind !== 'array');
  const title = several.length > 0 ? (request.layer ?? lastShared(several.map(({ layers }) => layers))) : undefined;
  const problems: Problem[] = [];
  const models = choices.flatMap(({ operand, layers }) => {
    const found = operand.kind === 'array' ? operand.array : layers.find(({ name }) => name === title);
    if (found) return [found];
    const path = pathOf(operand);
    problems.push({ path, message: `Has no layer "${title}"; it has ${listed(layers)}. Choose one with --layer.` });
    return [];
  });
  if (models.length < 2) {
    const [problem] = problems;
    throw new RequestError(problem ? `${problem.path}: ${problem.message}` : 'Fewer than two models are left.');
  }
  return { grids: [{ ...(title !== undefined && { title }), rows: models, cols: models }], problems };
}

function lastShared(layers: readonly (readonly Participant[])[]): string {
  const [first = [], ...others] = layers;
  const shared = first.filter(({ name }) => others.every((other) => other.some((layer) => layer.name === name)));
  const last = shared.at(-1);
  if (last) return last.name;
  throw new RequestError('The models share no layer name: compare chosen arrays, or rename layers in likeness.json.');
}

/** What models said: two as a pair, more as a group and all pairs. A single run stands for its snapshots. */
function arrangeOutputs(request: ArrangementRequest, operands: readonly Operand[]): Arranged {
  const [single] = operands;
  const problems: Problem[] = [];
  const of = (operand: Operand, snapshot: Snapshot): Participant[] => {
    const found = outputsOf(request, operand, snapshot);
    if (!found)
      problems.push({ path: snapshot.path, message: 'Has no model outputs (logits, probabilities, classes).' });
    return found ? [found] : [];
  };
  const all =
    operands.length === 1 && single?.kind === 'run'
      ? single.run.snapshots.flatMap((snapshot) => of(single, snapshot))
      : operands.flatMap((operand) => (operand.kind === 'array' ? [operand.array] : of(operand, snapshotOf(operand))));
  if (all.length < 2) {
    const [problem] = problems;
    if (problem) throw new RequestError(`${problem.path}: ${problem.message}`);
    throw new RequestError('Comparing outputs needs two or more models: give two operands, or a run.', true);
  }
  const grid = all.length === 2 ? { rows: all.slice(0, 1), cols: all.slice(1) } : { rows: all, cols: all };
  return { grids: [grid], problems };
}

/** Every array of an operand that a comparison of this kind may take: layers, or outputs. */
export function participantsOf(request: ArrangementRequest, operand: Operand): readonly Participant[] {
  if (operand.kind === 'array') return [operand.array];
  const snapshots = operand.kind === 'run' ? operand.run.snapshots : [operand.snapshot];
  if (!wantsOutputs(request)) return snapshots.flatMap((snapshot) => layersOfSnapshot(request, operand, snapshot));
  return snapshots.flatMap((snapshot) => outputsOf(request, operand, snapshot) ?? []);
}

function wantsOutputs({ mode, outputs }: ArrangementRequest): boolean {
  return outputs === true || mode === 'outputs';
}

/** The array itself, or the snapshot's only layer (under the request's choice). */
function onlyLayer(request: ArrangementRequest, operand: Operand): Participant {
  if (operand.kind === 'array') return operand.array;
  const layers = layersOf({ ...request, layers: request.layer ?? request.layers }, operand);
  const [only] = layers;
  if (only && layers.length === 1) return only;
  throw new RequestError(
    `${pathOf(operand)} has ${layers.length} layers (${listed(layers)}): choose one with --layer, or name the array.`,
    true,
  );
}

/** The layers of an operand that the request chooses; of a run, those of its last snapshot. */
function layersOf(request: ArrangementRequest, operand: Operand): readonly Participant[] {
  if (operand.kind === 'array') return [operand.array];
  const layers = layersOfSnapshot(request, operand, snapshotOf(operand));
  const chosen = layers.filter(({ name }) => matcher(request.layers)(name));
  if (chosen.length === 0) throw noLayer(request, pathOf(operand), layers);
  return chosen;
}

type Container = Exclude<Operand, { kind: 'array' }>;

function layersOfSnapshot(request: ArrangementRequest, operand: Container, snapshot: Snapshot): readonly Participant[] {
  return snapshot.layers.map((layer) => ({
    ref: layer,
    name: layer.name,
    ...origin(request, operand, snapshot, layer),
  }));
}

/** What the snapshot's model said, richest first: logits, else probabilities, else classes; or the kind asked for. */
function outputsOf(request: ArrangementRequest, operand: Operand, snapshot: Snapshot): Participant | undefined {
  if (operand.kind === 'array') return operand.array;
  const kinds = ['logits', 'probabilities', 'classes'] as const;
  const asked = kinds.filter((kind) => kind === request.outputKind);
  for (const kind of asked.length > 0 ? asked : kinds) {
    const found = snapshot.outputs.find(({ role }) => role === kind);
    if (found) return { ref: found, name: found.name, outputKind: kind, ...origin(request, operand, snapshot) };
  }
  return undefined;
}

function origin(request: ArrangementRequest, operand: Container, snapshot: Snapshot, declared: HowToRead = {}) {
  return {
    run: operand.run?.name,
    snapshot,
    companions: findCompanions(snapshot.outputs, operand.shared),
    ...howToRead(request, operand.written, declared),
  };
}

function snapshotOf(operand: Container): Snapshot {
  if (operand.kind === 'snapshot') return operand.snapshot;
  const last = operand.run.snapshots.at(-1);
  if (last) return last;
  throw new RequestError(`${operand.run.path}: this run has no snapshots with dumps.`);
}

function pathOf(operand: Operand): string {
  if (operand.kind === 'array') return nameOf(operand.array.ref);
  return operand.kind === 'run' ? operand.run.path : operand.snapshot.path;
}

/** `*` matches any part of a layer's name, slashes too. */
function matcher(glob: string | undefined): (name: string) => boolean {
  if (glob === undefined) return () => true;
  const matches = picomatch(glob, { bash: true, dot: true });
  return (name) => matches(name);
}

function noLayer(request: ArrangementRequest, path: string, layers: readonly Participant[] = []): RequestError {
  if (layers.length === 0) return new RequestError(`${path}: no activation dumps were found.`);
  return new RequestError(`${path}: no layer matches "${request.layers}"; there are ${listed(layers)}.`);
}

function listed(layers: readonly Participant[]): string {
  const names = unique(layers.map(({ name }) => name));
  return names.length <= 8 ? names.join(', ') : `${names.slice(0, 8).join(', ')} and ${names.length - 8} more`;
}

function unique<T>(list: readonly T[]): T[] {
  return [...new Set(list)];
}
