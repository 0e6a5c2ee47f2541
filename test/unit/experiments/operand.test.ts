import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { NoDumpsError, resolveOperand } from '../../../src/experiments';
import { FormatError } from '../../../src/formats';
import { digits, writeExperiment } from './files';

const folder = mkdtempSync(join(tmpdir(), 'likeness-operand-'));
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
function experiment(files: Readonly<Record<string, string>>): string {
  const root = join(folder, `experiment${made++}`);
  mkdirSync(root);
  writeExperiment(root, files);
  return root;
}

/** An operand in short. */
async function short(written: string, base: string): Promise<string> {
  const operand = await resolveOperand(written, base);
  expect(operand.written).toBe(written);
  switch (operand.kind) {
    case 'array': {
      const { name, role, run, snapshot } = operand.array;
      return ['array', name, role, run?.name, snapshot?.label].filter((part) => part !== undefined).join(' / ');
    }
    case 'snapshot':
      return `snapshot / ${operand.run?.name} / ${operand.snapshot.label} / ${operand.snapshot.layers.map(({ name }) => name).join(' ')}`;
    case 'run':
      return `run / ${operand.run.name} / ${operand.run.snapshots.map(({ label }) => label).join(', ')}`;
  }
}

describe('the digits experiment', () => {
  it.each([
    ['runs/cnn_seed0', 'run / cnn_seed0 / epoch 0, epoch 1, epoch 3, epoch 10, epoch 30'],
    ['runs/cnn_seed0/', 'run / cnn_seed0 / epoch 0, epoch 1, epoch 3, epoch 10, epoch 30'],
    ['runs/cnn_seed0/epoch_10', 'snapshot / cnn_seed0 / epoch 10 / conv1 conv2 fc1'],
    ['runs/cnn_seed0/epoch_10/conv1.npy', 'array / conv1 / layer / cnn_seed0 / epoch 10'],
    ['runs/cnn_seed0/epoch_10/logits.npy', 'array / logits / logits / cnn_seed0 / epoch 10'],
    ['runs/cnn_seed0/checkpoints/epoch_10.pt', 'snapshot / cnn_seed0 / epoch 10 / conv1 conv2 fc1'],
    ['labels.npy', 'array / labels / labels'],
  ])('%s', async (written, expected) => {
    expect(await short(written, digits)).toBe(expected);
    expect(await short(join(digits, written), '/')).toBe(expected);
  });

  it('gives labels and ids from the folders above', async () => {
    const { shared } = await resolveOperand('cnn_seed0/epoch_10', join(digits, 'runs'));
    expect(shared.map(({ role, path }) => [role, path])).toEqual([
      ['ids', join(digits, 'ids.npy')],
      ['inputs', join(digits, 'images.npy')],
      ['labels', join(digits, 'labels.npy')],
    ]);
  });

  it('knows the layout that the run gives an array', async () => {
    const operand = await resolveOperand('runs/cnn_narrow_seed0/epoch_10/conv1.npy', digits);
    expect(operand).toMatchObject({ kind: 'array', array: { layout: 'NCHW' } });
  });

  it('asks to choose where a folder holds several runs', async () => {
    await expect(resolveOperand('runs', digits)).rejects.toThrow(
      'It holds 5 runs (cnn_narrow_seed0, cnn_seed0, cnn_seed1, cnn_seed2, mlp_seed0). Choose one of them.',
    );
  });

  it('scans a run once for several operands', async () => {
    const scans = new Map();
    await resolveOperand('runs/cnn_seed0/epoch_10', digits, { scans });
    await resolveOperand('runs/cnn_seed0/epoch_30/fc1.npy', digits, { scans });
    await resolveOperand('runs/cnn_seed1', digits, { scans });
    expect([...scans.keys()]).toEqual([join(digits, 'runs/cnn_seed0'), join(digits, 'runs/cnn_seed1')]);
  });
});

describe('containers', () => {
  it('are snapshots, their arrays by key or by the beginning of keys', async () => {
    const root = experiment({ 'acts.npz': 'stem:6x4 block/a:6x4 block/b:6x2 labels:6i' });
    expect(await short('acts.npz', root)).toMatch(/^snapshot \/ experiment\d+ \/ acts \/ stem block\/a block\/b$/);
    expect(await short('acts.npz::block/a', root)).toMatch(/^array \/ block\/a \/ layer/);
    expect(await short('acts.npz::labels', root)).toMatch(/^array \/ labels \/ labels/);
    expect(await short('acts.npz::block', root)).toMatch(/^snapshot .* block\/a block\/b$/);
    await expect(resolveOperand('acts.npz::fc', root)).rejects.toThrow(
      'There is no array "fc" in it. It holds stem, block/a, block/b, labels.',
    );
  });

  it('of one array are that array', async () => {
    const root = experiment({ 'm/conv1.npz': 'arr_0:6x4' });
    expect(await short('m/conv1.npz', root)).toBe('array / conv1 / layer / m / m');
  });

  it('of several moments are runs, or a snapshot by the beginning of keys', async () => {
    const root = experiment({ 'run_a.npz': 'epoch_1/fc:6x4 epoch_1/out:6x2 epoch_2/fc:6x4' });
    expect(await short('run_a.npz', root)).toMatch(/^run .* epoch 1, epoch 2$/);
    expect(await short('run_a.npz::epoch_1', root)).toMatch(/^snapshot .* epoch 1 \/ fc out$/);
  });
});

describe('every run and snapshot that a scan finds', () => {
  it('is an operand by its path', async () => {
    const { scan } = await import('../../../src/experiments');
    const root = experiment({
      'a/fc_epoch_1.npy': '6x4',
      'a/fc_epoch_2.npy': '6x4',
      'b/resnet_epoch_1.npz': 'x:6x4 y1:6x2',
      'b/resnet_epoch_2.npz': 'x:6x4 y1:6x2',
      'b/vgg_epoch_1.npz': 'x:6x4 y1:6x2',
      'c/epoch_1/fc.npy': '6x4',
      'c/epoch_2/fc.npy': '6x4',
    });
    const { runs } = await scan(root);
    expect(runs).toHaveLength(4);
    for (const run of runs) {
      if (run.snapshots.length > 1)
        expect(await resolveOperand(run.path, '/')).toMatchObject({ kind: 'run', run: { path: run.path } });
      for (const { path, label } of run.snapshots) {
        expect(await resolveOperand(path, '/')).toMatchObject({ kind: 'snapshot', snapshot: { path, label } });
      }
    }
  });
});

describe('checkpoints', () => {
  it('do not stand for the dumps that another checkpoint made', async () => {
    const root = experiment({ 'trained/a.onnx': 'x', 'trained/b.onnx': 'x', 'trained/a/fc.npy': '6x4' });
    expect(await short('trained/a.onnx', root)).toBe('snapshot / a / a / fc');
    await expect(resolveOperand('trained/b.onnx', root)).rejects.toThrow(NoDumpsError);
  });

  it('stand for the dumps of the same moment, the only dumps, or none', async () => {
    const root = experiment({
      'run/checkpoints/epoch_1.ckpt': 'x',
      'run/checkpoints/epoch_1-v1.ckpt': 'x',
      'run/checkpoints/epoch_3.ckpt': 'x',
      'run/activations/epoch_1/fc.npy': '6x4',
      'run/activations/epoch_2/fc.npy': '6x4',
      'one/checkpoints/model.ckpt': 'x',
      'one/checkpoints/other.ckpt': 'x',
      'one/activations/fc.npy': '6x4',
      'none/checkpoints/model.ckpt': 'x',
    });
    expect(await short('run/checkpoints/epoch_1.ckpt', root)).toBe('snapshot / run / epoch 1 / fc');
    expect(await short('one/checkpoints/other.ckpt', root)).toBe('snapshot / one / one / fc');
    await expect(resolveOperand('run/checkpoints/epoch_3.ckpt', root)).rejects.toThrow(NoDumpsError);
    await expect(resolveOperand('none/checkpoints/model.ckpt', root)).rejects.toThrow(
      /model\.ckpt: No activation dumps found for model\.ckpt\. Save the activations/,
    );
  });
});

describe('what is not there', () => {
  it('says so, with a remedy', async () => {
    const root = experiment({ 'empty/readme.md': 'x', 'run/fc.npy': '6x4' });
    await expect(resolveOperand('nothing', root)).rejects.toThrow(
      `${root}/nothing: There is no such file or folder. Check the path.`,
    );
    await expect(resolveOperand('empty', root)).rejects.toThrow(NoDumpsError);
    await expect(resolveOperand('run::epoch 9', root)).rejects.toThrow('There is no snapshot "epoch 9" in it.');
    writeFileSync(join(root, 'run/bad.npy'), 'text');
    await expect(resolveOperand('run/bad.npy', root)).rejects.toThrow(FormatError);
    await expect(resolveOperand('empty/readme.md', root)).rejects.toThrow('Not a format that can be read');
  });
});
