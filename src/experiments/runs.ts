import { isModelFolder } from './checkpoint-files';
import { hasMoment, isCollection, readName } from './names';

/*
 * Which folder is the run that a dump belongs to, by names alone.
 */

/** What of a folder decides; `Folder` of a walk is one. */
export interface FolderNames {
  readonly path: string;
  readonly name: string;
  readonly parent: FolderNames | null;
  readonly files: readonly string[];
  readonly folders: readonly { readonly name: string; readonly files: readonly string[] }[];
}

const markerFiles = new Set(['trainer_state.json', 'hparams.yaml', 'MLmodel', 'wandb-metadata.json']);
const markerFolders = new Set(['checkpoints', 'activations']);
const namedRun = /^(?:version|seed)_\d+$|^(?:offline-)?run-\d{8}_\d{6}-\w+$/i;
const date = /^\d{4}-\d{2}-\d{2}$/;
const time = /^\d{2}-\d{2}-\d{2}$/;

/** A folder that stands for one moment: `epoch_10`, `checkpoint-500`, `resnet18_epoch_10`, `best`. */
export function isMomentFolder(name: string): boolean {
  return hasMoment(readName(name, 'folder').facets);
}

/** Whether a folder says of itself that it is a run. */
export function isMarkedRun(folder: FolderNames): boolean {
  const { name, parent } = folder;
  if (namedRun.test(name)) return true;
  if (time.test(name) && parent && date.test(parent.name)) return true;
  if (/^\d+$/.test(name) && isInMultirun(parent)) return true;
  if (isMomentFolder(name)) return false;
  return (
    folder.files.some((file) => markerFiles.has(file)) ||
    folder.folders.some(
      (child) => markerFolders.has(child.name) || (child.name === '.hydra' && child.files.includes('config.yaml')),
    )
  );
}

function isInMultirun(folder: FolderNames | null): boolean {
  for (let at = folder, up = 0; at && up < 3; at = at.parent, up++) if (at.name === 'multirun') return true;
  return false;
}

/** A folder whose name says nothing of a run: it collects dumps or models, or stands for a moment. */
function isPartOfRun(name: string): boolean {
  return isCollection(name) || isModelFolder(name) || isMomentFolder(name);
}

/**
 * The run of the dumps in `folder`: the nearest ancestor marked as one; else the parent of the folders that stand for moments;
 * else `byDumps`, the first folder from the root down that has dumps of its own.
 */
export function runFolder<F extends FolderNames>(folder: F, byDumps: (chain: readonly F[]) => F): F {
  const chain = chainOf(folder);
  const marked = [...chain].reverse().find(isMarkedRun);
  if (marked) return marked;
  const moment = chain.findIndex(({ name, parent }) => parent !== null && isMomentFolder(name));
  let at = moment > 0 ? chain[moment - 1]! : byDumps(chain);
  while (at.parent && isPartOfRun(at.name)) at = at.parent as F;
  return at;
}

/** From the root down to `folder`. */
export function chainOf<F extends FolderNames>(folder: F): readonly F[] {
  const chain: F[] = [];
  for (let at: F | null = folder; at; at = at.parent as F | null) chain.unshift(at);
  return chain;
}
