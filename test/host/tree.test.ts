import { strict as assert } from 'node:assert';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { commands, env } from 'vscode';
import type { ExperimentNode } from '../../src/vscode/experiments/nodes';
import { activated, closeAll, compared, inRoot, root, untilAsync, user, valuesOf } from './support';

const labels = (nodes: readonly ExperimentNode[]): string[] => nodes.map(({ label }) => label);
const child = (nodes: readonly ExperimentNode[], label: string): ExperimentNode => {
  const found = nodes.find((node) => node.label === label);
  assert.ok(found, `There is no “${label}” in: ${labels(nodes).join(', ')}`);
  return found;
};

describe('the Experiments tree', () => {
  it('shows the runs of the digits experiment', async () => {
    const { experimentsTree } = await activated();
    await commands.executeCommand('likeness.experiments.focus');
    const runs = (await experimentsTree.getChildren()).filter(({ kind }) => kind === 'run');
    assert.deepEqual(labels(runs), ['cnn_narrow_seed0', 'cnn_seed0', 'cnn_seed1', 'cnn_seed2', 'mlp_seed0']);
    assert.ok(runs.every(({ children }) => children.length === 5));
  });

  it('shows layers with their shapes, and outputs after them', async () => {
    const { experimentsTree } = await activated();
    const run = child(await experimentsTree.getChildren(), 'cnn_seed0');
    const snapshots = await experimentsTree.getChildren(run);
    const last = snapshots.at(-1)!;
    assert.match(last.label, /30$/);
    const arrays = await experimentsTree.getChildren(last);
    assert.deepEqual(
      arrays.map(({ kind, label, description }) => [kind, label, description]),
      [
        ['layer', 'conv1', '500×8×4×4 float16'],
        ['layer', 'conv2', '500×16×4×4 float16'],
        ['layer', 'fc1', '500×32 float32'],
        ['output', 'logits', '500×10 float32'],
      ],
    );
    const item = experimentsTree.getTreeItem(arrays[0]!);
    assert.equal(item.contextValue, 'layer comparable');
    assert.match(item.tooltip as string, /conv1\.npy/);
  });

  it('shows a node in the Explorer', async () => {
    const { experimentsTree } = await activated();
    const run = child(await experimentsTree.getChildren(), 'cnn_seed0');
    await commands.executeCommand('likeness.reveal', run.children[0]);
    await untilAsync('the path of what is selected in the Explorer', async () => {
      await commands.executeCommand('copyFilePath');
      return (await env.clipboard.readText()) === run.children[0]!.path;
    });
    await commands.executeCommand('likeness.experiments.focus');
  });

  it('compares what is selected in it', async () => {
    const { experimentsTree } = await activated();
    const runs = await experimentsTree.getChildren();
    const both = ['cnn_seed0', 'cnn_seed1'].map((name) => child(runs, name).children.at(-1)!);
    const comparison = await compared('tree.compareSelected', both[0], both);
    assert.equal(comparison.document?.request.mode, 'layers');
    assert.equal(valuesOf(comparison).length, 3);
    await closeAll();
  });

  it('filters', async () => {
    const { experimentsTree } = await activated();
    user.answer('mlp');
    await commands.executeCommand('likeness.filter');
    assert.deepEqual(labels(await experimentsTree.getChildren()), ['mlp_seed0']);
    await commands.executeCommand('likeness.clearFilter');
    assert.ok((await experimentsTree.getChildren()).length >= 5);
  });

  it('finds a new snapshot, marks it as new, and lists a broken dump with its reason', async () => {
    const { experiments, experimentsTree } = await activated();
    const added = inRoot('runs', 'mlp_seed0', 'epoch_31');
    await experimentsTree.getChildren();
    await cp(inRoot('runs', 'mlp_seed0', 'epoch_30'), added, { recursive: true });
    await mkdir(added, { recursive: true });
    await writeFile(`${added}/broken.npy`, 'not an array');
    try {
      await commands.executeCommand('likeness.refresh');
      const [nodes, snapshot] = await untilAsync('the new snapshot', async () => {
        const found = await experimentsTree.getChildren();
        const last = child(found, 'mlp_seed0').children.at(-1)!;
        return last.label.endsWith('31') && ([found, last] as const);
      });
      assert.match(snapshot.description, /^new/);
      assert.equal(experiments.fresh, 1);
      const problem = nodes.find(({ kind, path }) => kind === 'problem' && path.endsWith('broken.npy'));
      assert.ok(problem, 'The broken dump is not listed.');
      assert.match(problem.tooltip, /broken\.npy\n./);
    } finally {
      await rm(added, { recursive: true, force: true });
      await commands.executeCommand('likeness.refresh');
    }
  });

  it('notices files that come and go by itself', async () => {
    const { experimentsTree } = await activated();
    const added = inRoot('runs', 'mlp_seed0', 'epoch_32');
    const count = async (): Promise<number> => child(await experimentsTree.getChildren(), 'mlp_seed0').children.length;
    const before = await count();
    let changes = 0;
    const listening = experimentsTree.onDidChangeTreeData(() => changes++);
    try {
      await cp(inRoot('runs', 'mlp_seed0', 'epoch_30'), added, { recursive: true });
      await untilAsync('the new snapshot', async () => (await count()) === before + 1);
      assert.ok(changes > 0);
    } finally {
      listening.dispose();
      await rm(added, { recursive: true, force: true });
      await commands.executeCommand('likeness.refresh');
    }
  });

  it('notices folders that are moved in and out whole, of whose files no event tells', async () => {
    const { experimentsTree } = await activated();
    const [aside, added] = [`${root()}-aside`, inRoot('runs', 'mlp_seed0', 'epoch_33')];
    const count = async (): Promise<number> => child(await experimentsTree.getChildren(), 'mlp_seed0').children.length;
    const before = await count();
    await cp(inRoot('runs', 'mlp_seed0', 'epoch_30'), aside, { recursive: true });
    try {
      await rename(aside, added);
      await untilAsync('the new snapshot', async () => (await count()) === before + 1);
      await rename(added, aside);
      await untilAsync('its end', async () => (await count()) === before);
    } finally {
      for (const folder of [aside, added]) await rm(folder, { recursive: true, force: true });
      await commands.executeCommand('likeness.refresh');
    }
  });
});
