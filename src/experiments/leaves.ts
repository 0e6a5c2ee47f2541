import { join } from 'node:path';
import { FormatError, openDump } from '../formats';
import type { ArrayHeader } from '../formats';
import { stemOf } from './checkpoint-files';
import { hasMoment, isCollection, isGeneric, mergeFacets, readName, readRole } from './names';
import type { Facets, OutputRole } from './names';
import { outputRoleOf } from './outputs';
import type { Folder } from './walk';

/*
 * Arrays found on disk, each with what its path below the run says: moment, layer name, role.
 */

/** A dump with its headers read. */
export interface DumpFile {
  readonly path: string;
  readonly name: string;
  readonly folder: Folder;
  readonly arrays: readonly ArrayHeader[];
  /** Further shards of it, absolute. */
  readonly parts: readonly string[];
  /** A checkpoint that its metadata names. */
  readonly madeFrom?: string;
  readonly problems: readonly string[];
}

/** One array and what its place says. */
export interface Leaf {
  readonly path: string;
  readonly parts: readonly string[];
  readonly header: ArrayHeader;
  readonly facets: Facets;
  /** Layer name, or the name of the output. */
  readonly name: string;
  /** A longer name, unique in the run. */
  readonly fullName: string;
  readonly role: OutputRole | 'layer';
  readonly guessed: boolean;
  /** What tells several runs in one folder apart: the rest of a name that holds the moment too ("resnet18_epoch_10"). */
  readonly variant: string;
  /** The folder, the file, or `file::prefix` that stands for its moment; null where the moment is in the array's name. */
  readonly home: string | null;
  readonly folder: Folder;
  /** The container's stem, for a container of several arrays. */
  readonly container: string | null;
  readonly madeFrom?: string;
}

/** Reads a dump's headers; the problem where it cannot be read, or not yet. */
export async function readHeaders(folder: Folder, name: string): Promise<DumpFile | FormatError> {
  const path = join(folder.path, name);
  try {
    const dump = await openDump(path);
    await dump.close();
    if (dump.unfilled) return dump.unfilled;
    const { checkpoint, ckpt, checkpoint_path, source_checkpoint } = dump.metadata;
    return {
      path,
      name,
      folder,
      arrays: dump.arrays,
      parts: [],
      madeFrom: checkpoint ?? ckpt ?? checkpoint_path ?? source_checkpoint,
      problems: dump.ignored.map(({ key, reason }) => `${key}: ${reason}`),
    };
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
}

/** The arrays of a dump, read as parts of the run in folder `run`. */
export async function leavesOf(file: DumpFile, run: Folder): Promise<readonly Leaf[]> {
  const below: Folder[] = [];
  for (let at = file.folder; at !== run && at.parent; at = at.parent) below.unshift(at);
  const stem = stemOf(file.name);
  const [only] = file.arrays;
  const lone = file.arrays.length === 1 && only && (only.key === null || isGeneric(only.key));
  if (lone) return [await leafOf(file, only, below, stem, null)];
  const leaves: Leaf[] = [];
  for (const header of file.arrays) leaves.push(await leafOf(file, header, below, stem, header.key ?? stem));
  return leaves;
}

/** `key`: null for an array that is called after its file. */
async function leafOf(
  file: DumpFile,
  header: ArrayHeader,
  below: readonly Folder[],
  stem: string,
  key: string | null,
): Promise<Leaf> {
  const folders = below.map((folder) => readName(folder.name, 'folder'));
  const groups = key === null ? [] : key.split('/').slice(0, -1);
  const container = key === null ? null : readName(stem, 'container');
  const groupReadings = groups.map((group) => readName(group, 'folder'));
  const last = readName(key === null ? stem : key.split('/').at(-1)!, 'array');
  const all = [...folders, ...(container ? [container] : []), ...groupReadings, last];
  const facets = mergeFacets(all.map((reading) => reading.facets));

  const collection = below
    .map(({ name }) => name)
    .reverse()
    .find((name) => isCollection(name));
  // an array called after its moment only takes the name of a folder: conv1/epoch_3.npy, logits/epoch_3.npy
  const inFolder = folders.some(({ rest }, i) => rest !== '' && !isCollection(below[i]!.name));
  const own =
    last.rest || (inFolder ? '' : ((key === null ? collection : undefined) ?? header.key ?? 'representation'));
  const named = readRole(own);
  const { role, guessed } = await outputRoleOf(file.path, header, named);

  // a folder or container that holds a moment and more ("resnet18_epoch_10") names the run, other folders the layer
  const variants: string[] = [];
  const path: string[] = [];
  for (const [i, { facets: says, rest }] of folders.entries()) {
    if (rest === '' || isCollection(below[i]!.name)) continue;
    (hasMoment(says) ? variants : path).push(rest);
  }
  if (
    container &&
    container.rest !== '' &&
    (hasMoment(container.facets) || groupReadings.some((r) => hasMoment(r.facets)))
  ) {
    variants.push(container.rest);
  }
  for (const { rest } of groupReadings) if (rest !== '') path.push(rest);
  for (const facet of ['seed', 'fold', 'version'] as const) {
    if (facets[facet] !== undefined) variants.push(`${facet} ${facets[facet]}`);
  }
  const relative = [...below.map(({ name }) => name), stem, ...(key === null ? [] : [key])].join('/');
  return {
    path: file.path,
    parts: file.parts,
    header,
    facets,
    name: [...path, own].filter((part) => part !== '').join('/'),
    fullName: relative,
    role: role ?? 'layer',
    guessed,
    variant: variants.join(' '),
    home: homeOf(file, below, folders, container, groups, groupReadings),
    folder: file.folder,
    container: key === null ? null : stem,
    madeFrom: file.madeFrom,
  };
}

type Reading = ReturnType<typeof readName>;

/** The innermost thing that says the moment. */
function homeOf(
  file: DumpFile,
  below: readonly Folder[],
  folders: readonly Reading[],
  container: Reading | null,
  groups: readonly string[],
  groupReadings: readonly Reading[],
): string | null {
  const group = lastIndexOf(groupReadings);
  if (group >= 0) return `${file.path}::${groups.slice(0, group + 1).join('/')}`;
  if (container && hasMoment(container.facets)) return file.path;
  const folder = lastIndexOf(folders);
  return folder >= 0 ? below[folder]!.path : null;
}

function lastIndexOf(readings: readonly Reading[]): number {
  for (let i = readings.length - 1; i >= 0; i--) if (hasMoment(readings[i]!.facets)) return i;
  return -1;
}
