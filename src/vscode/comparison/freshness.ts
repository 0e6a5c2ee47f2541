import { stat } from 'node:fs/promises';
import { l10n } from 'vscode';
import type { ResultDocument } from '../../comparison/document';
import type { Run } from '../../experiments/types';

/** How a comparison stands to the files on disk, in sentences; nothing where it is up to date. */
export interface Freshness {
  /** Files are gone: nothing can be added. */
  readonly notice?: string;
  /** Files changed, or there are newer snapshots: run again. */
  readonly warning?: string;
}

/**
 * Says which of the document's files (those that could not be read, too) are gone or newer than it, and how many snapshots its run
 * has that it lacks.
 */
export async function freshnessOf(document: ResultDocument, runs: readonly Run[] = []): Promise<Freshness> {
  const paths = [...new Set(document.items.map(({ path }) => path))];
  const created = Date.parse(document.created);
  const found = await Promise.all(paths.map((path) => stat(path).catch(() => undefined)));
  const gone = paths.filter((_, index) => found[index] === undefined);
  if (gone.length > 0) {
    const notice = l10n.t(
      '{0} of {1} files are not where they were ({2}): the values stay as computed, others cannot be added.',
      gone.length,
      paths.length,
      gone[0]!,
    );
    return { notice };
  }
  const warnings: string[] = [];
  const changed = paths.filter((_, index) => (found[index]?.mtimeMs ?? 0) > created);
  for (const { path } of document.problems) {
    const now = await stat(path).catch(() => undefined);
    if (now?.isFile() && now.mtimeMs > created && !changed.includes(path)) changed.push(path);
  }
  if (changed.length > 0) {
    warnings.push(
      l10n.t('{0} files changed after this was computed ({1}): run it again.', changed.length, changed[0]!),
    );
  }
  const added = newSnapshots(document, runs);
  if (added > 0) warnings.push(l10n.t('{0} newer snapshots are not in it yet: run it again.', added));
  return warnings.length > 0 ? { warning: warnings.join(' ') } : {};
}

/** Snapshots that a comparison of whole runs would take in now. */
export function newSnapshots({ request, items }: ResultDocument, runs: readonly Run[]): number {
  const known = new Set(items.map(({ path }) => path));
  const own = runs.filter(({ path }) => request.operands.includes(path));
  const arriving = own.flatMap(({ snapshots }) => (request.mode === 'training' ? snapshots : snapshots.slice(-1)));
  return arriving.filter(({ layers }) => layers.length > 0 && !layers.some(({ path }) => known.has(path))).length;
}
