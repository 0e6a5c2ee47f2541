import type * as tf from '@tensorflow/tfjs-core';
import type { Attributes } from '../attributes';

/** What an operator works with besides its inputs. */
export interface Setting {
  readonly attributes: Attributes;
  /** Version of the standard operators that the file asks for. */
  readonly opset: number;
  /** How many outputs the node names. */
  readonly outputs: number;
}

/** An operator of ONNX in TensorFlow.js. Inputs that are left out are undefined. Throws `UnsupportedError`. */
export type Operator = (
  inputs: readonly (tf.Tensor | undefined)[],
  setting: Setting,
) => tf.Tensor | readonly tf.Tensor[];

/** An operator is known, but not with these settings; the message ends a sentence that names it. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
}

/** The numbers of a small tensor: a shape, axes, ends of a slice. */
export function numbersIn(tensor: tf.Tensor | undefined): readonly number[] | undefined {
  return tensor && Array.from(tensor.dataSync());
}

/** Axes counted from the end are negative. */
export function axisIn(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
