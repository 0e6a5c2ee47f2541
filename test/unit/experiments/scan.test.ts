import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scan } from '../../../src/experiments';
import { digits } from './files';
import { experiment } from './scratch';

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
