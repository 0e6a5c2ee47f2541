import * as tf from '@tensorflow/tfjs-core';
import { UnsupportedError, type Operator } from './types';

/** With a matrix on the right all leading axes are rows: one plain product, whose gradients need no broadcasting. */
const matMul: Operator = ([a, b]) => {
  const [left, right] = [a!, b!];
  if (right.rank === 2 && left.rank > 2) {
    const rows = tf.reshape(left, [-1, left.shape.at(-1)!]);
    return tf.reshape(tf.matMul(rows, right), [...left.shape.slice(0, -1), right.shape[1]!]);
  }
  if (right.rank === 1) {
    const product = tf.matMul(tf.reshape(left, [-1, left.shape.at(-1)!]), tf.reshape(right, [-1, 1]));
    return tf.reshape(product, left.shape.slice(0, -1));
  }
  if (left.rank === 1) return tf.squeeze(tf.matMul(tf.expandDims(left, 0), right), [-2 + right.rank]);
  const batch = tf.broadcastTo;
  const shape = broadcastShape(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const whole = (x: tf.Tensor): tf.Tensor => {
    const full = [...shape, ...x.shape.slice(-2)];
    return full.join() === x.shape.join() ? x : batch(x, full);
  };
  return tf.matMul(whole(left), whole(right));
};

function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) =>
    Math.max(a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1),
  );
}

/** α·op(A)·op(B) + β·C. */
const gemm: Operator = ([a, b, c], { attributes }) => {
  // TensorFlow.js multiplies by a transposed left side many times slower.
  const left = attributes.int('transA', 0) === 1 ? tf.transpose(a!) : a!;
  const product = tf.matMul(left, b!, false, attributes.int('transB', 0) === 1);
  const alpha = attributes.float('alpha', 1);
  const beta = attributes.float('beta', 1);
  const scaled = alpha === 1 ? product : tf.mul(product, alpha);
  return c ? tf.add(scaled, beta === 1 ? c : tf.mul(c, beta)) : scaled;
};

const softmax: Operator = ([x], { attributes, opset }) => {
  const rank = x!.rank;
  const axis = attributes.int('axis', opset >= 13 ? -1 : 1);
  const at = axis < 0 ? axis + rank : axis;
  if (at === rank - 1) return tf.softmax(x!, -1);
  if (opset < 13) {
    // Before version 13 all axes from this one on count as one.
    const flat = tf.reshape(x!, [x!.shape.slice(0, at).reduce((a, b) => a * b, 1), -1]);
    return tf.reshape(tf.softmax(flat, -1), x!.shape);
  }
  const order = [...Array(rank).keys()];
  [order[at], order[rank - 1]] = [order[rank - 1]!, order[at]!];
  return tf.transpose(tf.softmax(tf.transpose(x!, order), -1), order);
};

/** The statistics of one value over the axes, biased as ONNX wants it. */
function normalised(x: tf.Tensor, axes: number[], epsilon: number): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.mul(centred, centred), axes, true);
  return tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
}

const layerNormalization: Operator = ([x, scale, bias], { attributes, outputs }) => {
  if (outputs > 1) throw new UnsupportedError('with its statistics as outputs');
  const { rank } = x!;
  const axis = attributes.int('axis', -1);
  const from = axis < 0 ? axis + rank : axis;
  const axes = [...Array(rank).keys()].slice(from);
  const scaled = tf.mul(normalised(x!, axes, attributes.float('epsilon', 1e-5)), scale!);
  return bias ? tf.add(scaled, bias) : scaled;
};

/** Per-channel numbers, as they stand against N×C×…. */
function perChannel(values: tf.Tensor, rank: number): tf.Tensor {
  return tf.reshape(values, [1, -1, ...new Array<number>(Math.max(0, rank - 2)).fill(1)]);
}

const batchNormalization: Operator = ([x, scale, bias, mean, variance], { attributes }) => {
  if (attributes.int('training_mode', 0) === 1) throw new UnsupportedError('in training mode');
  const { rank } = x!;
  const factor = tf.mul(scale!, tf.rsqrt(tf.add(variance!, attributes.float('epsilon', 1e-5))));
  const offset = tf.sub(bias!, tf.mul(mean!, factor));
  return tf.add(tf.mul(x!, perChannel(factor, rank)), perChannel(offset, rank));
};

const instanceNormalization: Operator = ([x, scale, bias], { attributes }) => {
  const { rank } = x!;
  const axes = [...Array(rank).keys()].slice(2);
  const even = normalised(x!, axes, attributes.float('epsilon', 1e-5));
  return tf.add(tf.mul(even, perChannel(scale!, rank)), perChannel(bias!, rank));
};

/** Products and normalisations. */
export const linear: Readonly<Record<string, Operator>> = {
  MatMul: matMul,
  Gemm: gemm,
  Softmax: softmax,
  LogSoftmax: (inputs, setting) => tf.log(softmax(inputs, setting) as tf.Tensor),
  LayerNormalization: layerNormalization,
  BatchNormalization: batchNormalization,
  InstanceNormalization: instanceNormalization,
};
