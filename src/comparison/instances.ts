import {
  alignInstances,
  AlignmentError,
  readIds,
  readLabels,
  type Alignment,
  type AlignItem,
  type ArrayPlace,
  type Labels,
} from '../experiments';
import type { Problem } from '../experiments/types';
import { nameOf, type Participant } from './participant';
import { RequestError } from './request';

/** A participant with the sides of its matrix that its header tells. */
export interface Sized {
  readonly participant: Participant;
  /** Instances. */
  readonly rows: number;
  readonly cols: number;
}

/** Which rows of the participants are the same instances. */
export interface AlignedInstances {
  readonly count: number;
  /** Rows of each participant in the common order; null = all as they are. Who is missing here was left out. */
  readonly rows: ReadonlyMap<Participant, Int32Array | null>;
  /** The instances' classes in the common order. */
  readonly labels: Int32Array | null;
  /** What the classes are called, by index, where the labels are text. */
  readonly classNames: readonly string[] | null;
  readonly facts: readonly string[];
  /** Why participants were left out. */
  readonly problems: readonly Problem[];
}

/** Files that the request names for all participants. */
export interface InstanceFiles {
  readonly ids?: ArrayPlace;
  readonly labels?: ArrayPlace;
}

/**
 * Aligns the instances of all participants. One that doesn't fit most of the others is left out with a problem that names
 * both files. Throws a `RequestError` where the files given can't be used, or where two participants are all there are.
 */
export async function alignParticipants(all: readonly Sized[], files: InstanceFiles): Promise<AlignedInstances> {
  const facts = new Set<string>();
  const items = await withCompanions(all, files, facts);
  const { alignment, kept, problems } = alignFitting(items);
  for (const fact of alignment.facts) facts.add(fact);
  return {
    count: alignment.instances,
    rows: new Map(kept.map(({ participant }, index) => [participant, alignment.rows[index] ?? null])),
    labels: alignment.labels?.values ?? null,
    classNames: alignment.labels?.names ?? null,
    facts: [...facts],
    problems,
  };
}

type Item = AlignItem & { readonly participant: Participant };

/** Reads ids and labels: those given, else those that discovery found and that fit. */
async function withCompanions(all: readonly Sized[], files: InstanceFiles, facts: Set<string>): Promise<Item[]> {
  const ids = once(readIds);
  const labels = once(readLabels);
  const misfits: string[] = [];
  const items: Item[] = [];
  for (const { participant, rows, cols } of all) {
    const name = nameOf(participant.ref);
    const item = { participant, name, rows, cols };
    const idPlace = files.ids ?? participant.companions.ids;
    const ownIds = idPlace && (await ids(idPlace));
    const fits = ownIds?.length === rows;
    if (idPlace && !fits) {
      const problem = `${nameOf(idPlace)} has ${ownIds?.length} ids for the ${rows} rows of ${name}`;
      if (files.ids) throw new RequestError(`${problem}. Give the ids of these rows.`);
      facts.add(`${problem}: not used`);
    }
    const labelPlace = files.labels ?? participant.companions.labels;
    const labelIds = files.labels ? files.ids : participant.companions.labelIds;
    const found = labelPlace && (await labels(labelPlace));
    const placed = found && placeLabels(found, labelIds && (await ids(labelIds)), fits ? ownIds : undefined, rows);
    if (labelPlace && !placed) {
      misfits.push(`${nameOf(labelPlace)} has ${found?.values.length} labels for the ${rows} rows of ${name}`);
    }
    items.push({ ...item, ...(fits && { ids: ownIds }), ...(placed && { labels: placed }) });
  }
  if (files.labels === undefined) for (const misfit of misfits) facts.add(`${misfit}: not used`);
  else if (misfits[0] && items.every((item) => !item.labels)) throw new RequestError(`${misfits[0]}.`);
  // A labels file without ids has one order of rows: that of the first array it fits.
  const single = files.labels && !files.ids ? items.find((item) => item.labels) : undefined;
  for (const { name, ids: own, labels: used, participant } of single ? [single] : items) {
    const place = files.labels ?? participant.companions.labels;
    const placedById = files.labels ? files.ids : participant.companions.labelIds;
    if (!own || !used || !place || placedById) continue;
    facts.add(`${nameOf(place)} has no ids: taken ${single ? `in the order of ${name}` : 'row by row'}`);
  }
  return single ? items.map((item) => (item === single ? item : { ...item, labels: undefined })) : items;
}

/** The labels of an array's rows: by ids where both have them, else row by row; undefined where they don't fit. */
function placeLabels(
  labels: Labels,
  labelIds: readonly string[] | undefined,
  ids: readonly string[] | undefined,
  rows: number,
): Labels | undefined {
  if (ids && labelIds && labelIds !== ids && labelIds.length === labels.values.length) {
    const labelOf = new Map(labelIds.map((id, row) => [id, labels.values[row]!]));
    return ids.every((id) => labelOf.has(id))
      ? { ...labels, values: Int32Array.from(ids, (id) => labelOf.get(id)!) }
      : undefined;
  }
  return labels.values.length === rows ? labels : undefined;
}

interface Fitting {
  readonly alignment: Alignment;
  readonly kept: readonly Item[];
  readonly problems: readonly Problem[];
}

/** Aligns all, or those that fit one with the most usual number of rows. */
function alignFitting(items: readonly Item[]): Fitting {
  const refusal = refusalOf(items);
  if (refusal === undefined) return { alignment: alignInstances(items), kept: items, problems: [] };
  if (items.length <= 2) throw new RequestError(refusal);
  const having = (rows: number): number => items.filter((item) => item.rows === rows).length;
  const anchor = items.reduce((best, item) => (having(item.rows) > having(best.rows) ? item : best));
  const problems = items.flatMap((item) => {
    const message = item === anchor ? undefined : refusalOf([anchor, item]);
    return message === undefined ? [] : [{ item, path: item.participant.ref.path, message }];
  });
  const kept = items.filter((item) => problems.every((problem) => problem.item !== item));
  const still = refusalOf(kept);
  if (still !== undefined) throw new RequestError(still);
  return {
    alignment: alignInstances(kept),
    kept,
    problems: problems.map(({ path, message }) => ({ path, message: `Left out: ${message}` })),
  };
}

/** Why these items can't be aligned, if so. */
function refusalOf(items: readonly Item[]): string | undefined {
  try {
    alignInstances(items);
    return undefined;
  } catch (error) {
    if (error instanceof AlignmentError) return error.message;
    throw error;
  }
}

/** Reads each file once. */
function once<T>(read: (place: ArrayPlace) => Promise<T>): (place: ArrayPlace) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (place) => {
    const reading = known.get(nameOf(place)) ?? read(place);
    known.set(nameOf(place), reading);
    return reading;
  };
}
