import { strict as assert } from 'node:assert';
import { rm } from 'node:fs/promises';
import { commands } from 'vscode';
import { activated, closeAll, finished, inRoot, opened, until, untilAsync, user, valuesOf } from './support';
import { writeAside, writeHdf5, writeMapped, writeSlowly } from './writers';

describe('a training run that is written while VS Code watches', () => {
  const run = (...parts: readonly string[]): string => inRoot('runs', 'growing', ...parts);

  before(async () => {
    await writeAside(run('epoch_1'));
    await writeAside(run('epoch_2'));
    await commands.executeCommand('likeness.experiments.focus');
    await commands.executeCommand('likeness.refresh');
  });
  after(async () => {
    await closeAll();
    await rm(run(), { recursive: true, force: true });
    await commands.executeCommand('likeness.refresh');
  });

  it('grows the comparison that keeps comparing, shows each snapshot once, when it is complete, and marks what is new', async () => {
    const { experiments, experimentsTree, panels, following } = await activated();
    const find = async () => (await experimentsTree.getChildren()).find(({ label }) => label === 'growing');
    const node = await untilAsync('the run', async () => {
      const shown = await find();
      return shown?.children.length === 2 && shown;
    });
    experiments.markSeen();
    user.answer('First snapshot');
    const { comparison } = await opened(() => commands.executeCommand('likeness.compareTraining', node));
    await finished(comparison);
    panels.show(comparison);
    await until('the panel in front', () => panels.shown.some(({ panel }) => panel.active));
    await commands.executeCommand('likeness.keepComparing');

    const problems: string[] = [];
    const seen: string[] = ['epoch 1', 'epoch 2'];
    const wrong: string[] = [];
    const watching = experimentsTree.onDidChangeTreeData(() => {
      void experimentsTree.getChildren().then((nodes) => {
        problems.push(...nodes.filter(({ kind }) => kind === 'problem').map(({ tooltip }) => tooltip));
        const shown = nodes.find(({ label }) => label === 'growing')?.children ?? [];
        for (const { label, children } of shown) {
          if (!seen.includes(label)) seen.push(label);
          if (children.length !== 2) wrong.push(`${label} with ${children.length} layers`);
        }
        const gone = seen.filter((known) => !shown.some(({ label }) => label === known));
        wrong.push(...gone.map((label) => `${label} was gone`));
      });
    });
    try {
      await writeSlowly(run('epoch_3'));
      await Promise.all([writeAside(run('epoch_4')), writeMapped(run('epoch_5')), writeHdf5(run('epoch_6.h5'))]);
      const epochs = () =>
        new Set(comparison.document?.items.filter(({ layer }) => layer === 'fc1').map(({ snapshot }) => snapshot)).size;
      await until('the comparison of six snapshots', () => !comparison.running && epochs() === 6, 60_000);
      assert.equal(comparison.failure, undefined);
      for (const value of valuesOf(comparison).flat()) assert.ok(Math.abs(value - 1) < 1e-6, `${value} is not 1`);
      const grown = await find();
      assert.deepEqual(
        grown?.children.map(({ description }) => /^new/.test(description)),
        [false, false, true, true, true, true],
      );
      assert.deepEqual(wrong, []);
      assert.deepEqual([...seen].sort(), ['epoch 1', 'epoch 2', 'epoch 3', 'epoch 4', 'epoch 5', 'epoch 6']);
      assert.deepEqual(
        problems.filter((problem) => problem.includes('growing') && !problem.includes('epoch_6.h5')),
        [],
      );
    } finally {
      watching.dispose();
    }

    await commands.executeCommand('likeness.stopComparing');
    await writeAside(run('epoch_7'));
    await commands.executeCommand('likeness.refresh');
    following.soon();
    await until('the mark', () => /newer snapshots/.test(comparison.warning ?? ''));
  }).timeout(180_000);
});
