import { strict as assert } from 'node:assert';
import { rm, writeFile } from 'node:fs/promises';
import { commands, TabInputCustom, window, type Uri } from 'vscode';
import { INSPECT_EDITOR } from '../../src/vscode/editors/inspect-editor';
import { npy } from './npy';
import { activated, closeAll, inRoot, until, uri } from './support';

describe('the editor of dumps', () => {
  afterEach(closeAll);

  const open = async (file: Uri) => {
    const { inspectEditor } = await activated();
    await commands.executeCommand('likeness.inspect', file);
    return until('the inspection', () => {
      const showing = inspectEditor.shown(file);
      return (showing?.inspection ?? showing?.failure) === undefined ? undefined : showing;
    });
  };

  it('shows the arrays of a dump and their health', async () => {
    const { inspection } = await open(uri('runs', 'cnn_seed0', 'epoch_30', 'fc1.npy'));
    const [array] = inspection!.arrays;
    assert.deepEqual([array?.shape, array?.dtype, array?.nan], [[500, 32], 'float32', 0]);
    assert.equal(array?.deadColumns, 9);
    assert.equal(
      array.histogram?.counts.reduce((sum, count) => sum + count, 0),
      500 * 32,
    );
    assert.ok(array.effectiveRank!.value > 1 && array.effectiveRank!.value <= 23);
    const { input } = window.tabGroups.activeTabGroup.activeTab!;
    assert.ok(input instanceof TabInputCustom && input.viewType === INSPECT_EDITOR);
  });

  it('is not the default: a click on a dump opens as ever', async () => {
    await commands.executeCommand('vscode.open', uri('runs', 'cnn_seed0', 'epoch_30', 'fc1.npy'));
    const { input } = window.tabGroups.activeTabGroup.activeTab ?? {};
    assert.ok(!(input instanceof TabInputCustom));
  });

  it('says what is wrong with a broken file, and reads it again when it was mended', async () => {
    const broken = uri('broken.npy');
    await writeFile(inRoot('broken.npy'), 'not an array');
    try {
      const showing = await open(broken);
      assert.match(showing.failure ?? '', /broken\.npy/);
      await writeFile(inRoot('broken.npy'), npy([4, 3]));
      await until('the mended file', () => showing.inspection);
      assert.deepEqual(showing.inspection?.arrays[0]?.shape, [4, 3]);
      assert.equal(showing.failure, undefined);
    } finally {
      await closeAll();
      await rm(inRoot('broken.npy'), { force: true });
      await commands.executeCommand('likeness.refresh');
    }
  });
});
