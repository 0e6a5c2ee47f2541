import type { ArrayPlace } from '../../experiments';
import type { MeasureContext } from '../../measures/measure';
import { predictedClasses } from '../../measures/shared/outputs';
import { centred } from '../../measures/shared/centre';
import type { Outputs, Representation, Side } from '../../measures/subject';
import { resolveOperands } from '../operands';
import { placeOf } from '../written';
import type { Participant } from '../participant';
import type { Plan, ReadSpec } from '../plan';
import { planComparison } from '../planning';
import { RequestError } from '../request';
import { readSide } from '../side';
import { idsOf, picturesOf, predictionsOf, type Source } from './about';
import { chooseDrawn } from './choose';
import { alignedPlane, cosines } from './plane';
import { MOST_CLASSES, type Drilldown, type DrilldownOrder } from './types';

type Pair<T> = readonly [T, T];

/**
 * What can be seen below the one cell of a pair's comparison. Reads both arrays in full, and of what describes their instances
 * only the rows needed. Throws what planning and reading throw.
 */
export async function drillDown({ request, featured }: DrilldownOrder, context: MeasureContext): Promise<Drilldown> {
  const plan = await planComparison(request);
  const reads = readsOf(plan);
  const first = await readSide(reads[0]);
  const second = reads[1].fingerprint === reads[0].fingerprint ? first : await readSide(reads[1]);
  const participants = await participantsOf(request, reads);
  const sources = ([0, 1] as const).map((index): Source => {
    const read = reads[index];
    const rows = [first, second][index]!.subject.matrix.rows;
    const kept = read.rows?.length ?? instancesOf(participants[index], read) ?? rows;
    return { read, participant: participants[index], rowsPerInstance: rows / kept };
  }) as unknown as Pair<Source>;
  const instances = first.subject.matrix.rows;
  const labels = first.subject.labels ?? null;
  const seed = request.seed ?? 0;
  const drawn = chooseDrawn(instances, featured, labels, seed);
  const ids = placeOf(request.ids, request.base);
  const about = {
    instances,
    drawn,
    ids: await optional(() => idsOf(sources[0], ids, drawn)),
    labels: labels && drawn.map((place) => labels[place]!),
    classNames: plan.classNames && plan.classNames.length <= MOST_CLASSES ? [...plan.classNames] : null,
    images: await optional(() =>
      pictures(
        sources,
        ids,
        featured.filter((place) => place < instances),
      ),
    ),
  };
  if (reads[0].subject === 'outputs') {
    return { ...about, ...ofOutputs([first as Side<Outputs>, second as Side<Outputs>], drawn) };
  }
  const predicted = await Promise.all(sources.map((source) => optional(() => predictionsOf(source, drawn))));
  return {
    ...about,
    predicted: predicted[0] && predicted[1] ? [predicted[0], predicted[1]] : null,
    ...ofRepresentations([first as Side<Representation>, second as Side<Representation>], drawn, context, seed),
    agreement: null,
  };
}

function ofRepresentations(
  sides: Pair<Side<Representation>>,
  drawn: Int32Array,
  context: MeasureContext,
  seed: number,
): Pick<Drilldown, 'rsms' | 'aligned' | 'alignedReason'> {
  const [a, b] = [centred(sides[0]), centred(sides[1])];
  const plane = alignedPlane([a, b], drawn, context, seed);
  return {
    rsms: [cosines(a, drawn, context), cosines(b, drawn, context)],
    ...(typeof plane === 'string' ? { aligned: null, alignedReason: plane } : { aligned: plane }),
  };
}

function ofOutputs(
  sides: Pair<Side<Outputs>>,
  drawn: Int32Array,
): Pick<Drilldown, 'rsms' | 'aligned' | 'predicted' | 'agreement'> {
  const [a, b] = [predictedClasses(sides[0]), predictedClasses(sides[1])];
  const take = (classes: Int32Array): Int32Array => drawn.map((place) => classes[place]!);
  const classes = Math.max(sides[0].subject.classes, sides[1].subject.classes);
  return {
    rsms: null,
    aligned: null,
    predicted: [take(a), take(b)],
    agreement: classes <= MOST_CLASSES ? { classes, counts: crossTabulated(a, b, classes) } : null,
  };
}

/** How many instances each pair of classes has: C×C, the first's classes in rows. */
export function crossTabulated(a: Int32Array, b: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes * classes);
  for (let i = 0; i < a.length; i++) counts[a[i]! * classes + b[i]!]!++;
  return counts;
}

/** How the two sides of the first cell are read. */
function readsOf({ blocks, items }: Plan): Pair<ReadSpec> {
  const [block] = blocks;
  const [row, col] = [block?.rows[0], block?.cols[0] ?? block?.rows[1]];
  if (row === undefined || col === undefined) throw new RequestError('This cell is not one of a pair.');
  return [items[row]!.read, items[col]!.read];
}

async function participantsOf(
  request: DrilldownOrder['request'],
  reads: Pair<ReadSpec>,
): Promise<Pair<Participant | undefined>> {
  const { operands, alignedWith } = await resolveOperands(request);
  const known = [...operands.flatMap((one) => (one.kind === 'array' ? [one.array] : [])), ...alignedWith];
  const find = ({ path, key }: ReadSpec): Participant | undefined =>
    known.find(({ ref }) => ref.path === path && (ref.key ?? null) === key);
  return [find(reads[0]), find(reads[1])];
}

function instancesOf(participant: Participant | undefined, { layout }: ReadSpec): number | undefined {
  return participant?.ref.shape[layout === 'DN' ? 1 : 0];
}

/** The second's where the first has none. */
async function pictures(
  [first, second]: Pair<Source>,
  ids: ArrayPlace | undefined,
  featured: readonly number[],
): Promise<Drilldown['images']> {
  return (await picturesOf(first, ids, featured)) ?? picturesOf(second, ids, featured);
}

/** What only describes instances may be missing or damaged: the rest is still worth seeing. */
async function optional<T>(read: () => Promise<T | null>): Promise<T | null> {
  try {
    return await read();
  } catch {
    return null;
  }
}
