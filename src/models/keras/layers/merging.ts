import * as tf from '@tensorflow/tfjs-core';
import { enter, OwnLayer, type Shape } from './base';

/** The first input less the second, or divided by it. */
for (const [name, merge] of [
  ['Subtract', (a: tf.Tensor, b: tf.Tensor) => tf.sub(a, b)],
  ['TrueDivide', (a: tf.Tensor, b: tf.Tensor) => tf.div(a, b)],
  ['Divide', (a: tf.Tensor, b: tf.Tensor) => tf.div(a, b)],
] as const) {
  class Merge extends OwnLayer {
    override computeOutputShape(shapes: Shape | Shape[]): Shape {
      const [a, b] = shapes as [Shape, Shape];
      const long = a.length >= b.length ? a : b;
      const short = long === a ? b : a;
      // sizes of one are stretched
      return long.map((size, axis) => (size === 1 ? (short[axis - long.length + short.length] ?? 1) : size));
    }

    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const [a, b] = inputs as [tf.Tensor, tf.Tensor];
      return tf.tidy(() => merge(a, b));
    }
  }
  enter(name, Merge);
}
