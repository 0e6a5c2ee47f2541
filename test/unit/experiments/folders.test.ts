import { describe, expect, it } from 'vitest';
import { scan } from '../../../src/experiments';
import { experiment, outline } from './scratch';

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
