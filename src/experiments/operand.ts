import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { asFormatError, dumpExtension, FormatError, openDump } from '../formats';
import { fileKind, stemOf } from './checkpoint-files';
import { momentOf, snapshotsFor } from './checkpoints';
import { ExperimentError, NoDumpsError } from './errors';
import { MANIFEST_NAME, readManifest } from './manifest';
import { momentLabel, readName, readRole } from './names';
import { outputRoleOf } from './outputs';
import { isMarkedRun, runFolder } from './runs';
import type { FolderNames } from './runs';
import { scan } from './scan';
import type { Limits } from './walk';
import { areWeights, datedInside, weightsOfFile } from './weights';
import type { ArrayRef, Experiment, FoundArray, Operand, Output, Run, Snapshot } from './types';

/** Folders above a run that are looked into for labels, ids and inputs. */
const LEVELS_ABOVE = 3;
/** Folders climbed from a file to its run. */
const LEVELS_TO_RUN = 8;

/** How far to look around a file that lies in no run. */
const NEIGHBOURS: Limits = { entries: 2_000, depth: 1 };

/** Scans of the folders that operands lie in, kept so that operands of one run share one. */
export type Scans = Map<string, Promise<Experiment>>;

/**
 * What an operand stands for: `path` or `path::key`, relative to `base`. A dump is an array or, with several arrays, a snapshot
 * (a run, when its keys hold several moments); a folder is a snapshot or a run; a checkpoint is its dumps.
 * Throws `ExperimentError`, `NoDumpsError`, `FormatError`.
 */
export async function resolveOperand(
  written: string,
  base: string,
  {
    signal,
    scans = new Map<string, Promise<Experiment>>(),
  }: { readonly signal?: AbortSignal; readonly scans?: Scans } = {},
): Promise<Operand> {
  const at = written.indexOf('::');
  const path = resolve(base, at < 0 ? written : written.slice(0, at));
  const key = at < 0 ? undefined : written.slice(at + 2);
  const isFolder = await statusOf(path);
  const folder = isFolder ? path : dirname(path);
  const { root, isRun } = await contextOf(folder);
  // a file in a folder that nothing says is a run: its neighbours are enough
  const limits = isFolder || isRun ? undefined : NEIGHBOURS;
  const scanKey = limits ? `${root}::` : root;
  let scanned = scans.get(scanKey);
  if (!scanned) scans.set(scanKey, (scanned = scan(root, { signal, limits })));
  const experiment = await scanned;
  const shared = [...experiment.shared, ...(await sharedAbove(root))];
  const found = isFolder
    ? inFolder(experiment, path, key)
    : (inScan(experiment, path, key) ?? (await inFile(path, key, experiment)));
  return { ...found, written, shared };
}

async function statusOf(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new ExperimentError(
      path,
      asFormatError(path, error).problem.replace('no such file.', 'no such file or folder.'),
    );
  }
}

/** The folder to scan for an operand: its run's, or its own where nothing says that it is part of a run. */
async function contextOf(folder: string): Promise<{ readonly root: string; readonly isRun: boolean }> {
  const parents: string[] = [];
  for (let at = folder; parents.length < LEVELS_TO_RUN; at = dirname(at)) {
    parents.unshift(at);
    if (dirname(at) === at) break;
  }
  let parent: FolderNames | null = null;
  for (const path of parents) parent = await namesIn(path, parent);
  const declared = await declaredAbove(parent!);
  if (declared !== null) return { root: declared, isRun: true };
  const run = runFolder(parent!, (chain) => chain.at(-1)!);
  return { root: run.path, isRun: run.path !== folder || isMarkedRun(run) };
}

/** The nearest folder whose manifest says that it is a run. */
async function declaredAbove(folder: FolderNames): Promise<string | null> {
  for (let at: FolderNames | null = folder; at; at = at.parent) {
    if (!at.files.includes(MANIFEST_NAME)) continue;
    const manifest = await readManifest(join(at.path, MANIFEST_NAME)).catch(() => null); // the scan says what is wrong
    if (manifest && (manifest.run !== undefined || manifest.snapshots)) return at.path;
  }
  return null;
}

/** A folder's names, no deeper; an unreadable one has none. */
async function namesIn(path: string, parent: FolderNames | null): Promise<FolderNames> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => ({ name, files: [] as string[] }));
  const hydra = folders.find(({ name }) => name === '.hydra');
  if (hydra) hydra.files.push(...(await readdir(join(path, hydra.name)).catch(() => [])));
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  return { path, name: basename(path), parent, files, folders };
}

type Found = Operand extends infer One ? (One extends Operand ? Omit<One, 'written' | 'shared'> : never) : never;

function inFolder(experiment: Experiment, path: string, key: string | undefined): Found {
  const asked = key === undefined ? path : `${path}::${key}`;
  const runs = experiment.runs.filter((run) => run.path === asked);
  const [run] = runs;
  const inside = experiment.runs.flatMap((one) =>
    one.snapshots.filter((snapshot) => snapshot.path === asked).map((snapshot) => ({ run: one, snapshot })),
  );
  const [only] = inside;
  if (only && inside.length === 1 && (!run || run.snapshots.length === 1)) return { kind: 'snapshot', ...only };
  if (run && runs.length === 1) return { kind: 'run', run };
  // a folder inside a snapshot or run, such as activations/: what of it lies there
  const partial = experiment.runs
    .map((one) => ({ ...one, snapshots: one.snapshots.filter((snapshot) => liesBelow(snapshot, path)) }))
    .filter(({ snapshots }) => snapshots.length > 0 && key === undefined);
  const [part] = partial;
  if (part && partial.length === 1) {
    const [snapshot] = part.snapshots;
    return part.snapshots.length === 1
      ? { kind: 'snapshot', run: part, snapshot: snapshot! }
      : { kind: 'run', run: part };
  }
  if (partial.length > 1) {
    const names = partial.slice(0, 5).map(({ path: one }) => one.replace(path + sep, ''));
    const more = partial.length > 5 ? ', …' : '';
    throw new ExperimentError(
      path,
      `It holds ${partial.length} runs (${names.join(', ')}${more}). Choose one of them.`,
    );
  }
  if (key !== undefined) {
    throw new ExperimentError(path, `There is no snapshot "${key}" in it. Run "likeness scan" to see what there is.`);
  }
  const [problem] = experiment.problems;
  throw new NoDumpsError(
    path,
    problem ? `${problem.path}: ${problem.message}` : 'Choose a folder with dumps of activations.',
  );
}

function liesBelow(snapshot: Snapshot, path: string): boolean {
  const prefix = path.endsWith(sep) ? path : path + sep;
  const dumps = [
    ...snapshot.layers,
    ...snapshot.outputs.filter(({ role }) => readRole(role) === null || role === 'logits'),
  ];
  const places = dumps.length > 0 ? dumps : snapshot.outputs;
  return places.length > 0 && places.every((one) => one.path.startsWith(prefix));
}

/** A file that the scan of its run knows: as a dump, or as a checkpoint. */
function inScan(experiment: Experiment, path: string, key: string | undefined): Found | null {
  const arrays: FoundArray[] = [];
  const owners: { readonly run: Run; readonly snapshot: Snapshot }[] = [];
  for (const run of experiment.runs) {
    for (const snapshot of run.snapshots) {
      const before = arrays.length;
      for (const layer of snapshot.layers) {
        if (layer.path === path)
          arrays.push({ ref: layer, name: layer.name, role: 'layer', layout: layer.layout, run, snapshot });
      }
      for (const output of snapshot.outputs) {
        if (output.path === path) arrays.push({ ref: output, name: output.name, role: output.role, run, snapshot });
      }
      if (arrays.length > before) owners.push({ run, snapshot });
      if (snapshot.checkpoint === path && key === undefined) return { kind: 'snapshot', run, snapshot };
    }
  }
  for (const output of experiment.shared) {
    if (output.path === path) arrays.push({ ref: output, name: output.name, role: output.role });
  }
  const exact = key === undefined ? undefined : arrays.find(({ ref }) => ref.key === key);
  if (exact) return { kind: 'array', array: exact };
  const inside = key === undefined ? arrays : arrays.filter(({ ref }) => ref.key?.startsWith(`${key}/`));
  const [first] = inside;
  if (!first) return null;
  if (inside.length === 1 && key === undefined) return { kind: 'array', array: first };
  const within = ({ path: one, key: mine }: ArrayRef): boolean =>
    one === path && (key === undefined || mine?.startsWith(`${key}/`) === true);
  const isCommon = ({ role }: Output): boolean => ['labels', 'ids', 'inputs', 'mask'].includes(role);
  const parts = owners
    .map(({ run, snapshot }) => ({
      run,
      snapshot: {
        ...snapshot,
        layers: snapshot.layers.filter(within),
        outputs: snapshot.outputs.filter((output) => within(output) || isCommon(output)),
      },
    }))
    .filter(({ snapshot }) => snapshot.layers.length > 0 || snapshot.outputs.some((output) => !isCommon(output)));
  const [part] = parts;
  if (!part) return null;
  if (parts.length === 1) return { kind: 'snapshot', ...part };
  return { kind: 'run', run: { ...part.run, path, snapshots: parts.map(({ snapshot }) => snapshot) } };
}

/** A file that no scan knows: a checkpoint without a snapshot of its own, or a dump in an unusual place. */
async function inFile(path: string, key: string | undefined, experiment: Experiment): Promise<Found> {
  const name = basename(path);
  const kind = fileKind(name, basename(dirname(path)));
  if (kind === 'checkpoint' || (kind === 'either' && dumpExtension(name) === null)) {
    return checkpointDumps(path, key, experiment);
  }
  const dump = await openDump(path).catch((error: unknown) => {
    // A checkpoint that cannot be read may still have its dumps beside it.
    if (error instanceof FormatError && /\.(?:pt|pth|bin|pkl)$/i.test(name)) return error;
    throw error;
  });
  if (dump instanceof FormatError) return checkpointDumps(path, key, experiment, dump.problem);
  await dump.close();
  if (areWeights(dump.arrays)) return checkpointDumps(path, key, experiment);
  const chosen = dump.arrays.filter((array) => key === undefined || array.key === key);
  const refs = chosen.map((header) => ({
    header,
    ref: { path, ...(header.key !== null && { key: header.key }), shape: header.shape, dtype: header.dtype },
  }));
  const [first] = refs;
  if (!first) {
    const [ignored] = dump.ignored;
    const keys = dump.arrays.map((array) => array.key).join(', ');
    const there =
      keys !== '' ? `It holds ${keys}.` : ignored ? `${ignored.key}: ${ignored.reason}` : 'It holds no arrays.';
    throw new ExperimentError(path, key === undefined ? there : `There is no array "${key}" in it. ${there}`);
  }
  const stem = stemOf(name);
  const { facets, rest } = readName(stem, 'container');
  const named = async ({
    header,
  }: typeof first): Promise<{ name: string; role: Output['role'] | 'layer'; guessed: boolean }> => {
    const own = header.key ?? (rest || stem);
    const { role, guessed } = await outputRoleOf(path, header, readRole(own));
    return { name: own, role: role ?? 'layer', guessed };
  };
  if (refs.length === 1) return { kind: 'array', array: { ref: first.ref, ...(await named(first)) } };
  const layers: Snapshot['layers'][number][] = [];
  const outputs: Output[] = [];
  for (const one of refs) {
    const { name: own, role, guessed } = await named(one);
    if (role === 'layer') layers.push({ name: own, ...one.ref });
    else outputs.push({ name: own, role, guessed, ...one.ref });
  }
  return { kind: 'snapshot', snapshot: { label: momentLabel(facets) || stem, path, layers, outputs } };
}

/**
 * The dumps of a checkpoint that is not the only one of its moment: by name, by the moment inside it, else the only dumps of
 * the run; where there are none, or a key is named, its weights.
 */
async function checkpointDumps(
  path: string,
  key: string | undefined,
  experiment: Experiment,
  unreadable = '',
): Promise<Found> {
  const weights = key === undefined ? null : await weightsOfFile(path);
  const named = weights?.snapshot.layers.find((layer) => layer.key === key || layer.name === key);
  if (named)
    return {
      kind: 'array',
      array: {
        ref: named,
        name: `${named.name} (weights)`,
        role: 'layer',
        layout: named.layout,
        snapshot: weights?.snapshot,
      },
    };
  if (key !== undefined) throw new ExperimentError(path, `There is no weight matrix "${key}" in it.`);
  const name = basename(path);
  const all = experiment.runs.flatMap((run) =>
    run.snapshots.filter((snapshot) => !snapshot.weights).map((snapshot) => ({ run, snapshot })),
  );
  const dated = all.map(({ run, snapshot }) => {
    const { epoch, step, tag } = snapshot;
    const facets = { seed: run.seed, epoch, step, tag: tag as ReturnType<typeof momentOf>['tag'] };
    return { facets, madeFrom: [], snapshot };
  });
  const folders = dirname(path).slice(experiment.root.length).split(sep);
  const [inside] = await datedInside([{ path, facets: momentOf(folders, name) }], 1);
  const byName = snapshotsFor({ path, facets: momentOf(folders, name) }, dated);
  const matching = byName.length > 0 ? byName : snapshotsFor(inside!, dated);
  const anothers = all.length === 1 && all[0]!.snapshot.checkpoint !== undefined;
  const candidates = (matching.length > 0 ? matching : anothers ? [] : all).map(({ snapshot }) => snapshot);
  const [only] = candidates;
  if (only && candidates.length === 1) {
    const { run } = all.find(({ snapshot }) => snapshot === only)!;
    return { kind: 'snapshot', run, snapshot: { ...only, checkpoint: path } };
  }
  if (matching.length > 1) {
    const places = matching.slice(0, 4).map(({ snapshot }) => snapshot.path);
    throw new ExperimentError(path, `Several dumps may belong to it: ${places.join(', ')}. Name one of them instead.`);
  }
  const own = candidates.length === 0 ? await weightsOfFile(path) : null;
  if (own) return { kind: 'snapshot', snapshot: own.snapshot };
  throw new NoDumpsError(
    path,
    [
      unreadable,
      'Save the activations of each layer beside it, in a folder of the same name, or name the folder that holds them.',
    ]
      .filter((part) => part !== '')
      .join(' '),
  );
}

/** Labels, ids and inputs in the folders above a run, nearest first. */
async function sharedAbove(root: string): Promise<readonly Output[]> {
  const shared: Output[] = [];
  let at = dirname(await realpath(root).catch(() => root));
  for (let level = 0; level < LEVELS_ABOVE && dirname(at) !== at; level++, at = dirname(at)) {
    const { files } = await namesIn(at, null);
    for (const file of files) {
      if (dumpExtension(file) === null) continue;
      const role = readRole(stemOf(file));
      if (role !== 'labels' && role !== 'ids' && role !== 'inputs' && role !== 'mask') continue;
      const found = await inFile(join(at, file), undefined, { root, runs: [], shared: [], problems: [] }).catch(
        () => null,
      );
      if (found?.kind !== 'array' || found.array.role !== role) continue;
      shared.push({ ...found.array.ref, name: found.array.name, role, guessed: false });
    }
  }
  return shared;
}
