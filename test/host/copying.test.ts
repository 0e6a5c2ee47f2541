import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { commands, env, Uri, window, workspace } from 'vscode';
import { activated, closeAll, compared, finished, opened, until, uri, user, valuesOf } from './support';

const both = ['cnn_seed0', 'cnn_seed1'].map((run) => uri('runs', run, 'epoch_30'));
const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;

describe('what can be copied', () => {
  afterEach(closeAll);

  it('a table, as Markdown or LaTeX', async () => {
    await compared('compareSelected', both[0], both);
    user.answer('Markdown');
    await commands.executeCommand('likeness.copyTable');
    assert.match(await env.clipboard.readText(), /^\| +\| conv1 \| conv2 \| fc1 \|\n/);
    user.answer('LaTeX');
    await commands.executeCommand('likeness.copyTable');
    assert.match(await env.clipboard.readText(), /^\\begin\{tabular\}\{lrrr\}/);
  });

  it('Python that prints the value of the panel', async function () {
    const comparison = await compared('compareSelected', both[0], both);
    user.answer(({ labels }) => labels[2]);
    await commands.executeCommand('likeness.copyPython');
    const script = await env.clipboard.readText();
    assert.match(script, /import numpy as np/);
    if (!hasNumpy) return this.skip();
    const { stdout, stderr } = spawnSync('python3', ['-c', script], { encoding: 'utf8' });
    assert.ok(Math.abs(Number(stdout) - valuesOf(comparison)[0]![2]!) < 1e-6, `${stdout}\n${stderr}`);
  });

  it('nothing where no comparison is open', async () => {
    user.answer();
    await commands.executeCommand('likeness.copyPython');
    assert.match(user.asked.at(-1)?.title ?? '', /Open a comparison first/);
  });
});

describe('Describe Representations', () => {
  after(closeAll);

  it('computes the statistics that were chosen, of the snapshot that was chosen', async () => {
    user.answer(['cnn_seed0 | epoch 30'], ({ labels }) =>
      labels.filter((label) => /\| (magnitude|uniformity)/.test(label)),
    );
    const { comparison } = await opened(() => commands.executeCommand('likeness.describe'));
    await finished(comparison);
    assert.equal(comparison.document?.request.mode, 'statistics');
    assert.deepEqual(
      comparison.document.results.map(({ measure }) => measure),
      ['magnitude', 'uniformity'],
    );
    assert.ok(valuesOf(comparison).flat().length >= 3);
  });
});

describe('About a Measure', () => {
  after(closeAll);

  it('opens its page', async () => {
    await activated();
    await commands.executeCommand('likeness.aboutMeasure', 'cka');
    await until('the page', () => /cka/.test(window.tabGroups.activeTabGroup.activeTab?.label ?? ''));
    const page = await workspace.openTextDocument(Uri.parse('likeness-measure:/cka.md'));
    assert.match(page.getText(), /^# .*CKA/);
    assert.match(page.getText(), /## References/);
  });
});
