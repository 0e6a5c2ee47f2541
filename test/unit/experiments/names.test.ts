import { describe, expect, it } from 'vitest';
import { compareMoments, compareNames, readName, readRole } from '../../../src/experiments/names';
import type { Facets, NameOf } from '../../../src/experiments/names';

type Row = readonly [name: string, of: NameOf, facets: Facets, rest: string];

describe('what a name says of its moment', () => {
  const table: readonly Row[] = [
    ['epoch_10', 'folder', { epoch: 10 }, ''],
    ['epoch_00', 'folder', { epoch: 0 }, ''],
    ['epoch-3', 'folder', { epoch: 3 }, ''],
    ['epoch3', 'folder', { epoch: 3 }, ''],
    ['Epoch 12', 'folder', { epoch: 12 }, ''],
    ['ep5', 'folder', { epoch: 5 }, ''],
    ['e10', 'folder', { epoch: 10 }, ''],
    ['epochs', 'folder', {}, ''],
    ['epoch=3-step=100', 'container', { epoch: 3, step: 100 }, ''],
    ['epoch=03-val_loss=0.123', 'container', { epoch: 3 }, ''],
    ['epoch=9-val_acc=0.91-step=4000', 'container', { epoch: 9, step: 4000 }, ''],
    ['model-epoch=7-val_loss=1.2e-3', 'container', { epoch: 7 }, ''],
    ['last', 'container', { tag: 'last' }, ''],
    ['best', 'container', { tag: 'best' }, ''],
    ['final', 'container', { tag: 'final' }, ''],
    ['model_best', 'container', { tag: 'best' }, ''],
    ['best_model', 'container', { tag: 'best' }, ''],
    ['checkpoint_latest', 'container', { tag: 'last' }, ''],
    ['model_epoch_10_best', 'container', { epoch: 10, tag: 'best' }, ''],
    ['init', 'folder', { tag: 'init' }, ''],
    ['checkpoint-500', 'folder', { step: 500 }, ''],
    ['checkpoint_12', 'folder', { step: 12 }, ''],
    ['ckpt_100', 'container', { step: 100 }, ''],
    ['ckpt-100', 'container', { step: 100 }, ''],
    ['model.ckpt-20000', 'container', { step: 20000 }, ''],
    ['checkpoint_epoch_4', 'container', { epoch: 4 }, ''],
    ['000100', 'container', { step: 100 }, ''],
    ['1000', 'folder', { step: 1000 }, ''],
    ['global_step1000', 'folder', { step: 1000 }, ''],
    ['global_step_250', 'folder', { step: 250 }, ''],
    ['step10k', 'folder', { step: 10_000 }, ''],
    ['iter_40000', 'container', { step: 40_000 }, ''],
    ['iteration_7', 'container', { step: 7 }, ''],
    ['epoch3step100', 'folder', { epoch: 3, step: 100 }, ''],
    ['epoch_3_step_100', 'container', { epoch: 3, step: 100 }, ''],
    ['lr=1e-3', 'folder', {}, 'lr=1e-3'],
    ['lr=1e-3,seed=2', 'folder', { seed: 2 }, 'lr=1e-3'],
    ['seed=1-epoch=2', 'folder', { seed: 1, epoch: 2 }, ''],
    ['seed_0', 'folder', { seed: 0 }, ''],
    ['seed0', 'folder', { seed: 0 }, ''],
    ['cnn_seed1', 'folder', { seed: 1 }, 'cnn'],
    ['resnet18_s3', 'folder', { seed: 3 }, 'resnet18'],
    ['cnn_narrow_seed0', 'folder', { seed: 0 }, 'cnn_narrow'],
    ['resnet18_epoch_10', 'container', { epoch: 10 }, 'resnet18'],
    ['fold_2', 'folder', { fold: 2 }, ''],
    ['version_0', 'folder', { version: 0 }, ''],
    ['random_seed_42', 'folder', { seed: 42 }, ''],
    ['vgg16', 'folder', {}, 'vgg16'],
    ['resnet-50', 'folder', {}, 'resnet-50'],
    ['layer1_epoch_10', 'array', { epoch: 10 }, 'layer1'],
    ['epoch10_layer1', 'array', { epoch: 10 }, 'layer1'],
    ['layer4.1.bn2_step500', 'array', { step: 500 }, 'layer4.1.bn2'],
    ['features_best', 'array', { tag: 'best' }, 'features'],
    ['conv1', 'array', {}, 'conv1'],
    ['layer4.1.bn2.output', 'array', {}, 'layer4.1.bn2.output'],
    ['encoder.layer.11', 'array', {}, 'encoder.layer.11'],
    ['last_hidden_state', 'array', {}, 'last_hidden_state'],
    ['final_norm', 'array', {}, 'final_norm'],
    ['e1', 'array', {}, 'e1'],
    ['3', 'array', {}, '3'],
    ['000300', 'array', { step: 300 }, ''],
    ['model', 'container', {}, ''],
    ['timestep_embedding', 'array', {}, 'timestep_embedding'],
    ['stepnorm2', 'array', {}, 'stepnorm2'],
  ];
  for (const [name, of, facets, rest] of table) {
    it(`${of} ${name}`, () => {
      expect(readName(name, of)).toEqual({ facets, rest });
    });
  }
});

describe('roles', () => {
  const table: readonly (readonly [string, ReturnType<typeof readRole>])[] = [
    ['labels', 'labels'],
    ['targets', 'labels'],
    ['y', 'labels'],
    ['y_test', 'labels'],
    ['test_groundtruth', 'labels'],
    ['cifar10_groundtruth', 'labels'],
    ['logits', 'logits'],
    ['Logits', 'logits'],
    ['val_logits', 'logits'],
    ['probs', 'probabilities'],
    ['softmax', 'probabilities'],
    ['preds', 'content'],
    ['test_prediction', 'content'],
    ['output', 'content'],
    ['0__resnet18__cifar10__output', 'content'],
    ['ids', 'ids'],
    ['file_names', 'ids'],
    ['inputs', 'inputs'],
    ['images', 'inputs'],
    ['attention_mask', 'mask'],
    ['epoch_3/logits', 'logits'],
    ['layer4.1.bn2.output', null],
    ['output_layer', null],
    ['logits_head.dense', null],
    ['label_embedding', null],
    ['conv1', null],
    ['test_activ_conv3', null],
    ['x', null],
  ];
  for (const [name, role] of table) {
    it(`${name}: ${role ?? 'a layer'}`, () => {
      expect(readRole(name)).toBe(role);
    });
  }
});

describe('order', () => {
  it('of names is natural', () => {
    const names = ['layer10', 'layer2', 'layer1', 'conv2', 'fc', 'conv10', 'layer1.10', 'layer1.9'];
    expect(names.sort(compareNames)).toEqual([
      'conv2',
      'conv10',
      'fc',
      'layer1',
      'layer1.9',
      'layer1.10',
      'layer2',
      'layer10',
    ]);
  });

  it('of moments is seed, epoch, step, with init first and final last', () => {
    const names = [
      'final',
      'epoch_10',
      'best',
      'init',
      'epoch_2',
      'epoch_2_step_50',
      'epoch_10_best',
      'last',
      'seed1_epoch_0',
    ];
    const sorted = names.sort((a, b) =>
      compareMoments(readName(a, 'container').facets, readName(b, 'container').facets),
    );
    expect(sorted).toEqual([
      'init',
      'epoch_2',
      'epoch_2_step_50',
      'epoch_10',
      'epoch_10_best',
      'last',
      'best',
      'final',
      'seed1_epoch_0',
    ]);
  });
});
