import { basename, join } from 'node:path';
import picomatch from 'picomatch';
import * as tf from '@tensorflow/tfjs-core';
import { batches } from './batches';
import { ModelError } from './errors';
import { feedFor } from './feed';
import { evaluate, type GraphLayer, type ModelGraph } from './graph';
import { findInputs, readInputs } from './inputs';
import type { Inputs } from './live';
import { GrowingNpy } from './npy';
import { openModel } from './open';

/** What to extract, and where to. Paths are absolute. */
export interface Extraction {
  readonly model: string;
  /** A dump of the inputs: `path` or `path::key`. */
  readonly inputs: string;
  /** The folder for the dumps. */
  readonly folder: string;
  /** A glob over layer names; all where absent. */
  readonly layers?: string;
  /** Instances at a time. */
  readonly batch?: number;
}

export const DEFAULT_BATCH = 64;

/**
 * Runs a model on inputs and writes what its layers say as `<layer>.npy`, and its outputs before a final softmax as
 * `logits.npy`. Returns their names; where it throws, some may be half-written. TensorFlow.js must have been started.
 * Throws a `ModelError` or a `FormatError`.
 */
export async function extractActivations(
  { model, inputs, folder, layers, batch = DEFAULT_BATCH }: Extraction,
  report: (stage: string, done: number, of: number) => void,
): Promise<readonly string[]> {
  report(`Reading ${basename(model)}`, 0, 1);
  const place = await findInputs(inputs);
  const graph = await openModel(model);
  try {
    const given = await readInputs(place, null);
    return await write(graph, given, chosenLayers(graph, layers), { folder, batch }, report);
  } finally {
    graph.dispose();
  }
}

function chosenLayers(graph: ModelGraph, glob: string | undefined): readonly GraphLayer[] {
  const hidden = graph.layers.filter(({ value }) => value !== graph.logits && value !== graph.output);
  if (glob === undefined) return hidden;
  const matches = picomatch(glob, { bash: true, dot: true });
  const chosen = hidden.filter(({ name }) => matches(name));
  if (chosen.length > 0) return chosen;
  const names = hidden.slice(0, 8).map(({ name }) => name);
  const listed = names.length === 0 ? 'no layers before its outputs' : names.join(', ');
  throw new ModelError(
    graph.path,
    `No layer matches "${glob}"; it has ${listed}${hidden.length > names.length ? ' …' : ''}.`,
  );
}

async function write(
  graph: ModelGraph,
  { shape, values, file }: Inputs,
  layers: readonly GraphLayer[],
  { folder, batch: most }: { readonly folder: string; readonly batch: number },
  report: (stage: string, done: number, of: number) => void,
): Promise<readonly string[]> {
  const feed = feedFor(graph, shape, file);
  const { rows } = values;
  const names = fileNames(['logits', ...layers.map(({ name }) => name)]);
  const wanted = [graph.logits, ...layers.map(({ value }) => value)];
  const files = new Map<string, GrowingNpy>();
  try {
    for (const { start, count, size, data } of batches(values, most, graph.input.batch)) {
      report(`${basename(graph.path)}: ${start} of ${rows} instances`, start, rows);
      const results = tf.tidy(() => {
        const instances = feed(tf.tensor(data, [size, ...shape]));
        return evaluate(graph, new Map([[graph.input.value, instances]]), wanted).map((value) =>
          tf.cast(value, 'float32'),
        );
      });
      for (const [index, result] of results.entries()) {
        const name = names[index]!;
        const perInstance = result.shape[0] === size;
        if (start === 0 && perInstance) {
          files.set(name, await GrowingNpy.create(join(folder, name), [rows, ...result.shape.slice(1)]));
        }
        const to = files.get(name);
        if (!to) continue; // the same for all instances
        if (!perInstance) throw new ModelError(graph.path, `Its layer "${name}" is of another size in each batch.`);
        await to.append(result.dataSync<'float32'>().subarray(0, (result.size / size) * count));
      }
      tf.dispose(results);
    }
  } finally {
    for (const written of files.values()) await written.close();
  }
  return [...files.keys()];
}

/** Names of files: slashes in a layer's name would be folders, and two names may become one by that. */
function fileNames(layers: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return layers.map((layer) => {
    const plain = layer.replace(/[\\/:*?"<>|\s]+/g, '.');
    let name = plain;
    for (let time = 2; taken.has(name.toLowerCase()); time++) name = `${plain}_${time}`;
    taken.add(name.toLowerCase());
    return `${name}.npy`;
  });
}
