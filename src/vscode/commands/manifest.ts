import { l10n, Uri, window } from 'vscode';
import { writeManifests, type WrittenManifest } from '../../experiments/write-manifest';
import type { SnapshotOf } from '../experiments/experiments';
import type { NodeOf } from '../experiments/nodes';
import { someRuns } from './compare';
import type { CommandParts } from './parts';

type RunOf = Pick<SnapshotOf, 'run' | 'experiment'>;

/** Writes what discovery found of runs into a `likeness.json` in each one's folder, and opens the first to be corrected. */
export async function writeManifest(parts: CommandParts, node?: NodeOf<'run'>): Promise<void> {
  const chosen = node ? [node] : await pickRuns(parts);
  if (!chosen || chosen.length === 0) return;
  let written = await writeAll(chosen, false);
  const there = chosen.filter((_, index) => written[index]!.exists);
  if (there.length > 0 && (await confirmsReplacing(parts, there))) {
    const again = new Map((await writeAll(there, true)).map((one) => [one.run, one]));
    written = written.map((one) => again.get(one.run) ?? one);
  }
  for (const { run, reason, exists } of written) {
    if (reason !== undefined && !exists) void parts.ask.tell('warning', l10n.t('{0}: not written: {1}', run, reason));
  }
  const first = written.find(({ path }) => path !== null);
  if (first) await window.showTextDocument(Uri.file(first.path!));
}

async function writeAll(runs: readonly RunOf[], overwrite: boolean): Promise<readonly WrittenManifest[]> {
  const written: WrittenManifest[] = [];
  for (const { run, experiment } of runs) {
    written.push(...(await writeManifests({ ...experiment, runs: [run] }, { overwrite })));
  }
  return written;
}

async function confirmsReplacing({ ask }: CommandParts, runs: readonly RunOf[]): Promise<boolean> {
  const replace = l10n.t('Replace');
  const names = runs.map(({ run }) => run.name).join(', ');
  return (await ask.tell('warning', l10n.t('There is a likeness.json already: {0}', names), replace)) === replace;
}

async function pickRuns(parts: CommandParts): Promise<readonly RunOf[] | undefined> {
  if (!(await someRuns(parts))) return undefined;
  const runs = await parts.experiments.runs();
  return parts.ask.pickMany(
    runs.map((value) => ({ label: value.run.name, description: value.run.path, value })),
    { title: l10n.t('Write Manifest'), placeHolder: l10n.t('The runs that get a likeness.json, to be corrected') },
  );
}
