import { basename, dirname, join } from 'node:path';
import { frameworkOf, stemOf } from './checkpoint-files';
import { mergeFacets, readName } from './names';
import type { Facets } from './names';
import { isRunnable } from './runnable';
import type { DatedSnapshot } from './snapshots';
import type { Layout } from './types';
import type { Folder } from './walk';

/** A saved model in a run's folder. */
export interface Checkpoint {
  /** Absolute. */
  readonly path: string;
  readonly facets: Facets;
}

/** What the path of a model below its run says of its moment. */
export function checkpointIn(folder: Folder, name: string, run: Folder): Checkpoint {
  const names: string[] = [];
  for (let at = folder; at !== run && at.parent; at = at.parent) names.unshift(at.name);
  return { path: join(folder.path, name), facets: momentOf(names, name) };
}

/** The moment that folder names (outermost first) and a model's file name give. */
export function momentOf(folders: readonly string[], name: string): Facets {
  const stem = stemOf(name);
  return mergeFacets([
    ...folders.map((folder) => readName(folder, 'folder').facets),
    readName(stem.replace(/[-_]\d+-of-\d+$/, ''), 'container').facets,
  ]);
}

/** The snapshots that a checkpoint's dumps may be, best rule first, as the first rule that finds any gives them. */
export function snapshotsFor(checkpoint: Checkpoint, snapshots: readonly DatedSnapshot[]): readonly DatedSnapshot[] {
  const stem = stemOf(basename(checkpoint.path));
  const beside = join(dirname(checkpoint.path), stem);
  const rules: readonly ((dated: DatedSnapshot) => boolean)[] = [
    ({ madeFrom }) => madeFrom.some((name) => basename(name) === basename(checkpoint.path)),
    ({ snapshot }) => snapshot.path === beside || hasStem(snapshot.path, beside),
    ({ facets }) => sameMoment(facets, checkpoint.facets),
  ];
  for (const rule of rules) {
    const found = snapshots.filter(rule);
    if (found.length > 0) return found;
  }
  return [];
}

/** `epoch_10.npz` and `epoch_10_activations.npz` beside `epoch_10.ckpt`. */
function hasStem(path: string, beside: string): boolean {
  const stem = stemOf(basename(path));
  return (
    dirname(path) === dirname(beside) &&
    new RegExp(/^[-_.](?:activations|acts|features|embeddings|dump)$/).test(stem.slice(basename(beside).length)) &&
    stem.startsWith(basename(beside))
  );
}

/** Equal in every number that both have, and at least one; tags count where there are no numbers. */
export function sameMoment(a: Facets, b: Facets): boolean {
  let shared = 0;
  for (const facet of ['seed', 'fold', 'epoch', 'step'] as const) {
    if (a[facet] === undefined || b[facet] === undefined) continue;
    if (a[facet] !== b[facet]) return false;
    if (facet === 'epoch' || facet === 'step') shared++;
  }
  return shared > 0 || (a.tag !== undefined && a.tag === b.tag);
}

/** Each snapshot with its checkpoint, where exactly that checkpoint's dumps are these; of several, one that can be run. */
export function withCheckpoints(
  snapshots: readonly DatedSnapshot[],
  checkpoints: readonly Checkpoint[],
): readonly DatedSnapshot[] {
  const owner = new Map<DatedSnapshot, string>();
  for (const checkpoint of runnableFirst(checkpoints)) {
    const [found, ...others] = snapshotsFor(checkpoint, snapshots);
    const taken = found === undefined || owner.has(found) || found.snapshot.checkpoint !== undefined;
    if (!taken && others.length === 0) owner.set(found, checkpoint.path);
  }
  const [only] = snapshots;
  const [single] = checkpoints;
  if (only && single && snapshots.length === 1 && checkpoints.length === 1) owner.set(only, single.path);
  return snapshots.map((dated) => {
    const checkpoint = owner.get(dated);
    return checkpoint === undefined ? dated : { ...dated, snapshot: { ...dated.snapshot, checkpoint } };
  });
}

function runnableFirst(checkpoints: readonly Checkpoint[]): readonly Checkpoint[] {
  return [
    ...checkpoints.filter(({ path }) => isRunnable(path)),
    ...checkpoints.filter(({ path }) => !isRunnable(path)),
  ];
}

/** How a run's framework stores pictures: PyTorch channels first, Keras last. */
export function layoutOfFramework(checkpoints: readonly Checkpoint[]): Layout | undefined {
  const frameworks = new Set(checkpoints.map(({ path }) => frameworkOf(basename(path))).filter((one) => one !== null));
  if (frameworks.size !== 1) return undefined;
  return frameworks.has('torch') ? 'NCHW' : 'NHWC';
}
