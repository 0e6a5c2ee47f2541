import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scan } from '../../../src/experiments';
import type { Experiment } from '../../../src/experiments/types';
import { digits, writeExperiment } from './files';

const folder = mkdtempSync(join(tmpdir(), 'likeness-scan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
function experiment(files: Readonly<Record<string, string>>): string {
  const root = join(folder, `experiment${made++}`);
  mkdirSync(root);
  writeExperiment(root, files);
  return root;
}

/** Runs → snapshots → "layers | outputs", as short as can be read in a test. */
function outline({ root, runs }: Experiment): Record<string, Record<string, string>> {
  return Object.fromEntries(
    runs.map((run) => [
      run.name,
      Object.fromEntries(
        run.snapshots.map(({ label, layers, outputs, checkpoint }) => [
          label,
          [
            layers.map(({ name }) => name).join(' '),
            outputs.map(({ name, role, guessed }) => `${name}=${role}${guessed ? '?' : ''}`).join(' '),
            checkpoint === undefined ? '' : relative(root, checkpoint),
          ]
            .join(' | ')
            .replace(/(?: \| )+$/, ''),
        ]),
      ),
    ]),
  );
}

describe('the digits experiment', () => {
  it('is five runs of five snapshots with their checkpoints, and shared labels, ids and images', async () => {
    const found = await scan(digits);
    expect(found.problems).toEqual([]);
    expect(found.runs.map(({ name, seed, snapshots }) => [name, seed, snapshots.map(({ epoch }) => epoch)])).toEqual(
      ['cnn_narrow_seed0', 'cnn_seed0', 'cnn_seed1', 'cnn_seed2', 'mlp_seed0'].map((name) => [
        name,
        Number(/\d$/.exec(name)![0]),
        [0, 1, 3, 10, 30],
      ]),
    );
    const snapshot = found.runs[1]!.snapshots[3]!;
    expect(snapshot).toMatchObject({
      label: 'epoch 10',
      path: join(digits, 'runs/cnn_seed0/epoch_10'),
      checkpoint: join(digits, 'runs/cnn_seed0/checkpoints/epoch_10.pt'),
    });
    expect(snapshot.layers.map(({ name, shape, dtype }) => [name, shape, dtype])).toEqual([
      ['conv1', [500, 8, 4, 4], 'float16'],
      ['conv2', [500, 16, 4, 4], 'float16'],
      ['fc1', [500, 32], 'float32'],
    ]);
    expect(snapshot.outputs).toMatchObject([{ name: 'logits', role: 'logits', guessed: false, shape: [500, 10] }]);
    expect(found.shared.map(({ name, role }) => [name, role])).toEqual([
      ['ids', 'ids'],
      ['images', 'inputs'],
      ['labels', 'labels'],
    ]);
  });

  it('takes the layout from the framework only where the shape leaves it open', async () => {
    const { runs } = await scan(digits);
    const layouts = (name: string) =>
      runs.find((run) => run.name === name)!.snapshots[0]!.layers.map(({ layout }) => layout);
    expect(layouts('cnn_narrow_seed0')).toEqual(['NCHW', undefined, undefined]); // 500×4×4×4
    expect(layouts('cnn_seed0')).toEqual([undefined, undefined, undefined]);
  });
});

describe('layouts that people have', () => {
  const table: Readonly<Record<string, readonly [Record<string, string>, Record<string, Record<string, string>>]>> = {
    'one folder of layers': [
      { 'conv1.npy': '6x4', 'conv10.npy': '6x4', 'conv2.npy': '6x4', 'labels.npy': '6i' },
      { $root: { $root: 'conv1 conv2 conv10 | labels=labels' } },
    ],
    'a folder a model': [
      { 'modelA/fc.npy': '6x4', 'modelB/fc.npy': '6x4', 'labels.npy': '6i' },
      { modelA: { modelA: 'fc' }, modelB: { modelB: 'fc' } },
    ],
    'an archive an epoch': [
      { 'run/epoch_2.npz': 'a:6x4 b:6x2', 'run/epoch_10.npz': 'a:6x4 b:6x2 logits:6x3' },
      { run: { 'epoch 2': 'a b', 'epoch 10': 'a b | logits=logits' } },
    ],
    'an archive a model': [
      { 'resnet.npz': 'b:6x4 a:6x2', 'vgg.npz': 'a:6x4 b:6x2' },
      { $root: { resnet: 'b a', vgg: 'a b' } },
    ],
    Lightning: [
      {
        'lightning_logs/version_0/hparams.yaml': 'x',
        'lightning_logs/version_0/checkpoints/epoch=3-step=100.ckpt': 'x',
        'lightning_logs/version_0/checkpoints/last.ckpt': 'x',
        'lightning_logs/version_0/activations/epoch=3-step=100/fc.npy': '6x4',
        'lightning_logs/version_1/hparams.yaml': 'x',
        'lightning_logs/version_1/activations/last/fc.npy': '6x4',
      },
      {
        version_0: { 'epoch 3, step 100': 'fc |  | lightning_logs/version_0/checkpoints/epoch=3-step=100.ckpt' },
        version_1: { last: 'fc' },
      },
    ],
    'Hugging Face checkpoints': [
      {
        'bert/checkpoint-500/model.safetensors': 'x',
        'bert/checkpoint-500/optimizer.pt': 'x',
        'bert/checkpoint-500/trainer_state.json': '{}',
        'bert/checkpoint-500/activations/layer.0.npy': '6x4',
        'bert/checkpoint-1000/model.safetensors': 'x',
        'bert/checkpoint-1000/activations/layer.0.npy': '6x4',
      },
      {
        bert: {
          'step 500': 'layer.0 |  | bert/checkpoint-500/model.safetensors',
          'step 1000': 'layer.0 |  | bert/checkpoint-1000/model.safetensors',
        },
      },
    ],
    'Hydra multirun': [
      {
        'multirun/2024-01-31/12-00-00/0/.hydra/config.yaml': 'x',
        'multirun/2024-01-31/12-00-00/0/features/fc.npy': '6x4',
        'multirun/2024-01-31/12-00-00/1/.hydra/config.yaml': 'x',
        'multirun/2024-01-31/12-00-00/1/features/fc.npy': '6x4',
      },
      { '0': { '0': 'fc' }, '1': { '1': 'fc' } },
    ],
    'Hydra single runs': [
      {
        'outputs/2024-01-31/12-00-00/epoch_1/fc.npy': '6x4',
        'outputs/2024-02-01/12-00-00/epoch_1/fc.npy': '6x4',
      },
      {
        'outputs/2024-01-31/12-00-00': { 'epoch 1': 'fc' },
        'outputs/2024-02-01/12-00-00': { 'epoch 1': 'fc' },
      },
    ],
    'Weights & Biases': [
      { 'wandb/run-20240131_120000-abc123/files/acts/epoch_1.npz': 'fc:6x4 out:6x2' },
      { 'run-20240131_120000-abc123': { 'epoch 1': 'files/fc files/out' } },
    ],
    'seeds as folders': [
      { 'cnn/seed_0/epoch_1/fc.npy': '6x4', 'cnn/seed_1/epoch_1/fc.npy': '6x4' },
      { seed_0: { 'epoch 1': 'fc' }, seed_1: { 'epoch 1': 'fc' } },
    ],
    'models and epochs in one folder': [
      { 'resnet_epoch_1.npz': 'a:6x4 b:6x2', 'resnet_epoch_2.npz': 'a:6x4 b:6x2', 'vgg_epoch_1.npz': 'a:6x4 b:6x2' },
      { '$root resnet': { 'epoch 1': 'a b', 'epoch 2': 'a b' }, '$root vgg': { 'epoch 1': 'a b' } },
    ],
    'the epoch in the name of each array': [
      { 'run/fc1_epoch_1.npy': '6x4', 'run/fc1_epoch_2.npy': '6x4', 'run/logits_epoch_2.npy': '6x3' },
      { run: { 'epoch 1': 'fc1', 'epoch 2': 'fc1 | logits=logits' } },
    ],
    'a folder a layer': [
      { 'run/activations/conv1/epoch_1.npy': '6x4', 'run/activations/fc/epoch_1.npy': '6x4' },
      { run: { 'epoch 1': 'conv1 fc' } },
    ],
    'lone generic keys take the name of their file': [
      { 'acts/conv1.npz': 'representation:6x4', 'acts/fc.npz': 'arr_0:6x4', 'acts/other.npz': 'special:6x4' },
      { $root: { $root: 'conv1 fc special' } },
    ],
    ReSi: [
      {
        '0__resnet__cifar__layer1.npz': 'representation:6x4',
        '0__resnet__cifar__output.npz': 'representation:6x3',
      },
      { $root: { $root: '0__resnet__cifar__layer1 | 0__resnet__cifar__output=logits?' } },
    ],
    'ReSi vision': [
      {
        'groupid_1/checkpoints/final.ckpt': 'x',
        'groupid_1/activations/test_activ_conv3.npy': '6x4',
        'groupid_1/predictions/test_prediction.npy': '6i',
        'groupid_1/predictions/test_groundtruth.npy': '6i',
      },
      {
        groupid_1: {
          groupid_1:
            'test_activ_conv3 | test_groundtruth=labels test_prediction=classes? | groupid_1/checkpoints/final.ckpt',
        },
      },
    ],
    'one archive for a whole run': [
      { 'run_a.npz': 'epoch_1/fc:6x4 epoch_1/logits:6x3 epoch_2/fc:6x4 labels:6i' },
      { $root: { 'epoch 1': 'fc | labels=labels logits=logits', 'epoch 2': 'fc | labels=labels' } },
    ],
    'labels of a run hold for its snapshots': [
      { 'run/labels.npy': '6i', 'run/epoch_1/fc.npy': '6x4', 'run/epoch_2/fc.npy': '6x4' },
      { run: { 'epoch 1': 'fc | labels=labels', 'epoch 2': 'fc | labels=labels' } },
    ],
    shards: [
      { 'm/features_01.npy': '6x4', 'm/features_02.npy': '4x4', 'm/layer_01.npy': '6x4', 'm/layer_02.npy': '6x4' },
      { m: { m: 'features layer_01 layer_02' } },
    ],
    'matrices called y and mask stay layers where they cannot be labels': [
      { 'x.npy': '6x4', 'y.npy': '6x4' },
      { $root: { $root: 'x y' } },
    ],
    'same stem beside the checkpoint': [
      { 'run/epoch_4.ckpt': 'x', 'run/epoch_4_activations.npz': 'a:6x4 b:6x4', 'run/hparams.yaml': 'x' },
      { run: { 'epoch 4': 'a b |  | run/epoch_4.ckpt' } },
    ],
    'folders that are never looked into': [
      {
        'run/epoch_1/fc.npy': '6x4',
        '.git/epoch_1/x.npy': '6x4',
        'node_modules/p/x.npy': '6x4',
        '.venv/x.npy': '6x4',
        '__pycache__/x.npy': '6x4',
        '.dvc/cache/x.npy': '6x4',
        'lib/site-packages/numpy/data.npy': '6x4',
        'run/epoch_1/.tmp_fc2.npy': '6x4',
      },
      { run: { 'epoch 1': 'fc' } },
    ],
  };

  for (const [title, [files, expected]] of Object.entries(table)) {
    it(title, async () => {
      const root = experiment(files);
      const name = root.split('/').at(-1)!;
      const text = JSON.stringify(expected).replaceAll('$root', name);
      expect(outline(await scan(root))).toEqual(JSON.parse(text));
    });
  }
});

describe('snapshots and runs', () => {
  it('that share a folder are named by folder and label', async () => {
    const root = experiment({ 'run/fc_epoch_1.npy': '6x4', 'run/fc_epoch_2.npy': '6x4' });
    const { runs } = await scan(root);
    expect(runs[0]!.snapshots.map(({ path }) => path)).toEqual([`${root}/run::epoch 1`, `${root}/run::epoch 2`]);
  });

  it('are in order of time', async () => {
    const files = ['final', 'epoch_10', 'epoch_9', 'init', 'best'].map((name) => [`run/${name}/fc.npy`, '6x4']);
    const { runs } = await scan(experiment(Object.fromEntries(files) as Record<string, string>));
    expect(runs[0]!.snapshots.map(({ label }) => label)).toEqual(['init', 'epoch 9', 'epoch 10', 'best', 'final']);
  });

  it('join shards, and warn of gaps', async () => {
    const root = experiment({
      'm/acts-00001-of-00003.npy': '6x4',
      'm/acts-00003-of-00003.npy': '4x4',
      'm/features_01.npy': '5x4',
      'm/features_02.npy': '5x4',
    });
    const { runs, problems } = await scan(root);
    const [acts, features] = runs[0]!.snapshots[0]!.layers;
    expect(acts).toMatchObject({ shape: [10, 4], parts: [`${root}/m/acts-00003-of-00003.npy`] });
    expect(features).toMatchObject({ shape: [10, 4], parts: [`${root}/m/features_02.npy`] });
    expect(problems).toEqual([
      {
        path: `${root}/m`,
        message: '1 of the shards "acts" are missing: the rows of the others are joined without them.',
      },
    ]);
  });

  it('tell probabilities from logits by a few rows', async () => {
    const root = experiment({ 'run/epoch_1/fc.npy': '6x4' });
    const { npyBytes } = await import('./files');
    writeFileSync(join(root, 'run/epoch_1/preds.npy'), npyBytes([3, 2], [0.25, 0.75, 1, 0, 0.5, 0.5]));
    writeFileSync(join(root, 'run/epoch_1/output.npy'), npyBytes([3, 2], [0.25, 0.5, 1, 0, 0.5, 0.5]));
    const { runs } = await scan(root);
    expect(runs[0]!.snapshots[0]!.outputs.map(({ name, role, guessed }) => [name, role, guessed])).toEqual([
      ['output', 'logits', true],
      ['preds', 'probabilities', true],
    ]);
  });
});

describe('what cannot be read', () => {
  it('is a problem, and the others are kept', async () => {
    const root = experiment({
      'run/epoch_1/fc.npy': '6x4',
      'run/epoch_1/readme.txt': 'x',
      'run/epoch_2/fc.npy': '6x4',
    });
    writeFileSync(join(root, 'run/epoch_1/bad.npy'), 'these are other bytes');
    const found = await scan(root);
    expect(Object.keys(outline(found)['run']!)).toEqual(['epoch 1', 'epoch 2']);
    expect(found.problems).toEqual([
      { path: `${root}/run/epoch_1/bad.npy`, message: expect.stringMatching(/not a \.npy array/) as string },
    ]);
  });

  it('an empty folder says so', async () => {
    const root = experiment({});
    expect((await scan(root)).problems).toEqual([
      {
        path: root,
        message: expect.stringMatching(/^No activation dumps were found\. Save the activations/) as string,
      },
    ]);
  });

  it('a folder that is not there says so', async () => {
    const root = join(folder, 'nowhere');
    expect((await scan(root)).problems).toEqual([
      { path: root, message: expect.stringMatching(/no such file/) as string },
    ]);
  });

  it('checkpoints without dumps say so', async () => {
    const root = experiment({ 'run/checkpoints/epoch_1.ckpt': 'x', 'run/checkpoints/epoch_2.ckpt': 'x' });
    expect((await scan(root)).problems).toEqual([
      { path: `${root}/run`, message: expect.stringMatching(/^2 checkpoints, but no activation dumps/) as string },
    ]);
  });

  it.skipIf(process.getuid?.() === 0)('an unreadable folder is marked', async () => {
    const root = experiment({ 'a/fc.npy': '6x4', 'b/fc.npy': '6x4' });
    chmodSync(join(root, 'b'), 0);
    const found = await scan(root);
    chmodSync(join(root, 'b'), 0o755);
    expect(found.runs.map(({ name }) => name)).toEqual(['a']);
    expect(found.problems).toEqual([{ path: `${root}/b`, message: expect.stringMatching(/No permission/) as string }]);
  });

  it('symbolic links are followed once, circles not', async () => {
    const root = experiment({ 'a/fc.npy': '6x4', 'b/fc.npy': '6x4' });
    const elsewhere = experiment({ 'c/fc.npy': '6x4' });
    symlinkSync(root, join(root, 'a/circle'));
    symlinkSync(join(root, 'b'), join(root, 'again'));
    symlinkSync(join(root, 'b/fc.npy'), join(root, 'a/other.npy'));
    symlinkSync(join(elsewhere, 'c'), join(root, 'c'));
    symlinkSync(join(root, 'nothing'), join(root, 'broken'));
    const found = await scan(root);
    expect(outline(found)).toEqual({ a: { a: 'fc' }, b: { b: 'fc' }, c: { c: 'fc' } });
    expect(found.problems.map(({ path }) => relative(root, path)).sort()).toEqual(['a/circle', 'broken']);
  });

  it('limits are said', async () => {
    const root = experiment({ 'a/b/c/d/fc.npy': '6x4', 'a/fc.npy': '6x4' });
    const deep = await scan(root, { limits: { depth: 2 } });
    expect(deep.problems.map(({ message }) => message)).toEqual([
      'Left out: it lies more than 2 folders below the root. Open it by itself.',
    ]);
    const wide = await scan(root, { limits: { entries: 3 } });
    expect(wide.problems[0]!.message).toMatch(/Only the first 3 files and folders/);
  });

  it('stops when cancelled', async () => {
    const reason = new Error('enough');
    await expect(scan(digits, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('likeness.json', () => {
  it('overrides every guess', async () => {
    const root = experiment({
      'x/a.npy': '6x4',
      'x/b.npy': '6x2x2x2',
      'x/c.npy': '6x3',
      'x/late/a.npy': '6x4',
      'truth.npy': '6i',
      'x/likeness.json': JSON.stringify({
        run: 'my run',
        model: 'cnn',
        seed: 7,
        dataset: 'digits',
        labels: '../truth.npy',
        snapshots: [
          {
            epoch: 5,
            checkpoint: 'five.ckpt',
            layers: [
              { path: 'b.npy', layout: 'NHWC' },
              { path: 'a.npy', name: 'first' },
            ],
            outputs: [{ path: 'c.npy', role: 'logits' }],
          },
          { tag: 'late', path: 'late' },
        ],
      }),
    });
    const { runs, problems } = await scan(root);
    expect(problems).toEqual([]);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ name: 'my run', seed: 7, model: 'cnn', dataset: 'digits' });
    const [five, late] = runs[0]!.snapshots;
    expect(five).toMatchObject({ label: 'epoch 5', epoch: 5, checkpoint: `${root}/x/five.ckpt` });
    expect(five!.layers.map(({ name, layout }) => [name, layout])).toEqual([
      ['b', 'NHWC'],
      ['first', undefined],
    ]);
    expect(five!.outputs.map(({ name, role }) => [name, role])).toEqual([
      ['c', 'logits'],
      ['labels', 'labels'],
    ]);
    expect(late).toMatchObject({ label: 'late', path: `${root}/x/late`, layers: [{ name: 'a' }] });
  });

  it('of a folder above gives order, layout and labels to the runs below', async () => {
    const root = experiment({
      'likeness.json': JSON.stringify({
        order: ['stem', 'block', 'head'],
        layout: 'NHWC',
        ids: 'names.npy',
        pool: 'flatten',
      }),
      'names.npy': '6i',
      'r/epoch_1/head.npy': '6x4',
      'r/epoch_1/block.npy': '6x2x2x2',
      'r/epoch_1/stem.npy': '6x4',
    });
    const [run] = (await scan(root)).runs;
    expect(run!.snapshots[0]!.layers.map(({ name, layout, reduction }) => [name, layout, reduction])).toEqual([
      ['stem', undefined, 'flatten'],
      ['block', 'NHWC', 'flatten'],
      ['head', undefined, 'flatten'],
    ]);
    expect(run!.snapshots[0]!.outputs).toMatchObject([{ role: 'ids', path: `${root}/names.npy` }]);
  });

  it('that is wrong is a problem, and guesses stand', async () => {
    const root = experiment({
      'a/fc.npy': '6x4',
      'a/likeness.json': '{ "seed": "seven" }',
      'b/fc.npy': '6x4',
      'b/likeness.json': '{ seed: 7 }',
      'c/fc.npy': '6x4',
      'c/likeness.json': '{ "snapshots": [{ "layers": [{ "path": "gone.npy" }] }] }',
    });
    const { runs, problems } = await scan(root);
    expect(runs.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(problems.map(({ path, message }) => `${relative(root, path)}: ${message}`)).toEqual([
      expect.stringMatching(/^a\/likeness\.json: In "seed": .+ It is passed over until it is corrected\.$/),
      expect.stringMatching(/^b\/likeness\.json: This manifest is not valid JSON/),
      expect.stringMatching(/^c\/gone\.npy: Named in likeness\.json\. There is no such file/),
    ]);
  });
});
