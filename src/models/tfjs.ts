import { readFile } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { asFormatError } from '../formats';
import { ModelError } from './errors';
import { buildLayers, graphOfLayers } from './layers-model';
import type { ModelGraph } from './graph';

const modelJson = v.looseObject({
  modelTopology: v.looseObject({ model_config: v.optional(v.unknown()) }),
  weightsManifest: v.array(v.looseObject({ paths: v.array(v.string()), weights: v.array(v.unknown()) })),
});

/** A TensorFlow.js layers model: `model.json`, and its weights beside it. */
export async function readTfjs(path: string): Promise<ModelGraph> {
  const content = await readJson(path);
  const parsed = v.safeParse(modelJson, content);
  if (!parsed.success) {
    const graph = (content as { format?: unknown } | null)?.format === 'graph-model';
    throw new ModelError(
      path,
      graph
        ? 'This is a graph model. Save the layers model (model.save), or export to ONNX.'
        : 'Not a model that TensorFlow.js saved.',
    );
  }
  const { modelTopology, weightsManifest } = parsed.output;
  const built = await buildLayers(path, 'TensorFlow.js', modelTopology.model_config ?? modelTopology, 2);
  const specs = weightsManifest.flatMap(({ weights }) => weights) as tf.io.WeightsManifestEntry[];
  const shards = weightsManifest.flatMap(({ paths }) => paths);
  const parts = await Promise.all(shards.map((shard) => readShard(path, shard)));
  const named = decode(path, Buffer.concat(parts), specs);
  try {
    built.model.loadWeights(named, true);
  } catch (error) {
    throw new ModelError(path, `Its weights do not fit its layers: ${(error as Error).message.split('\n')[0]}`, {
      cause: error,
    });
  } finally {
    tf.dispose(named);
  }
  return graphOfLayers(built);
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw asFormatError(path, error);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ModelError(path, 'This is not valid JSON. Save the model again.', { cause });
  }
}

/** A weights file; it must lie beside the model or below. */
async function readShard(path: string, shard: string): Promise<Buffer> {
  const folder = dirname(path);
  const file = resolve(folder, shard);
  if (!file.startsWith(folder + sep))
    throw new ModelError(path, `Its weights lie elsewhere (${shard}): put them beside it.`);
  return readFile(file).catch((error: unknown) => {
    throw asFormatError(file, error);
  });
}

function decode(path: string, bytes: Buffer, specs: tf.io.WeightsManifestEntry[]): tf.NamedTensorMap {
  try {
    const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    return tf.io.decodeWeights(copy as ArrayBuffer, specs);
  } catch (cause) {
    throw new ModelError(path, 'Its weights files are shorter than it says, or damaged. Copy them again.', { cause });
  }
}
