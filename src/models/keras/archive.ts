import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Group } from 'h5wasm/node';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import * as v from 'valibot';
import { readBytes } from '../../formats/bytes';
import { FileBytes } from '../../formats/bytes';
import { readZipDirectory } from '../../formats/zip';
import { openZipMember } from '../../formats/zip-members';
import { ModelError } from '../errors';
import type { ModelGraph } from '../graph';
import { buildLayers, graphOfLayers } from '../layers-model';
import type { LayerConfig } from '../topology';
import { groupIn, readWeights, withHdf5, type Weights } from './hdf5';
import { parse } from './legacy';
import { setWeights } from './weights';

const CONFIG = 'config.json';
const METADATA = 'metadata.json';
const WEIGHTS = 'model.weights.h5';

/** Keras 2 learned to write archives in the end (2.12). */
const madeByKeras2 = v.looseObject({ keras_version: v.pipe(v.string(), v.startsWith('2.')) });

/** A Keras 3 archive (`.keras`): the layers as JSON, the weights as HDF5. */
export async function readKerasArchive(path: string): Promise<ModelGraph> {
  const members = await readMembers(path, [CONFIG, METADATA, WEIGHTS]);
  const config = parse(path, new TextDecoder().decode(members.get(CONFIG)));
  const metadata = parse(path, new TextDecoder().decode(members.get(METADATA)));
  const generation = v.is(madeByKeras2, metadata) ? 2 : 3;
  const built = await buildLayers(path, 'Keras 3', config, generation);
  const folder = await mkdtemp(join(tmpdir(), 'likeness-keras-'));
  try {
    const file = join(folder, WEIGHTS);
    await writeFile(file, members.get(WEIGHTS)!);
    await withHdf5(file, path, (root) => fillModel(path, built.model, built.topology.root, root));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return graphOfLayers(built);
}

async function readMembers(path: string, names: readonly string[]): Promise<Map<string, Uint8Array>> {
  const file = await FileBytes.open(path);
  try {
    const entries = await readZipDirectory(file, '.keras');
    const members = new Map<string, Uint8Array>();
    for (const name of names) {
      const entry = entries.find((one) => one.name === name);
      if (!entry)
        throw new ModelError(path, `There is no ${name} in it. Save the model again with Keras 3 (model.save).`);
      members.set(name, await readBytes(await openZipMember(file, entry), 0, entry.size));
    }
    return members;
  } finally {
    file.close();
  }
}

/** Keras 3 numbers the groups of weights by class, whatever the layers are called: `dense`, `dense_1`, `conv2d` … */
function fillModel(path: string, model: LayersModel, config: LayerConfig, group: Group): void {
  const layers = groupIn(group, 'layers') ?? groupIn(group, '_layer_checkpoint_dependencies');
  const times = new Map<string, number>();
  for (const described of config.inside) {
    const base = snakeCase(described.className);
    const time = times.get(base) ?? 0;
    times.set(base, time + 1);
    const layer = model.layers.find(({ name }) => name === described.name);
    if (!layer || layer.weights.length === 0) continue;
    const own = layers && groupIn(layers, time === 0 ? base : `${base}_${time}`);
    if (!own) throw new ModelError(path, `The weights of its layer "${described.name}" are missing. Save it again.`);
    if ('layers' in layer && described.inside.length > 0) fillModel(path, layer as LayersModel, described, own);
    else setWeights(path, layer, variablesIn(path, own));
  }
}

/** A layer's own variables first, then those of what it wraps: a cell, a direction. */
function variablesIn(path: string, group: Group): Weights[] {
  const vars = groupIn(group, 'vars');
  const own = vars?.keys().sort((a, b) => Number(a) - Number(b)) ?? [];
  const parts = [
    ...['forward_layer', 'backward_layer', 'cell', 'layer'],
    ...['query_dense', 'key_dense', 'value_dense', 'output_dense'],
    ...['_query_dense', '_key_dense', '_value_dense', '_output_dense'], // Keras 2
  ].flatMap((name) => {
    const part = groupIn(group, name);
    return part ? variablesIn(path, part) : [];
  });
  return [...own.map((name) => readWeights(path, vars!, name)), ...parts];
}

/** As Keras writes class names: `BatchNormalization` → `batch_normalization`, `Conv2D` → `conv2d`, `ReLU` → `re_lu`. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
