import * as tf from '@tensorflow/tfjs-core';
import { dtypeOf } from '../tensors';
import { UnsupportedError, type Operator } from './types';

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const unary =
  (run: Unary): Operator =>
  ([x]) =>
    run(x!);
const binary =
  (run: Binary): Operator =>
  ([a, b]) =>
    run(a!, b!);
/** Operators that take any number of tensors. */
const folded =
  (run: Binary): Operator =>
  (inputs) =>
    (inputs as tf.Tensor[]).reduce(run);

/** ½·x·(1 + erf(x/√2)), or its tanh approximation. */
const gelu: Operator = ([x], { attributes }) => {
  const half = tf.mul(x!, 0.5);
  const inner =
    attributes.text('approximate', 'none') === 'tanh'
      ? tf.tanh(tf.mul(tf.add(x!, tf.mul(tf.mul(tf.mul(x!, x!), x!), 0.044715)), Math.sqrt(2 / Math.PI)))
      : tf.erf(tf.mul(x!, Math.SQRT1_2));
  return tf.mul(half, tf.add(inner, 1));
};

/** Powers of whole numbers as products: their gradient is exact also where x is negative. */
const pow: Operator = ([x, exponent]) => {
  if (exponent!.size === 1) {
    const [power] = exponent!.dataSync();
    if (power === 2) return tf.mul(x!, x!);
    if (power === 3) return tf.mul(tf.mul(x!, x!), x!);
    if (power === 0.5) return tf.sqrt(x!);
  }
  return tf.pow(x!, exponent!);
};

const clip: Operator = ([x, low, high], { attributes }) => {
  const bound = (given: tf.Tensor | undefined, name: string, otherwise: number): number =>
    given?.dataSync()[0] ?? attributes.float(name, otherwise);
  return tf.clipByValue(x!, bound(low, 'min', -Infinity), bound(high, 'max', Infinity));
};

const cast: Operator = ([x], { attributes }) => {
  const dtype = dtypeOf(attributes.int('to', 1));
  if (!dtype) throw new UnsupportedError('to this type');
  return tf.cast(x!, dtype);
};

const division: Operator = ([a, b]) =>
  a!.dtype === 'int32' && b!.dtype === 'int32' ? tf.floorDiv(a!, b!) : tf.div(a!, b!);

/** Operators that work number by number. */
export const elementwise: Readonly<Record<string, Operator>> = {
  Relu: unary((x) => tf.relu(x)),
  Sigmoid: unary((x) => tf.sigmoid(x)),
  Tanh: unary((x) => tf.tanh(x)),
  Erf: unary((x) => tf.erf(x)),
  Exp: unary((x) => tf.exp(x)),
  Log: unary((x) => tf.log(x)),
  Sqrt: unary((x) => tf.sqrt(x)),
  Reciprocal: unary((x) => tf.div(1, x)),
  Neg: unary((x) => tf.neg(x)),
  Abs: unary((x) => tf.abs(x)),
  Softplus: unary((x) => tf.softplus(x)),
  Identity: unary((x) => tf.clone(x)),
  Dropout: unary((x) => tf.clone(x)),
  Not: unary((x) => tf.logicalNot(x)),
  Gelu: gelu,
  LeakyRelu: ([x], { attributes }) => tf.leakyRelu(x!, attributes.float('alpha', 0.01)),
  Elu: ([x], { attributes }) => {
    if (attributes.float('alpha', 1) !== 1) throw new UnsupportedError('with alpha');
    return tf.elu(x!);
  },
  HardSigmoid: ([x], { attributes }) =>
    tf.clipByValue(tf.add(tf.mul(x!, attributes.float('alpha', 0.2)), attributes.float('beta', 0.5)), 0, 1),
  HardSwish: ([x]) => tf.mul(x!, tf.clipByValue(tf.add(tf.div(x!, 6), 0.5), 0, 1)),
  PRelu: binary((x, slope) => tf.add(tf.relu(x), tf.mul(slope, tf.minimum(x, tf.zerosLike(x))))),
  Add: binary((a, b) => tf.add(a, b)),
  Sub: binary((a, b) => tf.sub(a, b)),
  Mul: binary((a, b) => tf.mul(a, b)),
  Div: division,
  Pow: pow,
  Sum: folded((a, b) => tf.add(a, b)),
  Max: folded((a, b) => tf.maximum(a, b)),
  Min: folded((a, b) => tf.minimum(a, b)),
  Equal: binary((a, b) => tf.equal(a, b)),
  Greater: binary((a, b) => tf.greater(a, b)),
  Less: binary((a, b) => tf.less(a, b)),
  Where: ([condition, a, b]) => tf.where(condition!, a!, b!),
  Clip: clip,
  Cast: cast,
};
