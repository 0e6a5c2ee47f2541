import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scan } from '../../../src/experiments/scan';
import { withDump } from '../../../src/formats';
import { makeExperiment } from '../../../src/models/sample/experiment';
import { filterGradient } from '../../../src/models/filter-gradient';
import { writeNpy } from '../../../src/models/npy';
import { startTensorflow } from '../../../src/models/tensorflow';

const root = join(import.meta.dirname, '../../..');
const digits = { images: join(root, 'media/digits/images.npy'), labels: join(root, 'media/digits/labels.npy') };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-sample-'));
  await startTensorflow(join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the sample experiment', () => {
  const make = async (name: string, seed: number): Promise<string> => {
    const made = await mkdtemp(join(folder, name));
    await makeExperiment({ folder: made, seed, ...digits, epochs: [0, 1] }, () => undefined);
    return made;
  };
  let first: string;
  beforeAll(async () => (first = await make('first', 0)));

  it('is found whole by discovery, each snapshot with its checkpoint', async () => {
    const { runs, shared, problems } = await scan(first);
    expect(problems).toEqual([]);
    expect(runs.map(({ name, seed }) => [name, seed])).toEqual([
      ['cnn_seed0', 0],
      ['cnn_seed1', 1],
      ['cnn_wide_seed2', 2],
    ]);
    expect(shared.map(({ role }) => role).sort()).toEqual(['ids', 'inputs', 'labels']);
    for (const { snapshots, path } of runs) {
      expect(snapshots.map(({ epoch }) => epoch)).toEqual([0, 1]);
      for (const { layers, outputs, checkpoint, epoch } of snapshots) {
        expect(layers.map(({ name }) => name)).toEqual(['conv1', 'conv2', 'fc1']);
        expect(outputs.map(({ role, shape }) => [role, shape])).toEqual([['logits', [500, 10]]]);
        expect(checkpoint?.startsWith(join(path, 'checkpoints', `epoch_0${epoch}`))).toBe(true);
      }
    }
  });

  it('really trains', async () => {
    const accuracy = JSON.parse(await readFile(join(first, 'accuracy.json'), 'utf8')) as Record<
      string,
      Record<string, number>
    >;
    expect(Object.keys(accuracy)).toHaveLength(3);
    for (const { epoch_00, epoch_01 } of Object.values(accuracy)) expect(epoch_01).toBeGreaterThan(epoch_00! + 0.1);
  });

  it('has activations that fit its logits and its saved weights', async () => {
    const epoch = join(first, 'runs/cnn_seed0/epoch_01');
    const read = (path: string): Promise<Float64Array> => withDump(path, (dump) => dump.readRows(null, 0, 500));
    const [hidden, logits] = await Promise.all([read(join(epoch, 'fc1.npy')), read(join(epoch, 'logits.npy'))]);
    const checkpoint = join(first, 'runs/cnn_seed0/checkpoints/epoch_01');
    const model = JSON.parse(await readFile(join(checkpoint, 'model.json'), 'utf8')) as {
      weightsManifest: { paths: string[]; weights: { name: string; shape: number[] }[] }[];
    };
    const bytes = await readFile(join(checkpoint, model.weightsManifest[0]!.paths[0]!));
    const weights = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    expect(model.weightsManifest[0]!.weights.at(-1)).toMatchObject({ name: 'logits/bias', shape: [10] });
    const [kernel, bias] = [weights.slice(-330, -10), weights.slice(-10)];
    for (const row of [0, 250, 499]) {
      for (let unit = 0; unit < 10; unit++) {
        let sum = bias[unit]!;
        for (let k = 0; k < 32; k++) sum += hidden[row * 32 + k]! * kernel[k * 10 + unit]!;
        expect(logits[row * 10 + unit]).toBeCloseTo(sum, 4);
      }
    }
  });

  it('gives the same files for the same seed, and others for another', async () => {
    const layer = (made: string, run: string): Promise<Buffer> => readFile(join(made, 'runs', run, 'epoch_01/fc1.npy'));
    const again = await make('again', 0);
    expect((await layer(again, 'cnn_seed1')).equals(await layer(first, 'cnn_seed1'))).toBe(true);
    const other = await make('other', 1);
    expect(await readdir(join(other, 'runs'))).toEqual(['cnn_seed1', 'cnn_seed2', 'cnn_wide_seed3']);
    expect((await layer(other, 'cnn_seed1')).equals(await layer(first, 'cnn_seed1'))).toBe(true);
    expect((await layer(first, 'cnn_seed0')).equals(await layer(first, 'cnn_seed1'))).toBe(false);
  });
});

describe('the gradient of a convolution in its filter', () => {
  it('is the change of Σ dy·(x ∗ F) with each entry of F', () => {
    const [n, h, w, c, f] = [2, 4, 3, 2, 3];
    const wave = (length: number, step: number): Float32Array =>
      Float32Array.from({ length }, (_, i) => Math.sin(step * i + 1));
    const x = wave(n * h * w * c, 0.7);
    const dy = wave(n * h * w * f, 0.3);
    const gradient = filterGradient({ shape: [n, h, w, c], data: x }, { shape: [n, h, w, f], data: dy }, 3, 3);
    const at = (image: number, row: number, col: number, channel: number): number =>
      row < 0 || row >= h || col < 0 || col >= w ? 0 : x[((image * h + row) * w + col) * c + channel]!;
    gradient.forEach((value, index) => {
      const [i, j] = [Math.floor(index / (3 * c * f)), Math.floor(index / (c * f)) % 3];
      const [channel, filter] = [Math.floor(index / f) % c, index % f];
      let sum = 0;
      for (let place = 0; place < n * h * w; place++) {
        const [image, row, col] = [Math.floor(place / (h * w)), Math.floor(place / w) % h, place % w];
        sum += at(image, row + i - 1, col + j - 1, channel) * dy[place * f + filter]!;
      }
      expect(value).toBeCloseTo(sum, 4);
    });
  });
});

describe('writing npy', () => {
  it.each([
    [Float32Array.of(1.5, -2, 3, 4, 5, 6), [2, 3]],
    [Int32Array.of(7, -8, 9), [3]],
    [Uint8Array.of(1, 2, 3, 255), [2, 2, 1]],
  ])('is read back as it was', async (numbers, shape) => {
    const path = join(folder, 'written.npy');
    await writeNpy(path, numbers, shape);
    await withDump(path, async (dump) => {
      expect(dump.arrays[0]?.shape).toEqual(shape);
      expect([...(await dump.readRows(null, 0, shape[0]!))]).toEqual([...numbers]);
    });
  });
});
