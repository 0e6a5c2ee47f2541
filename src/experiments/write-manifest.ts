import { rename, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { asFormatError } from '../formats/errors';
import { MANIFEST_NAME } from './manifest';
import type { DeclaredSnapshot, Manifest } from './manifest';
import type { ArrayRef, Experiment, Output, Run, Snapshot } from './types';

/** What became of the manifest of one run. */
export interface WrittenManifest {
  readonly run: string;
  /** Where it is; null where none was written. */
  readonly path: string | null;
  /** Why none was written. */
  readonly reason?: string;
  /** True where that is because there is one: it may be replaced. */
  readonly exists?: true;
}

/** Writes what was discovered of each run into its folder, to be corrected there. Throws `FormatError`. */
export async function writeManifests(
  experiment: Experiment,
  { overwrite = false }: { readonly overwrite?: boolean } = {},
): Promise<readonly WrittenManifest[]> {
  const written: WrittenManifest[] = [];
  for (const run of experiment.runs) {
    const path = join(run.path, MANIFEST_NAME);
    const reason = run.path.includes('::')
      ? 'it shares its folder with other runs'
      : run.snapshots.every((snapshot) => snapshot.weights)
        ? 'it has only weights'
        : undefined;
    if (reason !== undefined) {
      written.push({ run: run.name, path: null, reason });
      continue;
    }
    if (!overwrite && (await exists(path))) {
      written.push({ run: run.name, path: null, reason: `there is a ${MANIFEST_NAME} already`, exists: true });
      continue;
    }
    await writeWhole(path, `${JSON.stringify(manifestOf(run, experiment.shared), null, 2)}\n`);
    written.push({ run: run.name, path });
  }
  return written;
}

/** A run in the words of a manifest in its folder. */
export function manifestOf(run: Run, shared: readonly Output[] = []): Manifest {
  const common = (role: Output['role']): string | undefined => {
    const outputs = shared.filter((one) => one.role === role && one.parts === undefined);
    return outputs.length === 1 ? placeOf(run.path, outputs[0]!) : undefined;
  };
  const { seed, model, dataset } = run;
  const [labels, ids, inputs] = [common('labels'), common('ids'), common('inputs')];
  return {
    run: run.name,
    ...(model !== undefined && { model }),
    ...(seed !== undefined && { seed }),
    ...(dataset !== undefined && { dataset }),
    ...(labels !== undefined && { labels }),
    ...(ids !== undefined && { ids }),
    ...(inputs !== undefined && { inputs }),
    snapshots: run.snapshots.filter((snapshot) => !snapshot.weights).map((snapshot) => declared(run.path, snapshot)),
  };
}

function declared(folder: string, snapshot: Snapshot): DeclaredSnapshot {
  const { label, epoch, step, tag, checkpoint, liveModel, layers, outputs } = snapshot;
  // a manifest cannot name shards: their folder stands for them
  const whole = [...layers, ...outputs].every(({ parts }) => parts === undefined);
  return {
    label,
    ...(epoch !== undefined && { epoch }),
    ...(step !== undefined && { step }),
    ...(tag !== undefined && { tag }),
    ...(!snapshot.path.includes('::') && { path: relativePath(folder, snapshot.path) }),
    ...(checkpoint !== undefined && { checkpoint: relativePath(folder, checkpoint) }),
    ...(liveModel !== undefined && { liveModel: relativePath(folder, liveModel) }),
    ...(whole && {
      layers: layers.map(({ name, layout, ...ref }) => ({
        name,
        path: placeOf(folder, ref),
        ...(layout && { layout }),
      })),
      outputs: outputs.map(({ name, role, ...ref }) => ({ name, role, path: placeOf(folder, ref) })),
    }),
  };
}

function placeOf(folder: string, { path, key }: Pick<ArrayRef, 'path' | 'key'>): string {
  return relativePath(folder, path) + (key === undefined ? '' : `::${key}`);
}

function relativePath(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/') || '.';
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Never half a file: written beside it and renamed. */
async function writeWhole(path: string, text: string): Promise<void> {
  try {
    await writeFile(`${path}.tmp`, text);
    await rename(`${path}.tmp`, path);
  } catch (error) {
    throw asFormatError(path, error);
  }
}
