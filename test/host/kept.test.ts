import { strict as assert } from 'node:assert';
import { readFile, rm } from 'node:fs/promises';
import { commands, Uri } from 'vscode';
import type { KeptEntry } from '../../src/vscode/kept/entry';
import { activated, closeAll, compared, finished, inRoot, opened, uri, user, valuesOf } from './support';

describe('the Comparisons view', () => {
  let entry: KeptEntry;
  let values: number[][];

  before(async () => {
    const both = ['cnn_seed0', 'cnn_seed1'].map((run) => uri('runs', run, 'epoch_10'));
    const comparison = await compared('compareSelected', both[0], both);
    values = valuesOf(comparison);
    const { comparisonsTree } = await activated();
    entry = comparisonsTree.getChildren().find(({ id }) => id === comparison.id)!;
    await closeAll();
  });
  afterEach(closeAll);

  it('lists what was computed, newest first', async () => {
    const { comparisonsTree } = await activated();
    assert.equal(comparisonsTree.getChildren()[0]?.id, entry.id);
    const item = comparisonsTree.getTreeItem(entry);
    assert.equal(item.label, 'cnn_seed0 ↔ cnn_seed1 · epoch 10');
    assert.equal(item.description, 'cka');
  });

  it('opens again with the same values', async () => {
    const { comparison } = await opened(() => commands.executeCommand('likeness.kept.open', entry));
    assert.deepEqual(valuesOf(comparison), values);
  });

  it('runs again', async () => {
    const { comparison } = await opened(() => commands.executeCommand('likeness.kept.rerun', entry));
    await finished(comparison);
    assert.deepEqual(valuesOf(comparison), values);
    assert.equal(comparison.document?.status, 'complete');
  });

  it('renames, and keeps the name when it is run again', async () => {
    const { comparisonsTree } = await activated();
    user.answer('My pair');
    await commands.executeCommand('likeness.kept.rename', entry);
    const { comparison } = await opened(() => commands.executeCommand('likeness.kept.rerun', entry));
    await finished(comparison);
    assert.equal(comparisonsTree.getChildren().find(({ id }) => id === entry.id)?.title, 'My pair');
  });

  it('keeps comparing, in the open, until it is told to stop', async () => {
    const { kept } = await activated();
    const { comparison } = await opened(() => commands.executeCommand('likeness.kept.follow', entry));
    assert.equal(comparison.id, entry.id);
    assert.equal(kept.find(entry.id)?.following, true);
    await commands.executeCommand('likeness.kept.unfollow', entry);
    assert.notEqual(kept.find(entry.id)?.following, true);
  });

  it('exports', async () => {
    const target = inRoot('kept.csv');
    user.answer('Table (.csv)', Uri.file(target));
    await commands.executeCommand('likeness.kept.export', entry);
    const lines = (await readFile(target, 'utf8')).trim().split('\r\n');
    await rm(target);
    assert.equal(lines.length, 1 + values.flat().length);
    assert.equal(Number(lines[1]?.split(',').at(-2)), values[0]?.[0]);
  });

  it('deletes, and undoes it', async () => {
    const { comparisonsTree, kept } = await activated();
    const listed = (): boolean => comparisonsTree.getChildren().some(({ id }) => id === entry.id);
    user.answer('Undo');
    await commands.executeCommand('likeness.kept.delete', entry);
    assert.equal(listed(), true);
    assert.equal((await kept.read(entry.id)).results[0]?.measure, 'cka');
    user.answer();
    await commands.executeCommand('likeness.kept.delete', entry);
    assert.equal(listed(), false);
    await assert.rejects(kept.read(entry.id));
  });
});
