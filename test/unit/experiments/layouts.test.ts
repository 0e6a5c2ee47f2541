import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scan } from '../../../src/experiments';
import { fixture } from '../formats/fixtures';

const folder = mkdtempSync(join(tmpdir(), 'likeness-layouts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Relative path → the fixture that lies there, or (beginning with "=") text. */
type Files = Readonly<Record<string, string>>;

/** Run → snapshot → layers and outputs, in a line. */
type Outline = Readonly<Record<string, Readonly<Record<string, string>>>>;

const layouts: Readonly<Record<string, readonly [files: Files, outline: Outline, shared?: string]>> = {
  'platonic-rep: axis 1 is the layer': [
    { 'minhuh/prh/wit_1024/vit_pool-avg.pt': 'vit_pool-avg.pt' },
    { wit_1024: { 'vit_pool-avg': 'feats/0 feats/1 feats/2 feats/3' } },
    'mask=mask',
  ],
  'thingsvision: features beside the names of the pictures': [
    { 'resnet/layer4/features.txt': 'features.txt', 'resnet/layer4/file_names.txt': 'file_names.txt' },
    { layer4: { layer4: 'features' } },
    'file_names=ids',
  ],
  'thingsvision: features in parts': [
    { 'vgg/features_01.pt': 'tensor.pt', 'vgg/features_02.pt': 'tensor.pt', 'vgg/file_names.txt': 'file_names.txt' },
    { vgg: { vgg: 'features' } },
    'file_names=ids',
  ],
  'Hugging Face datasets: shards of a table': [
    {
      'gemma/data-00000-of-00002.arrow': 'stream.arrow',
      'gemma/data-00001-of-00002.arrow': 'stream.arrow',
      'gemma/dataset_info.json': '={}',
      'gemma/state.json': '={}',
    },
    { gemma: { data: 'features fixed half flag' } },
  ],
  'a dictionary of batches that hooks filled': [
    { 'run/epoch_1.pt': 'batches.pt', 'run/epoch_2.pt': 'batches.pt' },
    { run: { 'epoch 1': 'layer1 layer2', 'epoch 2': 'layer1 layer2' } },
  ],
  'hidden states as a tuple': [{ 'bert/hidden_states.pt': 'hidden_states.pt' }, { bert: { hidden_states: '0 1 2' } }],
  'a dictionary saved by numpy': [{ 'run/step_12.npy': 'dictionary.npy' }, { run: { 'step 12': 'conv1' } }],
  'Keras checkpoints': [
    { 'run/epoch_03.weights.h5': 'weights.h5', 'run/model_epoch_4.keras': 'model.keras' },
    { run: { 'epoch 3 (weights)': 'layers/dense/vars/0', 'epoch 4 (weights)': 'layers/dense/vars/0' } },
  ],
  'Hugging Face checkpoints, of which only the model counts': [
    {
      'bert/checkpoint-500/pytorch_model.bin': 'state_dict.pth',
      'bert/checkpoint-500/optimizer.pt': 'state_dict.pth',
      'bert/checkpoint-500/scheduler.pt': 'tensor.pt',
      'bert/checkpoint-500/rng_state_0.pth': 'tensor.pt',
      'bert/checkpoint-500/training_args.bin': 'tensor.pt',
      'bert/checkpoint-500/trainer_state.json': '={}',
    },
    { bert: { 'step 500 (weights)': 'conv.weight fc.weight' } },
  ],
  'Lightning, without activations': [
    {
      'lightning_logs/version_0/hparams.yaml': '=x',
      'lightning_logs/version_0/metrics.csv': '=epoch,loss\n1,2\n',
      'lightning_logs/version_0/checkpoints/epoch=3-step=100.ckpt': 'lightning.ckpt',
    },
    { version_0: { 'epoch 3, step 100 (weights)': 'conv.weight fc.weight' } },
  ],
  'MLflow artifacts': [
    {
      'mlruns/0/abcdef/artifacts/model/MLmodel': '=x',
      'mlruns/0/abcdef/artifacts/model/requirements.txt': '=torch\n',
      'mlruns/0/abcdef/artifacts/model/activations/layer1.h5': 'arrays.h5',
    },
    { model: { layer1: expect.stringContaining('layer1') as string } },
  ],
  'DVC, whose cache is left alone': [
    { '.dvc/cache/ab/cdef': 'tensor.pt', 'data/acts/fc.npy': 'f4_C_le.npy', 'data/acts.dvc': '=outs:' },
    { data: { data: 'fc' } },
  ],
  'a MATLAB file a model': [
    { 'm/alexnet.mat': 'arrays.mat', 'm/vgg.mat': 'v73.mat' },
    { m: { alexnet: 'layer1 maps', vgg: 'layer1 maps' } },
  ],
  'a Zarr folder': [{}, { run: { 'epoch 1': 'block/conv layer1' } }],
};

function place(root: string, files: Files): void {
  for (const [path, what] of Object.entries(files)) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    if (what.startsWith('=')) writeFileSync(target, what.slice(1));
    else copyFileSync(fixture(what), target);
  }
}

describe('layouts of other formats that people have', () => {
  for (const [i, [name, [files, outline, shared]]] of Object.entries(layouts).entries()) {
    it(name, async () => {
      const root = join(folder, String(i), 'root');
      mkdirSync(root, { recursive: true });
      place(root, files);
      if (name === 'a Zarr folder') {
        const { cpSync } = await import('node:fs');
        cpSync(fixture('store.zarr'), join(root, 'run/epoch_1.zarr'), { recursive: true });
      }
      const found = await scan(root);
      const seen = found.runs.map((run) => [
        run.name,
        Object.fromEntries(run.snapshots.map((one) => [one.label, one.layers.map((layer) => layer.name).join(' ')])),
      ]);
      expect(Object.fromEntries(seen)).toEqual(outline);
      if (shared !== undefined) {
        const outputs = [...found.shared, ...found.runs.flatMap((run) => run.snapshots.flatMap((one) => one.outputs))];
        expect(outputs.map((one) => `${one.name}=${one.role}`).join(' ')).toBe(shared);
      }
    });
  }
});
