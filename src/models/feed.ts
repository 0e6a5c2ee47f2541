import * as tf from '@tensorflow/tfjs-core';
import { ModelError } from './errors';
import type { ModelGraph } from './graph';

/** Turns instances as the inputs file has them into the tensor a model takes, differentiably. */
export type Feed = (instances: tf.Tensor) => tf.Tensor;

/**
 * How instances of `shape` (without N) are fed to the model: as they are, with axes of one added or dropped, or with the
 * channels of pictures moved. Throws a `ModelError` where they don't fit.
 */
export function feedFor({ path, input }: ModelGraph, shape: readonly number[], file: string): Feed {
  const cast = (x: tf.Tensor): tf.Tensor => (x.dtype === input.dtype ? x : tf.cast(x, input.dtype));
  if (fits(shape, input.shape)) return cast;
  const moved = channelsMoved(shape, input.shape);
  if (moved) return (x) => cast(tf.transpose(x, moved));
  const wanted = filled(shape, input.shape);
  if (wanted) return (x) => cast(tf.reshape(x, [-1, ...wanted]));
  const said = (sizes: readonly (number | null)[]): string =>
    sizes.map((size) => size ?? '?').join('×') || 'single numbers';
  throw new ModelError(path, `It takes inputs of ${said(input.shape)}, and those of ${file} are ${said(shape)}.`);
}

function fits(shape: readonly number[], wanted: readonly (number | null)[]): boolean {
  return shape.length === wanted.length && wanted.every((size, axis) => size === null || size === shape[axis]);
}

/** H×W×C for C×H×W, or the other way round. */
function channelsMoved(shape: readonly number[], wanted: readonly (number | null)[]): number[] | undefined {
  const [a = 0, b = 0, c = 0] = shape;
  if (shape.length !== 3) return undefined;
  if (fits([c, a, b], wanted)) return [0, 3, 1, 2];
  return fits([b, c, a], wanted) ? [0, 2, 3, 1] : undefined;
}

/** The model's shape, where it holds as many numbers and the shapes differ in axes of one, or one of them is flat. */
function filled(shape: readonly number[], wanted: readonly (number | null)[]): number[] | undefined {
  const known = wanted.map((size) => size ?? NaN);
  const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);
  if (product(known) !== product(shape)) return undefined;
  const bare = (sizes: readonly number[]): string => sizes.filter((size) => size !== 1).join('×');
  return bare(shape) === bare(known) || shape.length <= 1 || known.length <= 1 ? known : undefined;
}
