import { strict as assert } from 'node:assert';
import { cp, rm, utimes } from 'node:fs/promises';
import type { Uri } from 'vscode';
import { commands, DataTransfer, DataTransferItem } from 'vscode';
import type { ExperimentNode } from '../../src/vscode/experiments/nodes';
import { CompareByDragging } from '../../src/vscode/views/drag-and-drop';
import { activated, closeAll, compared, finished, inRoot, opened, untilAsync, uri } from './support';

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
