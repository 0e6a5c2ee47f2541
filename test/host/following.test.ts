import { strict as assert } from 'node:assert';
import { cp, mkdir, open, readFile, rename, rm, utimes } from 'node:fs/promises';
import type { Uri } from 'vscode';
import { commands, DataTransfer, DataTransferItem } from 'vscode';
import type { ExperimentNode } from '../../src/vscode/experiments/nodes';
import { CompareByDragging } from '../../src/vscode/views/dragAndDrop';
import { activated, closeAll, compared, finished, inRoot, opened, until, untilAsync, uri, user } from './support';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('comparisons and their files', () => {
  afterEach(closeAll);

  const cnn = ['cnn_seed0', 'cnn_seed1'].map((run) => uri('runs', run, 'epoch_30'));

  it('are pinned: they stand first, and stay when newer ones push others out', async () => {
    const { kept } = await activated();
    const first = await compared('compareSelected', cnn[0], cnn);
    const entry = kept.find(first.id)!;
    await commands.executeCommand('likeness.kept.pin', entry);
    const mlp = [uri('runs', 'mlp_seed0', 'epoch_10'), uri('runs', 'mlp_seed0', 'epoch_30')];
    await compared('compareSelected', mlp[0], mlp);
    assert.equal(kept.list()[0]?.id, first.id);
    await commands.executeCommand('likeness.kept.unpin', entry);
    assert.notEqual(kept.list()[0]?.id, first.id);
  });

  it('are begun by dragging one snapshot on another', async () => {
    const { experimentsTree } = await activated();
    const runs = await experimentsTree.getChildren();
    const last = (name: string): ExperimentNode =>
      runs
        .find(({ label }) => label === name)!
        .children.filter(({ kind }) => kind === 'snapshot')
        .at(-1)!;
    const dragging = new CompareByDragging();
    const transfer = new DataTransfer();
    dragging.handleDrag([last('cnn_seed0')], transfer);
    assert.match((await transfer.get('text/uri-list')?.asString()) ?? '', /cnn_seed0\/epoch_30$/);
    const { comparison } = await opened(() => dragging.handleDrop(last('cnn_seed1'), transfer));
    await finished(comparison);
    assert.deepEqual([...new Set(comparison.document?.items.map(({ run }) => run))], ['cnn_seed0', 'cnn_seed1']);
    const files = new DataTransfer();
    files.set('text/uri-list', new DataTransferItem(cnn.map(String).join('\r\n')));
    await closeAll();
    const dropped = await opened(() => dragging.handleDrop(undefined, files));
    await finished(dropped.comparison);
  });

  it('mark their dumps: new, compared, changed since', async () => {
    const { decorations, experimentsTree } = await activated();
    await compared('compareSelected', cnn[0], cnn);
    const dump = uri('runs', 'cnn_seed0', 'epoch_30', 'fc1.npy');
    const badge = async (at: Uri) => (await decorations.provideFileDecoration(at))?.badge;
    assert.equal(await badge(dump), 'C');
    assert.equal(await badge(uri('README.md')), undefined);
    const later = new Date(Date.now() + 60_000);
    await utimes(dump.fsPath, later, later);
    assert.equal(await badge(dump), 'S');
    assert.match((await decorations.provideFileDecoration(dump))?.tooltip ?? '', /Changed after it was compared/);
    const past = new Date(Date.now() - 3_600_000);
    await utimes(dump.fsPath, past, past);
    const added = uri('runs', 'mlp_seed0', 'epoch_33');
    await experimentsTree.getChildren();
    await cp(inRoot('runs', 'mlp_seed0', 'epoch_30'), added.fsPath, { recursive: true });
    try {
      await commands.executeCommand('likeness.refresh');
      await untilAsync('the mark of a new snapshot', async () => {
        await experimentsTree.getChildren();
        return (await badge(added)) === 'N';
      });
    } finally {
      await rm(added.fsPath, { recursive: true });
      await commands.executeCommand('likeness.refresh');
    }
  });
});

describe('a training run that is written while VS Code watches', () => {
  const run = (...parts: readonly string[]): string => inRoot('runs', 'growing', ...parts);
  const source = (name: string): string => inRoot('runs', 'cnn_seed0', 'epoch_30', name);

  /** As numpy writes to a slow disk: a part, a pause, the rest. */
  const writeSlowly = async (epoch: string): Promise<void> => {
    await mkdir(run(epoch), { recursive: true });
    for (const name of ['conv1.npy', 'fc1.npy']) {
      const bytes = await readFile(source(name));
      const file = await open(run(epoch, name), 'w');
      const half = Math.floor(bytes.length / 2);
      await file.write(bytes.subarray(0, half));
      await pause(700);
      await file.write(bytes.subarray(half));
      await file.close();
    }
  };
  /** As careful writers do: aside, then renamed. */
  const writeAside = async (epoch: string): Promise<void> => {
    await mkdir(run(`.${epoch}`), { recursive: true });
    for (const name of ['conv1.npy', 'fc1.npy']) await cp(source(name), run(`.${epoch}`, name));
    await rename(run(`.${epoch}`), run(epoch));
  };

  before(async () => {
    await writeAside('epoch_1');
    await writeAside('epoch_2');
    await commands.executeCommand('likeness.experiments.focus');
    await commands.executeCommand('likeness.refresh');
  });
  after(async () => {
    await closeAll();
    await rm(run(), { recursive: true, force: true });
    await commands.executeCommand('likeness.refresh');
  });

  it('grows the comparison that keeps comparing, reads nothing half-written, and marks what is new', async () => {
    const { experiments, experimentsTree, panels, following } = await activated();
    const find = async () => (await experimentsTree.getChildren()).find(({ label }) => label === 'growing');
    const node = await find();
    assert.equal(node?.children.length, 2);
    experiments.markSeen();
    user.answer('First snapshot');
    const { comparison } = await opened(() => commands.executeCommand('likeness.compareTraining', node));
    await finished(comparison);
    panels.show(comparison);
    await until('the panel in front', () => panels.shown.some(({ panel }) => panel.active));
    await commands.executeCommand('likeness.keepComparing');

    const problems: string[] = [];
    const watching = experimentsTree.onDidChangeTreeData(() => {
      void experimentsTree.getChildren().then((nodes) => {
        problems.push(...nodes.filter(({ kind }) => kind === 'problem').map(({ tooltip }) => tooltip));
      });
    });
    try {
      await writeSlowly('epoch_3');
      await writeAside('epoch_4');
      const epochs = () =>
        new Set(comparison.document?.items.filter(({ layer }) => layer === 'fc1').map(({ snapshot }) => snapshot)).size;
      await until('the comparison of four snapshots', () => !comparison.running && epochs() === 4, 60_000);
      assert.equal(comparison.failure, undefined);
      assert.ok(comparison.document?.results[0]?.values.flat().every((value) => value !== null));
      const grown = await find();
      assert.deepEqual(
        grown?.children.map(({ description }) => /^new/.test(description)),
        [false, false, true, true],
      );
      assert.deepEqual(
        problems.filter((problem) => problem.includes('growing')),
        [],
      );
    } finally {
      watching.dispose();
    }

    await commands.executeCommand('likeness.stopComparing');
    await writeAside('epoch_5');
    await commands.executeCommand('likeness.refresh');
    following.soon();
    await until('the mark', () => /newer snapshots/.test(comparison.warning ?? ''));
  }).timeout(120_000);
});
