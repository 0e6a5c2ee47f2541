import { strict as assert } from 'node:assert';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commands, window } from 'vscode';
import type { ExperimentNode } from '../../src/vscode/experiments/nodes';
import { npy } from './npy';
import {
  activated,
  closeAll,
  compared,
  finished,
  inRoot,
  likeness,
  opened,
  until,
  untilAsync,
  user,
  valuesOf,
} from './support';

const place = (...parts: readonly string[]): string => inRoot('found', ...parts);
const fixture = (name: string): string => join(likeness.extensionPath, 'test', 'fixtures', 'formats', name);

/** Path → the fixture that lies there, or (beginning with "=") text. */
async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, what] of Object.entries(files)) {
    await mkdir(dirname(place(path)), { recursive: true });
    await (what.startsWith('=') ? writeFile(place(path), what.slice(1)) : cp(fixture(what), place(path)));
  }
}

/** The node below these labels, once it is there: what is written is left out until it is complete. */
function found(...path: readonly string[]): Promise<ExperimentNode> {
  return untilAsync(path.join(' → '), async () => {
    const { experimentsTree } = await activated();
    let nodes: readonly ExperimentNode[] = await experimentsTree.getChildren();
    let node: ExperimentNode | undefined;
    for (const label of path) {
      node = nodes.find((one) => one.label === label);
      nodes = node?.children ?? [];
    }
    return node;
  });
}

const labels = (node: ExperimentNode): string[] => node.children.map(({ label }) => label);

/** Compares two nodes that hold the same numbers: what is the same layer must be alike. */
async function assertAlike(first: ExperimentNode, second: ExperimentNode): Promise<void> {
  const values = valuesOf(await compared('compareSelected', first, [first, second]));
  values.forEach((row, i) => assert.ok(Math.abs(row[i]! - 1) < 1e-9, `${row[i]} is not 1`));
}

describe('folders as people have them', () => {
  afterEach(async () => {
    await closeAll();
    await rm(place(), { recursive: true, force: true });
    await commands.executeCommand('likeness.refresh');
  });

  it('platonic-rep: the layers of a model lie along axis 1 of one tensor', async () => {
    await put({ 'wit_1024/vit_pool-avg.pt': 'vit_pool-avg.pt', 'wit_1024/bert_pool-avg.pt': 'vit_pool-avg.pt' });
    const run = await found('wit_1024');
    assert.deepEqual(labels(run), ['bert_pool-avg', 'vit_pool-avg']);
    const [bert, vit] = run.children;
    assert.deepEqual(labels(vit!).slice(0, 4), ['feats/0', 'feats/1', 'feats/2', 'feats/3']);
    await assertAlike(bert!, vit!);
  });

  it('Hugging Face datasets: columns of a table', async () => {
    for (const model of ['gemma', 'llama']) {
      await put({
        [`${model}/data-00000-of-00001.arrow`]: 'stream.arrow',
        [`${model}/dataset_info.json`]: '={}',
      });
    }
    await assertAlike(await found('gemma', 'data', 'features'), await found('llama', 'data', 'features'));
  });

  it('thingsvision: features beside the names of the pictures, which are the ids', async () => {
    for (const model of ['resnet', 'vgg']) {
      await put({ [`${model}/features.txt`]: 'features.txt', [`${model}/file_names.txt`]: 'file_names.txt' });
    }
    await assertAlike(await found('resnet', 'resnet', 'features'), await found('vgg', 'vgg', 'features'));
  });

  it('Lightning without activations: the weights, which say that they are weights', async () => {
    for (const version of [0, 1]) {
      await put({
        [`lightning_logs/version_${version}/hparams.yaml`]: '=lr: 0.1',
        [`lightning_logs/version_${version}/checkpoints/epoch=3-step=100.ckpt`]: 'lightning.ckpt',
      });
    }
    const snapshot = 'epoch 3, step 100 (weights)';
    const first = await found('version_0', snapshot);
    assert.equal(first.description, 'new, 2 weight matrices');
    await assertAlike(first, await found('version_1', snapshot));
  });

  it('the layout of feature maps that may be either is asked once a run, and remembered', async () => {
    for (const epoch of [1, 2, 3]) {
      await mkdir(place('cubes', `epoch_${epoch}`), { recursive: true });
      await writeFile(place('cubes', `epoch_${epoch}`, 'maps.npy'), npy([12, 4, 4, 4], epoch));
    }
    await found('cubes', 'epoch 3');
    const run = await found('cubes');
    const [one, two, three] = run.children;
    user.answer('Channels First (NCHW)');
    const { comparison } = await opened(() => commands.executeCommand('likeness.compareSelected', one, [one, two]));
    await until('the comparison after the answer', () => !comparison.running && comparison.document);
    assert.equal(user.asked.length, 1);
    assert.deepEqual([...new Set(comparison.document!.items.map(({ layout }) => layout))], ['NCHW']);
    // a click on a cell asks for its pair alone
    const details = await comparison.pairDetails(0, 0, 0);
    assert.deepEqual([...new Set(details.items.map(({ layout }) => layout))], ['NCHW']);
    await closeAll();
    user.answer();
    const again = await compared('compareSelected', two, [two, three]);
    assert.equal(user.asked.length, 0);
    assert.deepEqual([...new Set(again.document!.items.map(({ layout }) => layout))], ['NCHW']);
    user.answer('Channels Last (NHWC)');
    await commands.executeCommand('likeness.chooseLayout', run);
    const other = await compared('compareSelected', one, [one, three]);
    assert.deepEqual([...new Set(other.document!.items.map(({ layout }) => layout))], ['NHWC']);
    await finished(other);
    user.answer('By the shapes alone');
    await commands.executeCommand('likeness.chooseLayout', run);
  });

  it('a manifest of what was found is written, opened, and replaced only when the user says so', async () => {
    await put({ 'resnet/epoch_1.pt': 'batches.pt', 'resnet/epoch_2.pt': 'batches.pt' });
    await found('resnet', 'epoch 2');
    const run = await found('resnet');
    await commands.executeCommand('likeness.writeManifest', run);
    const path = place('resnet', 'likeness.json');
    assert.equal(window.activeTextEditor?.document.uri.fsPath, path);
    const manifest = JSON.parse(await readFile(path, 'utf8')) as { run: string; snapshots: { label: string }[] };
    assert.deepEqual(
      manifest.snapshots.map(({ label }) => label),
      ['epoch 1', 'epoch 2'],
    );
    await writeFile(path, JSON.stringify({ ...manifest, run: 'my run' }));
    const named = await found('my run');
    user.answer(undefined);
    await commands.executeCommand('likeness.writeManifest', named);
    assert.match(user.asked[0]!.title, /my run/);
    assert.equal((JSON.parse(await readFile(path, 'utf8')) as { run: string }).run, 'my run');
  });
});
