import { strict as assert } from 'node:assert';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { commands, env } from 'vscode';
import { npy } from './npy';
import { activated, closeAll, compared, finished, inRoot, opened, until, uri, user, valuesOf } from './support';

const checkpoint = (run: string) => uri('runs', run, 'checkpoints', 'epoch_30.pt');
const dump = (run: string, name: string) => uri('runs', run, 'epoch_30', `${name}.npy`);

describe("the Explorer's context menu", () => {
  afterEach(closeAll);

  it('Select for Likeness, then Compare with Selected: two checkpoints as layers × layers', async () => {
    await commands.executeCommand('likeness.select', checkpoint('cnn_seed0'));
    const comparison = await compared('compareWithSelected', checkpoint('cnn_seed1'));
    assert.equal(comparison.document?.request.mode, 'layers');
    assert.deepEqual(
      comparison.document.items.filter(({ run }) => run === 'cnn_seed0').map(({ layer }) => layer),
      ['conv1', 'conv2', 'fc1'],
    );
    assert.equal(valuesOf(comparison).length, 3);
  });

  it('Compare Selected: two dumps as a pair', async () => {
    const both = [dump('cnn_seed0', 'fc1'), dump('cnn_seed1', 'fc1')];
    const comparison = await compared('compareSelected', both[0], both);
    assert.equal(comparison.document?.request.mode, 'pair');
    assert.equal(valuesOf(comparison).length, 1);
  });

  it('Compare Selected: three dumps as models', async () => {
    const three = ['cnn_seed0', 'cnn_seed1', 'cnn_seed2'].map((run) => dump(run, 'fc1'));
    const comparison = await compared('compareSelected', three[0], three);
    assert.equal(comparison.document?.request.mode, 'models');
    assert.equal(valuesOf(comparison).length, 3);
  });

  it('Compare Selected: two snapshot folders as layers × layers', async () => {
    const folders = [uri('runs', 'cnn_seed0', 'epoch_30'), uri('runs', 'mlp_seed0', 'epoch_30')];
    const comparison = await compared('compareSelected', folders[0], folders);
    assert.equal(comparison.document?.request.mode, 'layers');
    const values = valuesOf(comparison);
    assert.deepEqual([values.length, values[0]?.length], [3, 2]);
  });

  it('Set as Baseline, then Compare with Baseline', async () => {
    await commands.executeCommand('likeness.setAsBaseline', checkpoint('cnn_seed0'));
    const comparison = await compared('compareWithBaseline', checkpoint('cnn_seed2'));
    assert.equal(comparison.document?.items[0]?.run, 'cnn_seed0');
    await commands.executeCommand('likeness.clearBaseline');
  });

  it('says that one is too few', async () => {
    await commands.executeCommand('likeness.compareSelected', dump('cnn_seed0', 'fc1'), [dump('cnn_seed0', 'fc1')]);
    assert.match(user.asked.at(-1)?.title ?? '', /Select something to compare .* with/);
  });

  describe('on a checkpoint without dumps', () => {
    const lonely = inRoot('elsewhere', 'lonely.pt');
    const pair = [uri('elsewhere', 'lonely.pt'), checkpoint('cnn_seed1')];
    before(async () => {
      await mkdir(inRoot('elsewhere'), { recursive: true });
      await writeFile(lonely, 'weights');
    });
    after(() => rm(inRoot('elsewhere'), { recursive: true }));

    it('names it, and compares the folder that is picked instead', async () => {
      user.answer('Pick Folder…', [uri('runs', 'cnn_seed0', 'epoch_30')]);
      const { comparison } = await opened(() => commands.executeCommand('likeness.compareSelected', pair[0], pair));
      await until('the comparison of the picked folder', () => comparison.document?.status === 'complete');
      await finished(comparison);
      assert.match(user.asked[0]?.title ?? '', /lonely\.pt: No activation dumps found/);
      assert.deepEqual(user.asked[0]?.labels, ['Pick Folder…', 'Copy Python Hook']);
      assert.equal(comparison.document?.items[0]?.run, 'cnn_seed0');
    });

    it('offers the Python hook', async () => {
      await env.clipboard.writeText('');
      user.answer('Copy Python Hook', 'PyTorch');
      const { comparison } = await opened(() => commands.executeCommand('likeness.compareSelected', pair[0], pair));
      await until('the question for the framework', () => user.asked.some(({ kind }) => kind === 'pick'));
      assert.match(comparison.failure ?? '', /No activation dumps found/);
    });
  });

  it('tells the reason in the panel when instances differ and have no ids', async () => {
    const { panels } = await activated();
    const folder = inRoot('short');
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/x.npy`, npy([7, 3]));
    await writeFile(`${folder}/y.npy`, npy([8, 3]));
    try {
      const both = [uri('short', 'x.npy'), uri('short', 'y.npy')];
      const { comparison } = await opened(() => commands.executeCommand('likeness.compareSelected', both[0], both));
      await until('the failure', () => comparison.failure);
      assert.match(comparison.failure ?? '', /x\.npy/);
      assert.match(comparison.failure ?? '', /y\.npy/);
      assert.equal(panels.shown.length, 1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
