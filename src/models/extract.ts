import { mkdir, mkdtemp, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import picomatch from 'picomatch';
import * as tf from '@tensorflow/tfjs-core';
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
  /** The folder for the dumps, made where it does not exist. */
  readonly folder: string;
  /** A glob over layer names; all where absent. */
  readonly layers?: string;
  /** Instances at a time. */
  readonly batch?: number;
}

export const DEFAULT_BATCH = 64;
const STAGING = '.likeness-extract-';

/**
 * Runs a model on inputs and writes what its layers say as `<layer>.npy`, and its outputs before a final softmax as
 * `logits.npy`; the files are there whole in the end, or none is. Returns their names. TensorFlow.js must have been started.
 * Throws a `ModelError` or a `FormatError`.
 */
export async function extractActivations(
  { model, inputs, folder, layers, batch = DEFAULT_BATCH }: Extraction,
  report: (stage: string, done: number, of: number) => void,
): Promise<readonly string[]> {
  report(`Reading ${basename(model)}`, 0, 1);
  const [file, key] = inputs.split('::') as [string, string?];
  const place = await findInputs(file, key);
  const graph = await openModel(model);
  const created = await mkdir(folder, { recursive: true });
  const staging = await mkdtemp(join(folder, STAGING));
  try {
    const given = await readInputs(place, null);
    const names = await write(graph, given, chosenLayers(graph, layers), { folder: staging, batch }, report);
    for (const name of await readdir(staging)) await rename(join(staging, name), join(folder, name));
    return names;
  } catch (error) {
    await rm(created ?? staging, { recursive: true, force: true });
    throw error;
  } finally {
    graph.dispose();
    await rmdir(staging).catch(() => undefined);
  }
}

function chosenLayers(graph: ModelGraph, glob: string | undefined): readonly GraphLayer[] {
  const matches = glob === undefined ? () => true : picomatch(glob, { bash: true, dot: true });
  const chosen = graph.layers.filter(
    ({ name, value }) => matches(name) && value !== graph.logits && value !== graph.output,
  );
  if (chosen.length > 0) return chosen;
  const names = graph.layers.slice(0, 8).map(({ name }) => name);
  throw new ModelError(
    graph.path,
    `No layer matches "${glob}"; it has ${names.join(', ')}${graph.layers.length > 8 ? ' …' : ''}.`,
  );
}

async function write(
  graph: ModelGraph,
  { shape, values, file }: Inputs,
  layers: readonly GraphLayer[],
  { folder, batch }: { readonly folder: string; readonly batch: number },
  report: (stage: string, done: number, of: number) => void,
): Promise<readonly string[]> {
  const feed = feedFor(graph, shape, file);
  const { rows, cols, data } = values;
  const names = [...layers.map(({ name }) => fileName(name)), 'logits.npy'];
  const wanted = [...layers.map(({ value }) => value), graph.logits];
  const files = new Map<string, GrowingNpy>();
  try {
    for (let start = 0; start < rows; start += batch) {
      report(`${basename(graph.path)}: ${start} of ${rows} instances`, start, rows);
      const count = Math.min(batch, rows - start);
      const results = tf.tidy(() => {
        const instances = tf.tensor(data.slice(start * cols, (start + count) * cols), [count, ...shape]);
        return evaluate(graph, new Map([[graph.input.value, feed(instances)]]), wanted).map((value) =>
          tf.cast(value, 'float32'),
        );
      });
      for (const [index, result] of results.entries()) {
        const name = names[index]!;
        if (result.shape[0] !== count) continue; // the same for all instances
        const known = files.get(name);
        const to = known ?? (await GrowingNpy.create(join(folder, name), [rows, ...result.shape.slice(1)]));
        if (!known) files.set(name, to);
        await to.append(result.dataSync<'float32'>());
      }
      tf.dispose(results);
    }
  } finally {
    for (const written of files.values()) await written.close();
  }
  return [...files.keys()];
}

/** Slashes in a layer's name would be folders. */
function fileName(layer: string): string {
  return `${layer.replace(/[\\/:*?"<>|\s]+/g, '.')}.npy`;
}
