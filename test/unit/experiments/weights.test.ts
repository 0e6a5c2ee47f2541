import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { resolveOperand, scan } from '../../../src/experiments';
import { areWeights, layerOrder, momentInside } from '../../../src/experiments/weights';
import { fixture } from '../formats/fixtures';
import { writeExperiment } from './files';

const folder = mkdtempSync(join(tmpdir(), 'likeness-weights-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Relative path → the fixture that is copied there. */
function place(root: string, files: Readonly<Record<string, string>>): string {
  for (const [path, name] of Object.entries(files)) {
    const target = join(folder, root, path);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(fixture(name), target);
  }
  return join(folder, root);
}

describe('a run with checkpoints only', () => {
  const root = place('only', {
    'run/checkpoints/epoch=3-step=100.ckpt': 'lightning.ckpt',
    'run/checkpoints/epoch_1.pth': 'state_dict.pth',
  });

  it('shows their weight matrices, and says that they are weights', async () => {
    const { runs, problems } = await scan(root);
    expect(problems).toEqual([]);
    expect(runs[0]!.snapshots.map(({ label, weights, epoch, step }) => [label, weights, epoch, step])).toEqual([
      ['epoch 1 (weights)', true, 1, undefined],
      ['epoch 3, step 100 (weights)', true, 3, 100],
    ]);
    expect(runs[0]!.snapshots[1]!.layers.map(({ name, shape, reduction }) => [name, shape, reduction])).toEqual([
      ['conv.weight', [2, 1, 2, 2], 'flatten'],
      ['fc.weight', [3, 2], undefined],
    ]);
  });

  it('is an operand, whole or by one matrix', async () => {
    const path = join(root, 'run/checkpoints/epoch_1.pth');
    expect(await resolveOperand(path, root)).toMatchObject({ kind: 'snapshot', snapshot: { weights: true } });
    expect(await resolveOperand(`${path}::fc.weight`, root)).toMatchObject({
      kind: 'array',
      array: { ref: { key: 'fc.weight' } },
    });
  });

  it('is dated by what is inside where the name says nothing', async () => {
    const dated = place('dated', { 'run/checkpoints/mine.ckpt': 'lightning.ckpt' });
    expect((await scan(dated)).runs[0]!.snapshots[0]!.label).toBe('epoch 3, step 100 (weights)');
  });
});

describe('a checkpoint beside dumps', () => {
  const root = place('beside', { 'run/checkpoints/mine.ckpt': 'lightning.ckpt' });
  writeExperiment(root, {
    'run/activations/epoch_3/fc.npy': '6x3',
    'run/activations/epoch_3/bn.npy': '6x4',
    'run/activations/epoch_3/conv.npy': '6x2',
    'run/activations/epoch_4/fc.npy': '6x3',
  });

  it('gives the layers their order, and belongs to the epoch it holds', async () => {
    const [run] = (await scan(root)).runs;
    expect(run!.snapshots.map(({ label, checkpoint }) => [label, checkpoint !== undefined])).toEqual([
      ['epoch 3', true],
      ['epoch 4', false],
    ]);
    expect(run!.snapshots[0]!.layers.map(({ name }) => name)).toEqual(['conv', 'bn', 'fc']);
    expect(run!.snapshots.some(({ weights }) => weights)).toBe(false);
  });

  it('leads to the dumps of its epoch', async () => {
    const found = await resolveOperand(join(root, 'run/checkpoints/mine.ckpt'), root);
    expect(found).toMatchObject({ kind: 'snapshot', snapshot: { label: 'epoch 3' } });
  });
});

describe('checkpoints with dumps in folders of their names', () => {
  it('stand for these dumps, not for their weights', async () => {
    const root = place('named', { 'a.pth': 'state_dict.pth', 'b.pth': 'state_dict.pth' });
    writeExperiment(root, { 'a/fc.npy': '6x4', 'b/fc.npy': '6x4' });
    const { runs } = await scan(root);
    expect(runs.map(({ name, snapshots }) => [name, snapshots[0]!.checkpoint, snapshots[0]!.weights])).toEqual([
      ['a', join(root, 'a.pth'), undefined],
      ['b', join(root, 'b.pth'), undefined],
    ]);
    expect(await resolveOperand(join(root, 'b.pth'), root)).toMatchObject({
      kind: 'snapshot',
      snapshot: { layers: [{ name: 'fc', path: join(root, 'b/fc.npy') }] },
    });
  });
});

describe('what is weights', () => {
  const keys = (...names: string[]) => names.map((key) => ({ key }));
  it.each([
    [keys('conv1.weight', 'conv1.bias'), true],
    [keys('dense/dense/kernel:0', 'dense/dense/bias:0'), true],
    [keys('layers/dense/vars/0', 'layers/dense/vars/1'), true],
    [keys('lstm.weight_ih_l0', 'lstm.bias_hh_l0_reverse'), true],
    [keys('conv1', 'layer4.1.bn2.output'), false],
    [keys('weights_of_samples', 'features'), false],
  ])('%j: %s', (arrays, weights) => {
    expect(areWeights(arrays)).toBe(weights);
  });
});

describe('the order of layers', () => {
  const parameters = ['conv1.weight', 'bn1.weight', 'layer1.0.conv1.weight', 'layer1.1.conv2.weight', 'fc.weight'];
  it('puts a block after the layers in it, whatever stands in front of the names', () => {
    const names = ['fc', 'layer1', 'conv1', 'layer1.1.conv2', 'layer1.0.conv1'];
    const order = ['conv1', 'layer1.0.conv1', 'layer1.1.conv2', 'layer1', 'fc'];
    expect(layerOrder(names, parameters)).toEqual(order);
    expect(
      layerOrder(
        names,
        parameters.map((name) => `state_dict/model.${name}`),
      ),
    ).toEqual(order);
  });
  it('is left alone where a layer has no parameters', () => {
    expect(layerOrder(['fc', 'relu', 'conv1'], parameters)).toEqual([]);
  });
});

it('takes whole numbers for a moment only', () => {
  expect(momentInside({ epoch: '3', global_step: '100' })).toEqual({ epoch: 3, step: 100 });
  expect(momentInside({ epoch: 'three', step: '1e3' })).toEqual({});
});
