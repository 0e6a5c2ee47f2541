import { basename } from 'node:path';
import { ModelError } from './errors';
import type { ModelGraph } from './graph';

/** Endings of files that may hold a whole model, and how each is read; loaded at the first such file. */
const readers: readonly (readonly [ending: string, read: (path: string) => Promise<ModelGraph>])[] = [
  ['.onnx', async (path) => (await import('./onnx/read')).readOnnx(path)],
  ['.keras', async (path) => (await import('./keras/archive')).readKerasArchive(path)],
  ['.h5', async (path) => (await import('./keras/legacy')).readLegacyKeras(path)],
  ['.hdf5', async (path) => (await import('./keras/legacy')).readLegacyKeras(path)],
  ['model.json', async (path) => (await import('./tfjs')).readTfjs(path)],
];

/** Reads a model with its weights. TensorFlow.js must have been started. Throws a `ModelError` or a `FormatError`. */
export async function openModel(path: string): Promise<ModelGraph> {
  const name = basename(path).toLowerCase();
  const [, read] = readers.find(([ending]) => name.endsWith(ending)) ?? [];
  if (!read) {
    throw new ModelError(
      path,
      'Not a model that can be run. Export it to ONNX, or save it with Keras or TensorFlow.js.',
    );
  }
  return read(path);
}
