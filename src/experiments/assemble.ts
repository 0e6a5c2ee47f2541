import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { stemOf } from './checkpoint-files';
import { layoutOfFramework, withCheckpoints } from './checkpoints';
import type { Checkpoint } from './checkpoints';
import { declareSnapshots, readDeclared } from './declared';
import type { Leaf } from './leaves';
import type { Manifest } from './manifest';
import { framesLayout } from './layout';
import { compareMoments, compareNames, mergeFacets, readName } from './names';
import { snapshotsOf } from './snapshots';
import type { DatedSnapshot } from './snapshots';
import type { Layer, Output, Problem, Run, Snapshot } from './types';
import type { Folder } from './walk';
import { datedInside, orderByParameters, weightsOf } from './weights';

/** What was found for one run's folder. */
export interface RunMaterial {
  readonly folder: Folder;
  readonly leaves: readonly Leaf[];
  readonly checkpoints: readonly Checkpoint[];
}

interface Assembled {
  readonly runs: readonly Run[];
  readonly shared: readonly Output[];
  readonly problems: readonly Problem[];
}

/** Runs with their snapshots, and what belongs to several. */
export async function assembleRuns(
  root: string,
  found: readonly RunMaterial[],
  manifests: ReadonlyMap<string, Manifest>,
): Promise<Assembled> {
  const problems: Problem[] = [];
  const runs: Run[] = [];
  const shared: Output[] = [];
  const material = withCheckpointsBeside(found);
  for (const one of material) {
    const declared = manifests.get(one.folder.path);
    if (isRun(one) || declared?.snapshots) {
      runs.push(...(await runsIn(root, one, manifests, problems)));
      const above = material.some(
        (other) => other !== one && isBelow(other.folder.path, one.folder.path) && isRun(other),
      );
      if (!above) continue;
    } else if (one.checkpoints.length > 0) {
      const weights = await weightsRun(root, one, problems);
      if (weights) runs.push(weights);
      else problems.push(noDumps(one));
    }
    shared.push(...one.leaves.filter(({ role }) => isCommon(role)).map(asOutput));
  }
  runs.sort((a, b) => compareNames(relative(root, a.path), relative(root, b.path)));
  shared.sort((a, b) => compareNames(a.path, b.path));
  return { runs: distinctNames(root, runs), shared, problems };
}

function isRun({ leaves }: RunMaterial): boolean {
  return leaves.some(({ role }) => !isCommon(role));
}

/** A checkpoint beside a run's folder of its own name (`a.keras`, `a/`) is that run's. */
function withCheckpointsBeside(material: readonly RunMaterial[]): readonly RunMaterial[] {
  const runFolders = new Set(material.filter(isRun).map(({ folder }) => folder.path));
  const beside = (checkpoint: Checkpoint): string => join(dirname(checkpoint.path), stemOf(basename(checkpoint.path)));
  const moved = new Map<string, Checkpoint[]>();
  const kept = material.map(({ checkpoints, ...rest }) => ({
    ...rest,
    checkpoints: checkpoints.filter((checkpoint) => {
      const home = beside(checkpoint);
      if (!runFolders.has(home)) return true;
      moved.set(home, [...(moved.get(home) ?? []), checkpoint]);
      return false;
    }),
  }));
  return kept.map((one) => ({ ...one, checkpoints: [...one.checkpoints, ...(moved.get(one.folder.path) ?? [])] }));
}

/** Checkpoints opened for their weights, or for their moment, in one run. */
const MAX_OPENED = 200;

/** A run of which there are only checkpoints: their weights. Null where none can be read. */
async function weightsRun(
  root: string,
  { folder, checkpoints }: RunMaterial,
  problems: Problem[],
): Promise<Run | null> {
  const found: DatedSnapshot[] = [];
  for (const checkpoint of checkpoints.slice(0, MAX_OPENED)) {
    const weights = await weightsOf(checkpoint);
    if (weights) found.push(weights);
  }
  if (found.length === 0) return null;
  if (checkpoints.length > MAX_OPENED) {
    const count = checkpoints.length.toLocaleString('en-US');
    problems.push({ path: folder.path, message: `Only the first ${MAX_OPENED} of ${count} checkpoints were opened.` });
  }
  found.sort((a, b) => compareMoments(a.facets, b.facets) || compareNames(a.snapshot.path, b.snapshot.path));
  const { seed } = mergeFacets(seedsOf(root, folder));
  return {
    name: folder.name,
    path: folder.path,
    ...(seed !== undefined && { seed }),
    snapshots: distinctLabels(found.map(({ snapshot }) => snapshot)),
  };
}

/** Checkpoints of one moment (`best.pt` twice) are told apart by their file names. */
function distinctLabels(snapshots: readonly Snapshot[]): readonly Snapshot[] {
  const times = new Map<string, number>();
  for (const { label } of snapshots) times.set(label, (times.get(label) ?? 0) + 1);
  return snapshots.map((snapshot) =>
    times.get(snapshot.label) === 1 ? snapshot : { ...snapshot, label: `${basename(snapshot.path)} (weights)` },
  );
}

function isCommon(role: Leaf['role']): boolean {
  return role === 'labels' || role === 'ids' || role === 'inputs' || role === 'mask';
}

function isBelow(path: string, ancestor: string): boolean {
  return path.startsWith(ancestor + sep);
}

function noDumps({ folder, checkpoints }: RunMaterial): Problem {
  const models = checkpoints.length === 1 ? 'One checkpoint' : `${checkpoints.length} checkpoints`;
  return {
    path: folder.path,
    message: `${models}, but no activation dumps. Save the activations of each layer beside them.`,
  };
}

function asOutput(leaf: Leaf): Output {
  const { header, path, parts, name, guessed } = leaf;
  return {
    name,
    role: leaf.role as Output['role'],
    guessed,
    path,
    ...(header.key !== null && { key: header.key }),
    shape: header.shape,
    dtype: header.dtype,
    ...(parts.length > 0 && { parts }),
  };
}

/** The runs of one folder: mostly one; several where the names in it tell models or seeds apart. */
async function runsIn(
  root: string,
  { folder, leaves, checkpoints }: RunMaterial,
  manifests: ReadonlyMap<string, Manifest>,
  problems: Problem[],
): Promise<readonly Run[]> {
  const manifest = manifestFor(folder, manifests);
  const common = await readDeclared(manifest, problems);
  const own = manifests.get(folder.path);
  const below = await declaredBelow(folder, manifests, problems);
  const variants = [...new Set(leaves.filter(({ role }) => !isCommon(role)).map(({ variant }) => variant))];
  const several = variants.length > 1 && !own?.snapshots;
  const names = several ? variants.sort(compareNames) : [''];
  const runs: Run[] = [];
  for (const variant of names) {
    const mine = several ? leaves.filter((leaf) => leaf.variant === variant || isCommon(leaf.role)) : leaves;
    const found = own?.snapshots
      ? await declareSnapshots(folder, own.snapshots, mine, problems)
      : await datedSnapshots(folder, mine, checkpoints, manifest.order ?? below.order);
    const layout = manifest.layout ?? layoutOfFramework(checkpoints);
    const facets = mergeFacets([...seedsOf(root, folder), ...mine.slice(0, 1).map((leaf) => leaf.facets)]);
    const seed = own?.seed ?? facets.seed ?? manifest.seed;
    const trained = several ? undefined : own?.liveModel;
    runs.push({
      name: [own?.run ?? folder.name, variant].filter((part) => part !== '').join(' '),
      path: several ? `${folder.path}::${variant || folder.name}` : folder.path,
      ...(seed !== undefined && { seed }),
      ...(manifest.model !== undefined && { model: manifest.model }),
      ...(manifest.dataset !== undefined && { dataset: manifest.dataset }),
      snapshots: distinctVariants(found, several ? variant || folder.name : '').map(({ snapshot }, at) => ({
        ...(trained !== undefined && at === found.length - 1 && { liveModel: resolve(folder.path, trained) }),
        ...snapshot,
        layers: snapshot.layers.map((layer) => withLayout(layer, layout, manifest)),
        outputs: overriding(overriding(snapshot.outputs, common), below.outputs.get(snapshot.path) ?? []),
      })),
    });
  }
  return runs;
}

/** Snapshots with their checkpoints, which say the order of the layers where nobody else does. */
async function datedSnapshots(
  folder: Folder,
  leaves: readonly Leaf[],
  checkpoints: readonly Checkpoint[],
  order: readonly string[] | undefined,
): Promise<readonly DatedSnapshot[]> {
  const names = [...new Set(leaves.filter(({ role }) => role === 'layer').map(({ name }) => name))];
  const known = order ?? (await orderByParameters(names, checkpoints));
  const snapshots = withCheckpoints(snapshotsOf(leaves, folder, known), checkpoints);
  const missed = checkpoints.filter(({ path }) => !snapshots.some(({ snapshot }) => snapshot.checkpoint === path));
  const bare = snapshots.some(({ snapshot }) => snapshot.checkpoint === undefined);
  return bare ? withCheckpoints(snapshots, await datedInside(missed, MAX_OPENED)) : snapshots;
}

/** Snapshots in folders that several runs share are told apart as `folder::run label`. */
function distinctVariants(snapshots: readonly DatedSnapshot[], variant: string): readonly DatedSnapshot[] {
  if (variant === '') return snapshots;
  return snapshots.map((dated) => {
    const { path } = dated.snapshot;
    const [folder, label] = path.split('::') as [string, string?];
    return label === undefined
      ? dated
      : { ...dated, snapshot: { ...dated.snapshot, path: `${folder}::${variant} ${label}` } };
  });
}

/** Everything the manifests from the root down to this folder say; the nearest wins. */
function manifestFor(folder: Folder, manifests: ReadonlyMap<string, Manifest>): Manifest {
  let merged: Manifest = {};
  for (let at: Folder | null = folder; at; at = at.parent) {
    const manifest = manifests.get(at.path);
    if (!manifest) continue;
    merged = { ...withAbsolutePlaces(at.path, manifest), ...merged };
  }
  return merged;
}

function withAbsolutePlaces(folder: string, manifest: Manifest): Manifest {
  const absolute = { ...manifest };
  for (const name of ['ids', 'labels', 'inputs', 'mask'] as const) {
    const place = manifest[name];
    if (place !== undefined) absolute[name] = resolve(folder, place);
  }
  return absolute;
}

/** What the manifests in the folders of a run's snapshots say: the order of the layers, and arrays by the snapshot's path. */
async function declaredBelow(
  folder: Folder,
  manifests: ReadonlyMap<string, Manifest>,
  problems: Problem[],
): Promise<{ readonly order?: readonly string[]; readonly outputs: ReadonlyMap<string, readonly Output[]> }> {
  let order: readonly string[] | undefined;
  const outputs = new Map<string, readonly Output[]>();
  for (const [path, manifest] of manifests) {
    if (!isBelow(path, folder.path)) continue;
    order ??= manifest.order;
    outputs.set(path, await readDeclared(withAbsolutePlaces(path, manifest), problems));
  }
  return { ...(order && { order }), outputs };
}

function seedsOf(root: string, folder: Folder): ReturnType<typeof readName>['facets'][] {
  const names = [...relative(root, folder.path).split(sep), folder.name];
  return names.map((name) => readName(name, 'folder').facets);
}

/** The manifest's layout, or the framework's where the shape leaves it open. */
function withLayout(layer: Layer, layout: Layer['layout'], { layout: said, pool }: Manifest): Layer {
  const applies =
    layer.layout ?? (layout && framesLayout(layer.shape, layout, said !== undefined) ? layout : undefined);
  return { ...layer, ...(applies && { layout: applies }), ...(pool && { reduction: pool }) };
}

/** What the manifest names replaces what was guessed for the same role. */
function overriding(found: readonly Output[], declared: readonly Output[]): readonly Output[] {
  const roles = new Set(declared.map(({ role }) => role));
  return [...found.filter(({ role }) => !roles.has(role)), ...declared];
}

/** Runs of the same name are called by as many folders as tell them apart. */
function distinctNames(root: string, runs: readonly Run[]): readonly Run[] {
  const times = new Map<string, number>();
  for (const { name } of runs) times.set(name, (times.get(name) ?? 0) + 1);
  return runs.map((run) => {
    const [path] = run.path.split('::');
    return times.get(run.name) === 1 ? run : { ...run, name: relative(root, path!).split(sep).join('/') || run.name };
  });
}
