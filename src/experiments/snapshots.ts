import type { Leaf } from './leaves';
import { compareMoments, compareNames, hasMoment, momentLabel } from './names';
import type { Facets } from './names';
import type { Folder } from './walk';
import type { Layer, Output, Snapshot } from './types';

/** A snapshot and what else is known of its moment. */
export interface DatedSnapshot {
  readonly snapshot: Snapshot;
  readonly facets: Facets;
  /** Checkpoints that its dumps name as theirs. */
  readonly madeFrom: readonly string[];
}

/** Roles that hold for all snapshots when they stand beside them. */
const common = new Set(['labels', 'ids', 'inputs', 'mask']);

/** The snapshots of one run, in order of time. `order`: layer names in the network's order, as far as it is known. */
export function snapshotsOf(
  leaves: readonly Leaf[],
  run: Folder,
  order: readonly string[] = [],
): readonly DatedSnapshot[] {
  const dated = leaves.some(({ facets, role }) => hasMoment(facets) && !common.has(role));
  const held = new Set(leaves.filter(({ facets, role }) => dated && !hasMoment(facets) && common.has(role)));
  const groups = new Map<string, Leaf[]>();
  const containers = new Set(
    leaves.filter(({ facets, container }) => !hasMoment(facets) && container !== null).map(({ path }) => path),
  );
  for (const leaf of leaves) {
    if (held.has(leaf)) continue;
    const { epoch, step, tag } = leaf.facets;
    // containers of several layers without any moment are a snapshot each
    const own = !hasMoment(leaf.facets) && leaf.container !== null && containers.size > 1 ? leaf.path : '';
    const key = [epoch, step, tag, own].join('\0');
    const group = groups.get(key);
    if (group) group.push(leaf);
    else groups.set(key, [leaf]);
  }
  const snapshots = [...groups.values()].map((group) => snapshotOf(group, held, run, order));
  snapshots.sort((a, b) => compareMoments(a.facets, b.facets) || compareNames(a.snapshot.label, b.snapshot.label));
  return distinctPaths(snapshots);
}

function snapshotOf(
  group: readonly Leaf[],
  held: ReadonlySet<Leaf>,
  run: Folder,
  order: readonly string[],
): DatedSnapshot {
  const { facets } = group[0]!;
  const { epoch, step, tag } = facets;
  const layerLeaves = group.filter(({ role }) => role === 'layer');
  const names = namesIn(layerLeaves);
  const layers = sortedLayers(
    layerLeaves.map((leaf, i): Layer => ({ name: names[i]!, ...refOf(leaf) })),
    layerLeaves,
    order,
  );
  const outputLeaves = [...group, ...held].filter(({ role }) => role !== 'layer');
  const outputNames = namesIn(outputLeaves);
  const outputs = outputLeaves.map((leaf, i): Output => ({
    name: outputNames[i]!,
    role: leaf.role as Output['role'],
    guessed: leaf.guessed,
    ...refOf(leaf),
  }));
  outputs.sort((a, b) => compareNames(a.name, b.name));
  const containers = new Set(group.map(({ container, path }) => (container === null ? null : path)));
  const [onlyContainer] = containers;
  const home = (layerLeaves[0] ?? group[0])!.home;
  const undated = onlyContainer != null && containers.size === 1 ? onlyContainer : run.path;
  const label = momentLabel(facets) || (undated === run.path ? run.name : group[0]!.container!);
  return {
    facets,
    madeFrom: group.flatMap(({ madeFrom }) => madeFrom ?? []),
    snapshot: {
      label,
      ...(epoch !== undefined && { epoch }),
      ...(step !== undefined && { step }),
      ...(tag !== undefined && { tag }),
      path: home ?? undated,
      layers,
      outputs,
    },
  };
}

function refOf({ path, header, parts }: Leaf): Pick<Layer, 'path' | 'key' | 'shape' | 'dtype' | 'parts'> {
  return {
    path,
    ...(header.key !== null && { key: header.key }),
    shape: header.shape,
    dtype: header.dtype,
    ...(parts.length > 0 && { parts }),
  };
}

/** Short names, but the long one for each of those that would be called the same. */
function namesIn(leaves: readonly Leaf[]): readonly string[] {
  const times = new Map<string, number>();
  for (const { name } of leaves) times.set(name, (times.get(name) ?? 0) + 1);
  return leaves.map(({ name, fullName }) => (times.get(name)! > 1 ? fullName : name));
}

/** The known order; else the container's; else natural. */
function sortedLayers(layers: Layer[], leaves: readonly Leaf[], order: readonly string[]): readonly Layer[] {
  const place = new Map(order.map((name, i) => [name, i]));
  const known = layers.filter(({ name }) => place.has(name)).sort((a, b) => place.get(a.name)! - place.get(b.name)!);
  const others = layers.filter(({ name }) => !place.has(name));
  const oneContainer = leaves.every(({ container, path }) => container !== null && path === leaves[0]!.path);
  if (!oneContainer) others.sort((a, b) => compareNames(a.name, b.name));
  return [...known, ...others];
}

/** Snapshots that share a folder (the moment is in the arrays' names) are told apart as `folder::label`. */
function distinctPaths(snapshots: readonly DatedSnapshot[]): readonly DatedSnapshot[] {
  const times = new Map<string, number>();
  for (const { snapshot } of snapshots) times.set(snapshot.path, (times.get(snapshot.path) ?? 0) + 1);
  return snapshots.map((dated) => {
    const { path, label } = dated.snapshot;
    return times.get(path) === 1 ? dated : { ...dated, snapshot: { ...dated.snapshot, path: `${path}::${label}` } };
  });
}
