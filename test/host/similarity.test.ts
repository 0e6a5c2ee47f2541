import { strict as assert } from 'node:assert';
import { cp, rm } from 'node:fs/promises';
import { commands } from 'vscode';
import type { NodeOf } from '../../src/vscode/experiments/nodes';
import type { Showing } from '../../webview/similarity/protocol';
import { activated, closeAll, finished, inRoot, opened, until, uri, valuesOf } from './support';

describe('the Similarity view', () => {
  before(() => commands.executeCommand('likeness.similarity.focus'));
  after(async () => {
    await commands.executeCommand('likeness.clearBaseline');
    await closeAll();
  });

  const showing = async (what: string, wanted: (showing: Showing) => boolean): Promise<Showing> => {
    const { similarity } = await activated();
    return until(what, () => wanted(similarity.showing) && similarity.showing);
  };
  const complete = (title: RegExp) => (one: Showing) => one.kind === 'grid' && !one.running && title.test(one.title);
  const node = async (run: string, snapshot: string): Promise<NodeOf<'snapshot'>> => {
    const { experimentsTree } = await activated();
    const runs = await experimentsTree.getChildren();
    const found = runs.find(({ label }) => label === run)?.children.find(({ label }) => label.endsWith(snapshot));
    assert.ok(found?.kind === 'snapshot');
    return found;
  };

  it('asks for a baseline first', async () => {
    const { similarityView } = await activated();
    const words = await showing('the question', ({ kind }) => kind === 'words');
    await until('its page', () => similarityView.ready);
    await showing('the button', (one) => one.kind === 'words' && one.action?.id === 'setBaseline');
    assert.equal(words.kind, 'words');
  });

  it('compares the selected snapshot with the baseline', async () => {
    const { experimentsTree } = await activated();
    await commands.executeCommand('likeness.setAsBaseline', uri('runs', 'cnn_seed0', 'epoch_30'));
    await commands.executeCommand('likeness.experiments.focus');
    await experimentsTree.view.reveal(await node('cnn_seed1', '30'), { select: true, focus: false });
    const grid = await showing('the grid', complete(/cnn_seed1/));
    assert.ok(grid.kind === 'grid');
    assert.equal(grid.measure.id, 'cka');
    assert.equal(grid.document.results[0]?.values.flat().filter((value) => value !== null).length, 9);
    await experimentsTree.view.reveal(await node('cnn_seed2', '10'), { select: true, focus: false });
    await showing('the next selection', complete(/cnn_seed2.*10/));
  });

  it('opens the same numbers as a comparison', async () => {
    const { similarity } = await activated();
    const grid = await showing('the grid', complete(/cnn_seed2/));
    assert.ok(grid.kind === 'grid' && similarity.operands);
    const { comparison } = await opened(() => commands.executeCommand('likeness.openSimilarity'));
    await finished(comparison);
    assert.deepEqual(valuesOf(comparison), grid.document.results[0]?.values);
  });

  it('follows a run that is trained: its newest snapshot', async () => {
    const { experimentsTree } = await activated();
    const added = inRoot('runs', 'cnn_seed1', 'epoch_40');
    const run = (await experimentsTree.getChildren()).find(({ label }) => label === 'cnn_seed1')!;
    await experimentsTree.view.reveal(run, { select: true, focus: false });
    await showing('the last snapshot of the run', complete(/cnn_seed1.*30/));
    try {
      await cp(inRoot('runs', 'cnn_seed1', 'epoch_30'), added, { recursive: true });
      await commands.executeCommand('likeness.refresh');
      await showing('the new snapshot', complete(/cnn_seed1.*40/));
    } finally {
      await rm(added, { recursive: true, force: true });
      await commands.executeCommand('likeness.refresh');
    }
  });
});
