import { AlignmentError } from './errors';
import type { Labels } from './instances';

/** An array whose rows are to stand for the same instances as those of the others. */
export interface AlignItem {
  /** For messages: the file. */
  readonly name: string;
  /** Instances, before anything is left out. */
  readonly rows: number;
  /** Of a matrix: its other side, to notice a transposed one. */
  readonly cols?: number;
  readonly ids?: readonly string[];
  readonly labels?: Labels;
}

export interface Alignment {
  /** For each item, the rows to take, in order; null = all as they are. */
  readonly rows: readonly (Int32Array | null)[];
  /** How many instances take part. */
  readonly instances: number;
  /** In that order; null where no item has labels. */
  readonly labels: Labels | null;
  /** True where ids of every item say that row i is the same instance in all. */
  readonly verified: boolean;
  /** What must be said beside the result: "instance order not verified", how many were left out. */
  readonly facts: readonly string[];
}

export const NOT_VERIFIED = 'instance order not verified';

/**
 * Brings the instances of all items into one order, that of the first item: by ids where there are ids (instances that not
 * all have are left out), else as they stand. Throws `AlignmentError`.
 */
export function alignInstances(items: readonly AlignItem[]): Alignment {
  const [first] = items;
  if (!first) throw new RangeError('Nothing to align.');
  for (const item of items) checkItem(item);
  const withIds = items.filter((item): item is WithIds => item.ids !== undefined);
  const verified = withIds.length === items.length;
  const rows = verified ? alignByIds(withIds) : alignByOrder(items, withIds);
  const instances = rows[0]?.length ?? first.rows;
  const facts: string[] = [];
  if (!verified) facts.push(NOT_VERIFIED);
  const most = Math.max(...items.map((item) => item.rows));
  if (instances < most) facts.push(`${count(instances)} of ${count(most)} instances are in all`);
  return { rows, instances, labels: sharedLabels(items, rows), verified, facts };
}

type WithIds = AlignItem & { readonly ids: readonly string[] };

const count = (n: number): string => n.toLocaleString('en-US');

function checkItem({ name, rows, ids, labels }: AlignItem): void {
  if (ids && ids.length !== rows) {
    throw new AlignmentError(`${name}: ${count(rows)} rows, but ${count(ids.length)} ids. Give the ids of these rows.`);
  }
  if (labels && labels.values.length !== rows) {
    const given = count(labels.values.length);
    throw new AlignmentError(`${name}: ${count(rows)} rows, but ${given} labels. Give the labels of these rows.`);
  }
  if (!ids) return;
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) throw new AlignmentError(`${name}: id "${id}" occurs more than once; every row needs its own.`);
    seen.add(id);
  }
}

function alignByIds(items: readonly WithIds[]): (Int32Array | null)[] {
  const [first] = items;
  const places = items.map(({ ids }) => new Map(ids.map((id, row) => [id, row])));
  const shared = first!.ids.filter((id) => places.every((place) => place.has(id)));
  if (shared.length === 0) {
    const other = items[places.findIndex((place) => !first!.ids.some((id) => place.has(id)))] ?? items[1]!;
    throw new AlignmentError(`${first!.name} and ${other.name} have no instance id in common: different inputs?`);
  }
  return places.map((place, i) => {
    const rows = Int32Array.from(shared, (id) => place.get(id)!);
    const unchanged = rows.length === items[i]!.rows && rows.every((row, at) => row === at);
    return unchanged ? null : rows;
  });
}

/** Without ids for all, rows can only be taken as they stand: as many in each, and no ids that say otherwise. */
function alignByOrder(items: readonly AlignItem[], withIds: readonly WithIds[]): null[] {
  const [first] = items;
  for (const item of items) {
    if (item.rows === first!.rows) continue;
    const transposed = [item, first!].find((one) => one.cols === (one === item ? first! : item).rows);
    const hint = transposed
      ? `${transposed.name} looks transposed: try the layout DN.`
      : 'Different inputs? Give instance ids to compare what both have.';
    throw new AlignmentError(
      `${first!.name} has ${count(first!.rows)} rows and ${item.name} ${count(item.rows)}. ${hint}`,
    );
  }
  const [known] = withIds;
  const other = withIds.find(({ ids }) => ids.some((id, row) => id !== known!.ids[row]));
  if (other) {
    const without = items.find(({ ids }) => !ids)!;
    throw new AlignmentError(
      `${known!.name} and ${other.name} have their instances in different order, and ${without.name} has no ids to align it. Give its ids.`,
    );
  }
  return items.map(() => null);
}

/** The labels, which must say the same of every instance. */
function sharedLabels(items: readonly AlignItem[], rows: readonly (Int32Array | null)[]): Labels | null {
  let shared: { readonly labels: Labels; readonly name: string } | null = null;
  for (const [i, { labels, name }] of items.entries()) {
    if (!labels) continue;
    const taken = rows[i];
    const mine: Labels = taken ? { ...labels, values: taken.map((row) => labels.values[row]!) } : labels;
    if (!shared) {
      shared = { labels: mine, name };
      continue;
    }
    const other = shared.labels;
    const differs = mine.values.findIndex((label, at) => nameOf(mine, label) !== nameOf(other, other.values[at]!));
    if (differs < 0) continue;
    throw new AlignmentError(
      `${shared.name} and ${name} have different labels for the same instances (the first at row ${differs}): different inputs or another order?`,
    );
  }
  return shared?.labels ?? null;
}

function nameOf({ names }: Labels, label: number): string {
  return names?.[label] ?? String(label);
}
