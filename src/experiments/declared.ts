import { basename, relative, resolve, sep } from 'node:path';
import { FormatError, withDump } from '../formats';
import type { ArrayHeader } from '../formats';
import { stemOf } from './checkpoint-files';
import type { Leaf } from './leaves';
import type { DeclaredArray, DeclaredSnapshot, Manifest } from './manifest';
import { momentLabel } from './names';
import type { Facets } from './names';
import { snapshotsOf } from './snapshots';
import type { DatedSnapshot } from './snapshots';
import type { ArrayRef, Layer, Output, Problem } from './types';
import type { Folder } from './walk';

/*
 * What a manifest names by path: its arrays are opened for their headers like any other.
 */

/** Labels, ids, inputs and mask of a whole folder. The places are absolute. */
export async function readDeclared(manifest: Manifest, problems: Problem[]): Promise<readonly Output[]> {
  const outputs: Output[] = [];
  for (const role of ['labels', 'ids', 'inputs', 'mask'] as const) {
    const place = manifest[role];
    if (place === undefined) continue;
    const ref = await reference('', { path: place }, problems);
    if (ref) outputs.push({ name: role, role, guessed: false, ...ref });
  }
  return outputs;
}

/** The snapshots that a run's manifest lists, in its order. `leaves`: what was found in the run's folder. */
export async function declareSnapshots(
  folder: Folder,
  declared: readonly DeclaredSnapshot[],
  leaves: readonly Leaf[],
  problems: Problem[],
): Promise<readonly DatedSnapshot[]> {
  const snapshots: DatedSnapshot[] = [];
  for (const one of declared) {
    const facets: Facets = { epoch: one.epoch, step: one.step };
    const path = one.path === undefined ? undefined : resolve(folder.path, one.path);
    const inside = path === undefined ? [] : leaves.filter((leaf) => liesIn(leaf, path));
    const prefix = path === undefined ? '' : `${relative(folder.path, path).split(sep).join('/')}/`;
    const undated = inside.map((leaf) => ({ ...leaf, facets: {}, name: withoutPrefix(leaf.name, prefix) }));
    const [found] = snapshotsOf(undated, folder);
    const layers: Layer[] = [];
    for (const layer of one.layers ?? []) {
      const ref = await reference(folder.path, layer, problems);
      if (ref) layers.push({ name: layer.name ?? nameOf(ref), ...ref, ...(layer.layout && { layout: layer.layout }) });
    }
    const outputs: Output[] = [];
    for (const output of one.outputs ?? []) {
      const ref = await reference(folder.path, output, problems);
      if (ref) outputs.push({ name: output.name ?? nameOf(ref), role: output.role, guessed: false, ...ref });
    }
    const roles = new Set(outputs.map(({ role }) => role));
    const tag = one.tag;
    const label =
      one.label ??
      ([momentLabel(facets), tag].filter((part) => part !== undefined && part !== '').join(', ') ||
        basename(path ?? folder.path));
    snapshots.push({
      facets,
      madeFrom: [],
      snapshot: {
        label,
        ...(one.epoch !== undefined && { epoch: one.epoch }),
        ...(one.step !== undefined && { step: one.step }),
        ...(tag !== undefined && { tag }),
        path: path ?? `${folder.path}::${label}`,
        ...(one.checkpoint !== undefined && { checkpoint: resolve(folder.path, one.checkpoint) }),
        ...(one.liveModel !== undefined && { liveModel: resolve(folder.path, one.liveModel) }),
        layers: one.layers ? layers : (found?.snapshot.layers ?? []),
        outputs: [...(found?.snapshot.outputs.filter(({ role }) => !roles.has(role)) ?? []), ...outputs],
      },
    });
  }
  return snapshots;
}

function withoutPrefix(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function liesIn({ path }: Leaf, place: string): boolean {
  return path === place || path.startsWith(place + sep);
}

function nameOf({ path, key }: ArrayRef): string {
  return key ?? stemOf(basename(path));
}

/** The header of an array that a manifest names; a problem where there is none. */
async function reference(
  base: string,
  declared: Pick<DeclaredArray, 'path' | 'key'>,
  problems: Problem[],
): Promise<ArrayRef | null> {
  const [written, inPath] = declared.path.split('::') as [string, string?];
  const path = resolve(base, written);
  const key = declared.key ?? inPath;
  try {
    const header = await withDump(path, (dump) => Promise.resolve(findHeader(dump.arrays, key)));
    if (header)
      return { path, ...(header.key !== null && { key: header.key }), shape: header.shape, dtype: header.dtype };
    problems.push({
      path,
      message: key === undefined ? 'It holds several arrays: name one by its key.' : `It has no array "${key}".`,
    });
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    problems.push({ path: error.path, message: `Named in likeness.json. ${error.problem}` });
  }
  return null;
}

function findHeader(arrays: readonly ArrayHeader[], key: string | undefined): ArrayHeader | undefined {
  if (key === undefined) return arrays.length === 1 ? arrays[0] : undefined;
  return arrays.find((array) => array.key === key);
}
