import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { commands, env } from 'vscode';
import type { ResultDocument } from '../../src/comparison/document';
import { activated, closeAll, compared, inRoot, until, uri, user, valuesOf } from './support';

describe('Copy Cluster Job…', () => {
  after(closeAll);
  after(() => rm(inRoot('likeness-jobs'), { recursive: true, force: true }));

  it('writes the job, and opens the merged result once the parts are there', async () => {
    const both = ['cnn_seed0', 'cnn_seed1'].map((run) => uri('runs', run, 'epoch_10'));
    const comparison = await compared('compareSelected', both[0], both);
    const { comparisonsTree } = await activated();
    const entry = comparisonsTree.getChildren().find(({ id }) => id === comparison.id);
    user.answer('2');
    await commands.executeCommand('likeness.copyClusterJob', entry);
    const submit = await env.clipboard.readText();
    const [, folder = ''] = /^cd (\S+) && sbatch compare\.slurm\.sh$/.exec(submit) ?? [];
    assert.ok(folder.startsWith(inRoot('likeness-jobs')), submit);

    const script = await readFile(join(folder, 'compare.slurm.sh'), 'utf8');
    assert.match(script, /#SBATCH --array=1-2/);
    user.answer('Open');
    for (const part of ['1', '2']) {
      const job = { ...process.env, SLURM_ARRAY_TASK_ID: part };
      await promisify(execFile)('bash', [join(folder, 'compare.slurm.sh')], { env: job });
    }
    await until('the merged document', () => user.asked.some(({ labels }) => labels.includes('Open')));
    const merged = JSON.parse(await readFile(join(folder, 'merged.likeness.json'), 'utf8')) as ResultDocument;
    assert.deepEqual(merged.results[0]?.values, valuesOf(comparison));
  });
});
