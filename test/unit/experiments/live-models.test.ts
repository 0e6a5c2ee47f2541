import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scan } from '../../../src/experiments';
import { declaredInputs } from '../../../src/experiments/declared-inputs';
import { writeExperiment } from './files';

const root = mkdtempSync(join(tmpdir(), 'likeness-live-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const say = (manifest: object): string => JSON.stringify(manifest);

describe('what can be run of a snapshot', () => {
  it('is the checkpoint in a form that can be, where there are several forms', async () => {
    const folder = join(root, 'forms');
    writeExperiment(folder, {
      'run/checkpoints/epoch_1.ckpt': 'x',
      'run/checkpoints/epoch_1.onnx': 'x',
      'run/epoch_1/fc.npy': '6x4',
    });
    const { runs } = await scan(folder);
    expect(runs[0]!.snapshots[0]!.checkpoint).toBe(join(folder, 'run/checkpoints/epoch_1.onnx'));
  });

  it('is what the manifest names: of a snapshot, or of the last', async () => {
    const folder = join(root, 'named');
    writeExperiment(folder, {
      'listed/likeness.json': say({
        snapshots: [{ epoch: 1, path: 'one', checkpoint: 'a.pt', liveModel: '../exported/a.onnx' }],
      }),
      'listed/one/fc.npy': '6x4',
      'found/likeness.json': say({ run: 'found', liveModel: 'final.onnx' }),
      'found/epoch_1/fc.npy': '6x4',
      'found/epoch_2/fc.npy': '6x4',
    });
    const { runs } = await scan(folder);
    const live = runs.map(({ name, snapshots }) => [name, ...snapshots.map(({ liveModel }) => liveModel)]);
    expect(live).toEqual([
      ['found', undefined, join(folder, 'found/final.onnx')],
      ['listed', join(folder, 'exported/a.onnx')],
    ]);
  });
});

describe('what dumps were made of', () => {
  it('is told by a manifest beside them: order, and inputs of that snapshot', async () => {
    const folder = join(root, 'beside');
    writeExperiment(folder, {
      'inputs/first.npy': '6x4',
      'run/checkpoints/epoch_1/likeness.json': say({ order: ['stem', 'head'], inputs: '../../../inputs/first.npy' }),
      'run/checkpoints/epoch_1/head.npy': '6x4',
      'run/checkpoints/epoch_1/stem.npy': '6x4',
      'run/checkpoints/epoch_2/head.npy': '6x4',
      'run/checkpoints/epoch_2/stem.npy': '6x4',
    });
    const { runs, problems } = await scan(folder);
    expect(problems).toEqual([]);
    const run = runs.find(({ name }) => name === 'run')!;
    expect(run.snapshots.map(({ layers }) => layers.map(({ name }) => name))).toEqual([
      ['stem', 'head'],
      ['stem', 'head'],
    ]);
    expect(run.snapshots.map(({ outputs }) => outputs.map(({ role, path }) => [role, path]))).toEqual([
      [['inputs', join(folder, 'inputs/first.npy')]],
      [],
    ]);
  });
});

describe('the inputs of a model', () => {
  it('are those that the nearest manifest names', async () => {
    const folder = join(root, 'inputs');
    writeExperiment(folder, {
      'likeness.json': say({ inputs: 'far.npz::x' }),
      'near/likeness.json': say({ inputs: '../near.npy' }),
      'broken/likeness.json': '{',
      'silent/likeness.json': say({ seed: 1 }),
    });
    expect(await declaredInputs(join(folder, 'near/deep/a.onnx'))).toBe(join(folder, 'near.npy'));
    for (const place of ['a.onnx', 'broken/a.onnx', 'silent/a.onnx']) {
      expect(await declaredInputs(join(folder, place))).toBe(join(folder, 'far.npz::x'));
    }
    expect(await declaredInputs(join(root, 'elsewhere/a.onnx'))).toBeUndefined();
  });
});
