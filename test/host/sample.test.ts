import { strict as assert } from 'node:assert';
import { rm } from 'node:fs/promises';
import { commands } from 'vscode';
import { activated, closeAll, compared, inRoot, user, valuesOf } from './support';

describe('Create Sample Experiment', () => {
  after(async () => {
    await closeAll();
    await rm(inRoot('likeness-sample'), { recursive: true, force: true });
    await commands.executeCommand('likeness.refresh');
  });

  it('trains three networks that can be compared', async () => {
    const { experiments } = await activated();
    user.answer();
    await commands.executeCommand('likeness.createSample');
    assert.deepEqual(user.asked, []);
    const runs = (await experiments.runs()).map(({ run }) => run);
    const sample = runs.filter(({ path }) => path.includes('likeness-sample'));
    assert.equal(sample.length, 3);
    assert.ok(sample.every(({ snapshots }) => snapshots.length === 5));
    const [first, second] = sample.map(({ name, snapshots }) => `${name} | ${snapshots.at(-1)!.label}`);
    user.answer(first, second);
    const comparison = await compared('compareLayers');
    assert.ok(valuesOf(comparison).flat().length >= 4);
  }).timeout(180_000);
});
