import type { Group } from 'h5wasm/node';
import { ModelError } from '../errors';
import type { ModelGraph } from '../graph';
import type { Generation } from '../layer-config';
import { buildLayers, graphOfLayers } from '../layers-model';
import { groupIn, namesIn, readWeights, textOf, withHdf5, type Weights } from './hdf5';
import { setWeights } from './weights';

/** A whole model in one HDF5 file (`.h5`), as Keras 2 saves it, and Keras 3 on demand. */
export async function readLegacyKeras(path: string): Promise<ModelGraph> {
  const { config, weights, generation } = await withHdf5(path, path, (file) => {
    const text = textOf(file.attrs['model_config']?.value);
    if (text === undefined) {
      throw new ModelError(
        path,
        'It holds no model_config: only weights, or arrays. Save the whole model (model.save).',
      );
    }
    const generation: Generation = /^3/.test(textOf(file.attrs['keras_version']?.value) ?? '') ? 3 : 2;
    return {
      generation,
      config: parse(path, text),
      weights: weightsByLayer(path, groupIn(file, 'model_weights') ?? file),
    };
  });
  const built = await buildLayers(path, 'Keras .h5', config, generation);
  for (const layer of built.model.layers) setWeights(path, layer, weights.get(layer.name) ?? []);
  return graphOfLayers(built);
}

export function parse(path: string, text: string): unknown {
  try {
    // Keras writes NaN and Infinity as JavaScript does, which JSON does not know.
    return JSON.parse(text.replace(/\b-?(?:NaN|Infinity)\b(?=\s*[,}\]])/g, 'null'));
  } catch (cause) {
    throw new ModelError(path, 'Its description is not valid JSON. Save the model again.', { cause });
  }
}

function weightsByLayer(path: string, group: Group): Map<string, readonly Weights[]> {
  const layers = namesIn(group, 'layer_names').flatMap((name): [string, readonly Weights[]][] => {
    const own = groupIn(group, name);
    return own ? [[name, namesIn(own, 'weight_names').map((weight) => readWeights(path, own, weight))]] : [];
  });
  return new Map(layers);
}
