import { join, resolve } from 'node:path';
import { dumpExtension, FormatError, isDumpFolder } from '../formats';
import { fileKind, isOtherText, isTrainerFile } from './checkpoint-files';
import { checkpointIn } from './checkpoints';
import type { Checkpoint } from './checkpoints';
import { ExperimentError } from './errors';
import { Foreign } from './foreign';
import { leavesOf, readHeaders } from './leaves';
import type { DumpFile, Leaf } from './leaves';
import { MANIFEST_NAME, readManifest } from './manifest';
import type { Manifest } from './manifest';
import { mapPool } from './pool';
import { readName, readRole } from './names';
import { assembleRuns } from './assemble';
import type { RunMaterial } from './assemble';
import { runFolder } from './runs';
import { joinShards } from './sharding';
import type { Experiment, Problem } from './types';
import { defaultLimits, walk } from './walk';
import type { Folder, Limits } from './walk';
import { areWeights } from './weights';

export interface ScanOptions {
  /** Globs of paths relative to the root, `**` for any depth: what matches is not looked at. */
  readonly exclude?: readonly string[];
  readonly signal?: AbortSignal;
  /** How much is looked at; what is left out is said in `problems`. */
  readonly limits?: Partial<Limits>;
}

const CONCURRENT_FILES = 32;
/** More lines than anybody reads. */
const MAX_PROBLEMS = 200;

/**
 * What lies below a folder: runs, snapshots, layers and outputs, from names and headers; `likeness.json` decides where it
 * stands. Nothing that is broken or unreadable ends the scan: it becomes a problem. Throws only the signal's reason.
 */
export async function scan(root: string, { exclude, signal, limits }: ScanOptions = {}): Promise<Experiment> {
  const path = resolve(root);
  const { folder, problems: walked } = await walk(path, {
    limits: { ...defaultLimits, ...limits },
    exclude,
    signal,
  });
  const found = listFiles(folder);
  const problems: Problem[] = [...walked, ...found.problems];
  const manifests = await readManifests(found.manifests, problems);

  const read = await mapPool(found.dumps, CONCURRENT_FILES, ({ in: at, name }) => readHeaders(at, name), signal);
  const files: DumpFile[] = [];
  for (const file of read) {
    if (file instanceof FormatError) {
      problems.push({ path: file.path, message: file.problem });
      continue;
    }
    files.push(file);
    for (const message of file.problems) problems.push({ path: file.path, message });
  }
  const models = files.filter(({ arrays }) => areWeights(arrays));
  const joined = joinShards(files.filter((file) => !models.includes(file)));
  problems.push(...joined.problems);

  const checkpoints = [...found.checkpoints, ...models.map(({ folder: at, name }) => ({ in: at, name }))];
  const runOf = runFinder(joined.files, manifests);
  const material = await gather(withoutDeclared(joined.files, manifests), checkpoints, runOf, problems, signal);
  const { runs, shared, problems: assembled } = await assembleRuns(path, material, manifests);
  problems.push(...assembled);
  if (runs.length === 0 && problems.length === 0) {
    const seen = checkpoints.length > 0 ? `There are ${checkpoints.length} checkpoints, but no` : 'No';
    problems.push({
      path,
      message: `${seen} activation dumps were found. Save the activations of each layer, as .npy, .npz, .safetensors, .pt or .h5.`,
    });
  }
  return { root: path, runs, shared, problems: atMost(problems, path) };
}

function atMost(problems: readonly Problem[], root: string): readonly Problem[] {
  if (problems.length <= MAX_PROBLEMS) return problems;
  const more = problems.length - MAX_PROBLEMS;
  return [
    ...problems.slice(0, MAX_PROBLEMS),
    { path: root, message: `And ${more.toLocaleString('en-US')} more problems.` },
  ];
}

interface Named {
  readonly in: Folder;
  readonly name: string;
}

interface FoundFiles {
  readonly dumps: readonly Named[];
  readonly checkpoints: readonly Named[];
  readonly manifests: readonly Folder[];
  /** What other programs saved. */
  readonly problems: readonly Problem[];
}

function listFiles(root: Folder): FoundFiles {
  const dumps: Named[] = [];
  const checkpoints: Named[] = [];
  const manifests: Folder[] = [];
  const foreign = new Foreign();
  const visit = (folder: Folder): void => {
    if (foreign.takes(folder)) return;
    for (const name of folder.files) {
      if (foreign.takesFile(folder, name)) continue;
      const kind = fileKind(name, folder.name);
      if (name === MANIFEST_NAME) manifests.push(folder);
      else if (kind === 'checkpoint') checkpoints.push({ in: folder, name });
      else if (kind === 'other' && isTrainerFile(name)) continue;
      else if (dumpExtension(name) !== null && !isOtherText(name, folder.name)) dumps.push({ in: folder, name });
      else if (kind === 'either') checkpoints.push({ in: folder, name });
    }
    for (const child of folder.folders) {
      if (isDumpFolder(child.name)) dumps.push({ in: folder, name: child.name });
      else visit(child);
    }
  };
  visit(root);
  return { dumps, checkpoints, manifests, problems: foreign.problems };
}

async function readManifests(folders: readonly Folder[], problems: Problem[]): Promise<ReadonlyMap<string, Manifest>> {
  const manifests = new Map<string, Manifest>();
  for (const folder of folders) {
    try {
      manifests.set(folder.path, await readManifest(join(folder.path, MANIFEST_NAME)));
    } catch (error) {
      if (!(error instanceof ExperimentError || error instanceof FormatError)) throw error;
      problems.push({ path: error.path, message: error.problem });
    }
  }
  return manifests;
}

/** Labels, ids, inputs and masks that a manifest names are those, and are not guessed about. */
function withoutDeclared(files: readonly DumpFile[], manifests: ReadonlyMap<string, Manifest>): readonly DumpFile[] {
  const declared = new Set<string>();
  for (const [folder, { labels, ids, inputs, mask }] of manifests) {
    for (const place of [labels, ids, inputs, mask]) {
      if (place === undefined) continue;
      const [path, key] = place.split('::') as [string, string?];
      declared.add(`${resolve(folder, path)}::${key ?? ''}`);
    }
  }
  if (declared.size === 0) return files;
  return files
    .filter(({ path }) => !declared.has(`${path}::`))
    .map((file) => ({ ...file, arrays: file.arrays.filter(({ key }) => !declared.has(`${file.path}::${key ?? ''}`)) }));
}

/** Which run a folder's files belong to; the answer for each folder is kept. */
function runFinder(files: readonly DumpFile[], manifests: ReadonlyMap<string, Manifest>): (folder: Folder) => Folder {
  const withLayers = new Set<Folder>();
  for (const { folder, name } of files) {
    const stem = name.replace(/\.[^.]+$/, '');
    if (readRole(readName(stem, 'array').rest) === null) withLayers.add(folder);
  }
  const byDumps = (chain: readonly Folder[]): Folder => {
    const below = chain.slice(1).find((folder) => withLayers.has(folder));
    return below ?? chain.find((folder) => withLayers.has(folder)) ?? chain.at(-1)!;
  };
  const known = new Map<Folder, Folder>();
  return (folder) => {
    let run = known.get(folder);
    if (!run) {
      run = declaredRun(folder, manifests) ?? runFolder(folder, byDumps);
      known.set(folder, run);
    }
    return run;
  };
}

/** The nearest ancestor whose manifest says that it is a run. */
function declaredRun(folder: Folder, manifests: ReadonlyMap<string, Manifest>): Folder | null {
  for (let at: Folder | null = folder; at; at = at.parent) {
    const manifest = manifests.get(at.path);
    if (manifest?.run !== undefined || manifest?.snapshots) return at;
  }
  return null;
}

async function gather(
  files: readonly DumpFile[],
  checkpoints: readonly Named[],
  runOf: (folder: Folder) => Folder,
  problems: Problem[],
  signal?: AbortSignal,
): Promise<readonly RunMaterial[]> {
  const material = new Map<Folder, { folder: Folder; leaves: Leaf[]; checkpoints: Checkpoint[] }>();
  const of = (folder: Folder) => {
    const run = runOf(folder);
    let mine = material.get(run);
    if (!mine) material.set(run, (mine = { folder: run, leaves: [], checkpoints: [] }));
    return mine;
  };
  await mapPool(
    files,
    1,
    async (file) => {
      try {
        const mine = of(file.folder);
        mine.leaves.push(...(await leavesOf(file, mine.folder)));
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        problems.push({ path: error.path, message: error.problem });
      }
    },
    signal,
  );
  for (const { in: folder, name } of checkpoints) {
    const mine = of(folder);
    mine.checkpoints.push(checkpointIn(folder, name, mine.folder));
  }
  return [...material.values()];
}
