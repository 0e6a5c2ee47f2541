import * as tf from '@tensorflow/tfjs-core';
import { axisIn, numbersIn, UnsupportedError, type Operator } from './types';

const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);
const integers = (values: readonly number[]): tf.Tensor => tf.tensor1d([...values], 'int32');

const reshape: Operator = ([x, shape], { attributes }) => {
  const wanted = [...numbersIn(shape)!];
  const zeroes = attributes.int('allowzero', 0) === 1;
  return tf.reshape(
    x!,
    wanted.map((size, axis) => (size === 0 && !zeroes ? x!.shape[axis]! : size)),
  );
};

const flatten: Operator = ([x], { attributes }) => {
  const axis = axisIn(attributes.int('axis', 1), x!.rank);
  return tf.reshape(x!, [product(x!.shape.slice(0, axis)), product(x!.shape.slice(axis))]);
};

const transpose: Operator = ([x], { attributes }) => tf.transpose(x!, attributes.ints('perm') as number[] | undefined);

/** Axes are an attribute up to version 12, an input afterwards. */
const squeeze: Operator = ([x, given], { attributes }) => {
  const axes = numbersIn(given) ?? attributes.ints('axes');
  return tf.squeeze(
    x!,
    axes?.map((axis) => axisIn(axis, x!.rank)),
  );
};

const unsqueeze: Operator = ([x, given], { attributes }) => {
  const axes = numbersIn(given) ?? attributes.ints('axes') ?? [];
  const places = new Set(axes.map((axis) => axisIn(axis, x!.rank + axes.length)));
  const rest = [...x!.shape];
  return tf.reshape(
    x!,
    Array.from({ length: x!.rank + axes.length }, (_, axis) => (places.has(axis) ? 1 : rest.shift()!)),
  );
};

const concat: Operator = (inputs, { attributes }) => {
  const parts = (inputs as tf.Tensor[]).filter(({ size }) => size > 0);
  const axis = axisIn(attributes.int('axis', 0), parts[0]!.rank);
  return parts.length === 1 ? tf.clone(parts[0]!) : tf.concat(parts, axis);
};

const split: Operator = ([x, given], { attributes, outputs }) => {
  const axis = axisIn(attributes.int('axis', 0), x!.rank);
  const extent = x!.shape[axis]!;
  const even = Math.ceil(extent / outputs);
  const sizes =
    numbersIn(given) ??
    attributes.ints('split') ??
    Array.from({ length: outputs }, (_, part) => Math.min(even, extent - part * even));
  return tf.split(x!, [...sizes], axis);
};

/** Negative indices count from the end. */
const gather: Operator = ([x, indices], { attributes }) => {
  const axis = axisIn(attributes.int('axis', 0), x!.rank);
  const extent = x!.shape[axis]!;
  const whole = tf.cast(indices!, 'int32');
  const places = tf.add(whole, tf.mul(tf.cast(tf.less(whole, 0), 'int32'), tf.scalar(extent, 'int32')));
  if (indices!.rank > 0) return tf.gather(x!, places, axis);
  // A single index: a slice, whose gradient is plain.
  const [at = 0] = places.dataSync();
  const begin = x!.shape.map((_, i) => (i === axis ? at : 0));
  const size = x!.shape.map((length, i) => (i === axis ? 1 : length));
  return tf.squeeze(tf.slice(x!, begin, size), [axis]);
};

/** Starts, ends, axes and steps are attributes up to version 9, inputs afterwards. */
const slice: Operator = ([x, starts, ends, axesGiven, steps], { attributes }) => {
  const from = numbersIn(starts) ?? attributes.ints('starts') ?? [];
  const to = numbersIn(ends) ?? attributes.ints('ends') ?? [];
  const axes = numbersIn(axesGiven) ?? attributes.ints('axes') ?? from.map((_, axis) => axis);
  if (numbersIn(steps)?.some((step) => step !== 1)) throw new UnsupportedError('with steps');
  const begin = x!.shape.map(() => 0);
  const size = [...x!.shape];
  axes.forEach((given, index) => {
    const axis = axisIn(given, x!.rank);
    const extent = x!.shape[axis]!;
    const clamp = (place: number): number => Math.min(Math.max(place < 0 ? place + extent : place, 0), extent);
    begin[axis] = clamp(from[index]!);
    size[axis] = Math.max(0, clamp(to[index]!) - begin[axis]);
  });
  return tf.slice(x!, begin, size);
};

const shape: Operator = ([x], { attributes }) => {
  const { rank } = x!;
  const from = axisIn(attributes.int('start', 0), rank);
  return integers(x!.shape.slice(from, axisIn(attributes.int('end', rank), rank)));
};

const expand: Operator = ([x, wanted]) => {
  const sizes = numbersIn(wanted)!;
  const rank = Math.max(sizes.length, x!.rank);
  const full = Array.from({ length: rank }, (_, axis) =>
    Math.max(sizes[axis - rank + sizes.length] ?? 1, x!.shape[axis - rank + x!.rank] ?? 1),
  );
  return tf.broadcastTo(x!, full);
};

const constantOfShape: Operator = ([sizes], { attributes }) => {
  if (attributes.has('value')) throw new UnsupportedError('with a value');
  return tf.zeros([...numbersIn(sizes)!]);
};

const range: Operator = ([start, limit, delta]) => {
  const [from = 0, to = 0, step = 1] = [start, limit, delta].map((one) => numbersIn(one)?.[0]);
  return tf.range(from, to, step, start!.dtype === 'int32' ? 'int32' : 'float32');
};

const pad: Operator = ([x, pads, value, axesGiven], { attributes }) => {
  if (attributes.text('mode', 'constant') !== 'constant') throw new UnsupportedError('that reflects or repeats');
  const sizes = numbersIn(pads) ?? attributes.ints('pads') ?? [];
  const axes = numbersIn(axesGiven) ?? x!.shape.map((_, axis) => axis);
  const around = x!.shape.map((): [number, number] => [0, 0]);
  axes.forEach((axis, index) => (around[axisIn(axis, x!.rank)] = [sizes[index]!, sizes[index + axes.length]!]));
  return tf.pad(x!, around, numbersIn(value)?.[0] ?? attributes.float('value', 0));
};

/** A reduction over axes, which are an attribute in older versions and an input in newer ones. */
const reduction =
  (reduce: (x: tf.Tensor, axes: number[] | undefined, keep: boolean) => tf.Tensor): Operator =>
  ([x, given], { attributes }) => {
    const axes = numbersIn(given) ?? attributes.ints('axes');
    if (axes === undefined && attributes.int('noop_with_empty_axes', 0) === 1) return tf.clone(x!);
    return reduce(
      x!,
      axes?.map((axis) => axisIn(axis, x!.rank)),
      attributes.int('keepdims', 1) === 1,
    );
  };

/** Operators that rearrange, choose or gather up numbers. */
export const shaping: Readonly<Record<string, Operator>> = {
  Reshape: reshape,
  Flatten: flatten,
  Transpose: transpose,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Concat: concat,
  Split: split,
  Gather: gather,
  Slice: slice,
  Shape: shape,
  Expand: expand,
  ConstantOfShape: constantOfShape,
  Range: range,
  Pad: pad,
  ReduceMean: reduction((x, axes, keep) => tf.mean(x, axes, keep)),
  ReduceSum: reduction((x, axes, keep) => tf.sum(x, axes, keep)),
  ReduceMax: reduction((x, axes, keep) => tf.max(x, axes, keep)),
  ReduceMin: reduction((x, axes, keep) => tf.min(x, axes, keep)),
};
