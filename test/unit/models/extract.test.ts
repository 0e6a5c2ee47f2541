import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withDump } from '../../../src/formats';
import { extractActivations } from '../../../src/models/extract';
import { openModel } from '../../../src/models/open';
import { startTensorflow } from '../../../src/models/tensorflow';

/* Activations as files, and models that cannot be run: one clear line, and nothing half-written. */

const models = join(import.meta.dirname, '../../fixtures/models');
const wasm = join(import.meta.dirname, '../../../node_modules/@tensorflow/tfjs-backend-wasm/dist');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-extract-test-'));
  await startTensorflow(wasm);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const extract = async (model: string, inputs: string, out: string, layers?: string): Promise<readonly string[]> => {
  await mkdir(join(folder, out));
  return extractActivations(
    {
      model: join(models, model),
      inputs: `${join(models, inputs)}.npz::inputs`,
      folder: join(folder, out),
      layers,
      batch: 4,
    },
    () => undefined,
  );
};

describe('extraction', () => {
  it.each([
    ['keras-sequential.keras', 'keras-sequential', 'conv*', ['conv1', 'conv2']],
    ['keras-sequential.h5', 'keras-sequential', 'fc1', ['fc1']],
  ])('writes what the layers of %s say, batch by batch', async (model, inputs, glob, names) => {
    const files = await extract(model, inputs, model, glob);
    expect(files).toEqual(['logits.npy', ...names.map((name) => `${name}.npy`)]);
    expect((await readdir(join(folder, model))).sort()).toEqual([...files].sort());
    for (const name of names) {
      const wanted = await withDump(join(models, `${inputs}.npz`), (dump) => dump.readRows(`layer/${name}`, 0, 6));
      const found = await withDump(join(folder, model, `${name}.npy`), (dump) => dump.readRows(null, 0, 6));
      found.forEach((value, at) => expect(Math.abs(value - wanted[at]!)).toBeLessThan(1e-5));
    }
  });

  it('says which layers there are, and what inputs it takes', async () => {
    await expect(extract('keras-sequential.keras', 'keras-sequential', 'none', 'nothing*')).rejects.toThrow(
      'No layer matches "nothing*"; it has conv1, norm1, pool1, depthwise, norm2, conv2, fc1.',
    );
    await expect(extract('keras-sequential.keras', 'keras-text', 'misfit')).rejects.toThrow('It takes inputs of 8×8×1');
  });
});

describe('a model that cannot be run', () => {
  it.each([
    ['keras-custom.keras', 'layers that cannot be run here: Twice ("twice")'],
    ['onnx-unknown.onnx', 'operators that cannot be run here: NonMaxSuppression'],
  ])('is told by what is unknown in it: %s', async (name, message) => {
    await expect(openModel(join(models, name))).rejects.toThrow(message);
  });

  it.each(['broken.onnx', 'broken.keras', 'broken.h5', 'model.json'])(
    'ends in one line where it is damaged: %s',
    async (name) => {
      const path = join(folder, name);
      await writeFile(path, 'This is no model at all.');
      const error: unknown = await openModel(path).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).message).toMatch(/^[^\n]*\.$/);
      expect((error as Error).message).toContain(path);
    },
  );
});
