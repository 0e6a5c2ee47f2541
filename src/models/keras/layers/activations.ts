import * as tf from '@tensorflow/tfjs-core';

/** Activations that TensorFlow.js lacks, by their names in camel case. */
const activations: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  /** Keras 3; that of Keras 2 has another slope. */
  hardSigmoidOfSix: (x) => tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1),
  geluTanh: (x) =>
    tf.mul(
      tf.mul(0.5, x),
      tf.add(1, tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.pow(x, 3)))))),
    ),
  hardSilu: (x) => tf.mul(x, tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1)),
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
  exponential: (x) => tf.exp(x),
  celu: (x) => tf.add(tf.relu(x), tf.expm1(tf.minimum(x, 0))),
  hardTanh: (x) => tf.clipByValue(x, -1, 1),
  logSigmoid: (x) => tf.neg(tf.softplus(tf.neg(x))),
  tanhShrink: (x) => tf.sub(x, tf.tanh(x)),
  squareplus: (x) => tf.div(tf.add(x, tf.sqrt(tf.add(tf.square(x), 4))), 2),
};

for (const [name, apply] of Object.entries(activations)) {
  class Activation extends tf.serialization.Serializable {
    static readonly className = name;
    readonly apply = apply;
    getConfig(): tf.serialization.ConfigDict {
      return {};
    }
  }
  tf.serialization.registerClass(Activation);
}
