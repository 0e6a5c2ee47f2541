import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from '../errors';
import type { Weights } from './hdf5';

type Layer = LayersModel['layers'][number];

/** Gives a layer its weights, in Keras's order. Throws a `ModelError` where they don't fit. */
export function setWeights(path: string, layer: Layer, weights: readonly Weights[]): void {
  const wanted = layer.weights.map(({ shape }) => shape);
  const fits =
    wanted.length === weights.length &&
    wanted.every((shape, index) => shape.join('×') === weights[index]!.shape.join('×'));
  if (!fits) {
    const shapes = (list: readonly (readonly (number | null)[])[]): string =>
      list.map((shape) => shape.join('×')).join(', ') || 'none';
    throw new ModelError(
      path,
      `The weights of its layer "${layer.name}" (${layer.getClassName()}) have shapes ${shapes(weights.map(({ shape }) => shape))}, and ${shapes(wanted)} were expected.`,
    );
  }
  const tensors = weights.map(({ shape, data }) => tf.tensor(data, [...shape]));
  layer.setWeights(tensors);
  tf.dispose(tensors);
}
