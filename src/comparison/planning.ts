import { sep } from 'node:path';
import type { Problem } from '../experiments/types';
import { arrange, type Arrangement, type Grid } from './arrangement';
import { makeBlocks } from './blocks';
import { DOCUMENT_VERSION, type ResultDocument } from './document';
import { alignParticipants, type AlignedInstances } from './instances';
import { describeItems, reductionFacts } from './items';
import { liveModelOf } from './live-model';
import { resolveOperands, type ResolvedOperands } from './operands';
import { outputFacts } from './outputs';
import { withParameterFiles } from './parameter-files';
import type { Participant } from './participant';
import type { PermutationOrder } from './permutation';
import type { Plan } from './plan';
import { recordRequest } from './record';
import { RequestError, type ComparisonRequest } from './request';
import { chooseInstances, rowsAt, type Choice } from './sampling';
import { shardFact } from './shard';
import { chooseMeasures } from './selection';
import { measureAll, nonFiniteInstances, readSpec } from './specs';
import { placeOf } from './written';

/**
 * Makes a request ready to compute. What can't take part is listed under the document's `problems` where others can go on.
 * Throws a `RequestError` where nothing can, `AmbiguousLayoutError` where a person has to choose, and the readers' errors
 * for the files that the request names, or the signal's reason.
 */
export async function planComparison(request: ComparisonRequest, signal?: AbortSignal): Promise<Plan> {
  const resolved = await resolveOperands(request, signal);
  const arrangement = arrange(request, resolved.operands, resolved.reference);
  const { mode, subject } = arrangement;

  const sized = measureAll(together(resolved.alignedWith, arrangement.participants));
  const files = { ids: placeOf(request.ids, request.base), labels: placeOf(request.labels, request.base) };
  const aligned = await alignParticipants(sized.sizes, files);
  const problems = unique([
    ...resolved.problems,
    ...near(resolved, arrangement.participants),
    ...arrangement.problems,
    ...sized.problems,
    ...aligned.problems,
  ]);
  const participants = arrangement.participants.filter((one) => aligned.rows.has(one));
  const grids = keptGrids(arrangement, participants, problems);

  const choice = await choose(request, aligned, signal);
  const labels = aligned.labels && rowsAt(aligned.labels, choice.chosen);
  const models = participants.map(liveModelOf);
  const noModel = models.every((model) => 'missing' in model) ? models[0]?.missing : undefined;
  const offer = { subject, mode, items: participants.length, labels: labels !== null, noModel };
  const measures = await withParameterFiles(chooseMeasures(request.measures, offer), request.base);
  const outputs = subject === 'outputs' ? await outputFacts(participants, request.outputKind, labels) : undefined;
  const reads = await Promise.all(
    participants.map((one, index) =>
      readSpec(one, rowsAt(aligned.rows.get(one)!, choice.chosen), labels, {
        subject,
        outputKind: outputs?.kinds.get(one),
        classes: outputs?.classes,
        ...(subject === 'outputs' && { model: models[index]! }),
      }),
    ),
  );
  const items = describeItems(mode, participants, reads);
  const blocks = makeBlocks(measures, { participants, grids, items, permutation: permutationOf(request) });
  const document: ResultDocument = {
    likeness: DOCUMENT_VERSION,
    created: new Date().toISOString(),
    // Who computes is known by the engine, which writes it here.
    engine: { name: 'wasm', version: '', precision: request.precision ?? 'float64', threads: 0 },
    request: recordRequest(request, arrangement, measures),
    items,
    results: blocks.map(({ result }) => result),
    facts: [
      ...aligned.facts,
      ...choice.facts,
      ...(outputs?.facts ?? []),
      ...reductionFacts(items),
      ...(request.shard ? [shardFact(request.shard)] : []),
    ],
    problems: problems.map((problem) => ({ ...problem })),
  };
  return {
    document,
    items: items.map(({ id }, index) => ({ id, read: reads[index]! })),
    blocks: blocks.map(({ planned }) => planned),
    classNames: aligned.classNames,
  };
}

function permutationOf({ permutations, seed = 0 }: ComparisonRequest): PermutationOrder | undefined {
  return permutations ? { permutations, seed } : undefined;
}

/** Arrays that only align the others come first: they keep the order of instances that a larger comparison had. */
function together(alignedWith: readonly Participant[], participants: readonly Participant[]): readonly Participant[] {
  const same = (a: Participant, b: Participant): boolean => a.ref.path === b.ref.path && a.ref.key === b.ref.key;
  const inOrder = alignedWith.map((one) => participants.find((other) => same(one, other)) ?? one);
  return [...new Set([...inOrder, ...participants])];
}

/** Grids without those who were left out. Throws where nothing is left to compare. */
function keptGrids(
  { grids, mode }: Arrangement,
  participants: readonly Participant[],
  problems: readonly Problem[],
): readonly Grid[] {
  const here = new Set(participants);
  const left = (axis: readonly Participant[]): readonly Participant[] => axis.filter((one) => here.has(one));
  const kept = grids
    .map((grid) => ({ ...grid, rows: left(grid.rows), cols: left(grid.cols) }))
    .filter(({ rows, cols }) => rows.length > 0 && cols.length > 0);
  const alone = (mode === 'models' || mode === 'outputs') && participants.length < 2;
  if (participants.length > 0 && !alone && (kept.length > 0 || mode === 'statistics')) return kept;
  const [problem] = problems;
  throw new RequestError(problem ? problemLine(problem) : 'Nothing is left to compare.');
}

/** Messages about two files name both of them already. */
function problemLine({ path, message }: Problem): string {
  return message.includes(path) ? message.replace(/^Left out: /, '') : `${path}: ${message}`;
}

async function choose(request: ComparisonRequest, aligned: AlignedInstances, signal?: AbortSignal): Promise<Choice> {
  const dropped = request.dropNanRows ? await nonFiniteInstances(aligned, signal) : new Set<number>();
  return chooseInstances(aligned.count, dropped, request.instances, request.seed ?? 0);
}

/** What discovery could not read in the snapshots that are compared; a single array has nothing to do with its neighbours. */
function near({ found, operands }: ResolvedOperands, participants: readonly Participant[]): readonly Problem[] {
  const single = new Set(operands.map((operand) => (operand.kind === 'array' ? operand.array : undefined)));
  const whole = participants.filter((participant) => !single.has(participant));
  const places = new Set(whole.flatMap(({ snapshot }) => (snapshot ? [snapshot.path.split('::')[0]!] : [])));
  return found.filter(({ path }) => [...places].some((place) => path === place || path.startsWith(place + sep)));
}

function unique(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.path} ${problem.message}`, problem])).values()];
}
