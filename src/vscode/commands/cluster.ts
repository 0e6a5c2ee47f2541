import { basename, dirname, join } from 'node:path';
import { env, l10n, Uri, window } from 'vscode';
import { writeClusterJob } from '../../comparison/cluster/folder';
import { jobDefaults, jobFiles, submitCommand, type ClusterJob } from '../../comparison/cluster/job';
import type { Comparison } from '../comparison/comparison';
import { requestOf } from '../comparison/requests';
import type { KeptEntry } from '../kept/entry';
import { settings } from '../settings';
import { JOBS_FOLDER } from '../watch/cluster-jobs';
import type { CommandParts } from './parts';

/** Writes a comparison as a job array for the cluster beside its experiment; the command to submit goes to the clipboard. */
export async function copyClusterJob(parts: CommandParts, entry?: KeptEntry): Promise<void> {
  const comparison = await chosenComparison(parts, entry);
  const request = comparison?.document ? requestOf(comparison.document, '/') : comparison?.request;
  if (!comparison || !request) return;
  const count = await askForParts(parts);
  if (count === undefined) return;
  const job: ClusterJob = {
    ...jobDefaults,
    folder: join(experimentOf(request.operands[0]!), JOBS_FOLDER, folderName(comparison.title)),
    parts: count,
    command: ['node', Uri.joinPath(parts.extensionUri, 'dist', 'cli.js').fsPath],
    engine: 'auto',
  };
  await writeClusterJob(request, job);
  await env.clipboard.writeText(submitCommand(job));
  const show = l10n.t('Show Script');
  const message = l10n.t(
    'The job is in {0}, and the command to submit it on the clipboard. Its result opens here once every part is there.',
    job.folder,
  );
  if ((await parts.ask.tell('info', message, show)) === show) {
    await window.showTextDocument(Uri.file(join(job.folder, jobFiles.slurm)));
  }
}

/** The entry's; else that of the panel in front; else one that the user picks. */
async function chosenComparison(parts: CommandParts, entry?: KeptEntry): Promise<Comparison | undefined> {
  if (entry) return parts.comparisons.open(entry.id);
  const front = parts.panels.shown.find(({ panel }) => panel.active);
  if (front) return front.comparison;
  const picked = await parts.ask.pick(
    parts.kept.list().map(({ id, title, measures }) => ({ label: title, description: measures.join(', '), value: id })),
    { title: l10n.t('Copy Cluster Job'), placeHolder: l10n.t('The comparison to compute on a cluster') },
  );
  return picked === undefined ? undefined : parts.comparisons.open(picked);
}

async function askForParts({ ask }: CommandParts): Promise<number | undefined> {
  const text = await ask.text({
    title: l10n.t('Copy Cluster Job'),
    placeHolder: l10n.t('How many parts: each becomes a task of the job'),
    value: String(jobDefaults.parts),
  });
  if (text === undefined) return undefined;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new Error(l10n.t('“{0}” is not a number of parts.', text));
}

/** The experiment root that an operand lies in, else its own folder. */
function experimentOf(operand: string): string {
  const [path = operand] = operand.split('::');
  return settings.roots().find((root) => path.startsWith(root)) ?? dirname(path);
}

/** A new name each time: parts of different jobs must not mix. */
function folderName(title: string): string {
  const plain = basename(title.replace(/[^\p{L}\p{N}._-]+/gu, '_')).replace(/^_+|_+$/g, '');
  return `${plain}-${new Date().toISOString().replace(/[:.]/g, '-')}`;
}
