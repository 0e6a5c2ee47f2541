import * as tf from '@tensorflow/tfjs-core';
import { groupedConvolution, spread } from '../../convolution';
import type { Attributes } from '../attributes';
import { UnsupportedError, type Operator } from './types';

/*
 * ONNX keeps pictures as N×C×H×W, TensorFlow.js as N×H×W×C: these operators turn them there and back. A sequence (N×C×L) is a
 * picture of height one. Borders are added beforehand, so that every kernel and its gradient work without.
 */

type Window = {
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** top, left, bottom, right */
  readonly pads: readonly [number, number, number, number];
};

const toLast = (x: tf.Tensor): tf.Tensor4D => tf.transpose(x as tf.Tensor4D, [0, 2, 3, 1]);
const toFirst = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, 3, 1, 2]);

/** Runs on pictures what was given as pictures or sequences. */
function asPicture(x: tf.Tensor, run: (picture: tf.Tensor) => tf.Tensor): tf.Tensor {
  if (x.rank === 4) return run(x);
  if (x.rank === 3) return tf.squeeze(run(tf.expandDims(x, 2)), [2]);
  throw new UnsupportedError(`over ${x.rank - 2} axes`);
}

/** How the window of a convolution or pooling moves. */
function windowOf(attributes: Attributes, x: tf.Tensor, size: readonly number[]): Window {
  const pair = (list: readonly number[] | undefined, otherwise: number): [number, number] => {
    const given = list ?? new Array<number>(size.length).fill(otherwise);
    return given.length === 1 ? [otherwise, given[0]!] : [given[0]!, given[1]!];
  };
  const strides = pair(attributes.ints('strides'), 1);
  const dilations = pair(attributes.ints('dilations'), 1);
  const extent = pair(size, 1);
  const [height = 1, width = 1] = x.shape.length === 4 ? x.shape.slice(2) : [1, x.shape[2]];
  const pads = padsOf(attributes, [height, width], extent, strides, dilations);
  return { size: extent, strides, dilations, pads };
}

function padsOf(
  attributes: Attributes,
  extent: readonly [number, number],
  size: readonly [number, number],
  strides: readonly [number, number],
  dilations: readonly [number, number],
): [number, number, number, number] {
  const auto = attributes.text('auto_pad', 'NOTSET');
  if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
    const [vertical, horizontal] = [0, 1].map((axis) => {
      const reach = (size[axis]! - 1) * dilations[axis]! + 1;
      const total = Math.max(
        0,
        (Math.ceil(extent[axis]! / strides[axis]!) - 1) * strides[axis]! + reach - extent[axis]!,
      );
      const less = Math.floor(total / 2);
      return auto === 'SAME_UPPER' ? [less, total - less] : [total - less, less];
    });
    return [vertical![0]!, horizontal![0]!, vertical![1]!, horizontal![1]!];
  }
  const given = attributes.ints('pads') ?? [0, 0, 0, 0];
  if (given.length === 2) return [0, given[0]!, 0, given[1]!];
  const [top = 0, left = 0, bottom = 0, right = 0] = given;
  return [top, left, bottom, right];
}

function padded(x: tf.Tensor4D, { pads: [top, left, bottom, right] }: Window, value = 0): tf.Tensor4D {
  if (top + left + bottom + right === 0) return x;
  return tf.pad(
    x,
    [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    value,
  );
}

const conv: Operator = ([x, weights, bias], { attributes }) =>
  asPicture(x!, (picture) => {
    const kernel = weights!.rank === 3 ? tf.expandDims(weights!, 2) : weights!;
    const window = windowOf(attributes, picture, kernel.shape.slice(2));
    const { strides, dilations } = window;
    const image = padded(toLast(picture), window);
    // O×I×H×W → H×W×I×O
    const filter = spread(tf.transpose(kernel as tf.Tensor4D, [2, 3, 1, 0]), dilations);
    const groups = attributes.int('group', 1);
    const result = groupedConvolution(image, filter, { strides, groups, pad: 'valid' });
    return toFirst(bias ? tf.add(result, bias) : result);
  });

const refuseCeil = (attributes: Attributes): void => {
  if (attributes.int('ceil_mode', 0) === 1) throw new UnsupportedError('with ceil_mode');
};

const maxPool: Operator = ([x], { attributes, outputs }) => {
  if (outputs > 1) throw new UnsupportedError('with indices');
  refuseCeil(attributes);
  return asPicture(x!, (picture) => {
    const window = windowOf(attributes, picture, attributes.ints('kernel_shape')!);
    if (window.dilations.some((dilation) => dilation !== 1)) throw new UnsupportedError('with dilations');
    const image = padded(toLast(picture), window, -3.4e38);
    return toFirst(tf.maxPool(image, [...window.size], [...window.strides], 'valid'));
  });
};

const averagePool: Operator = ([x], { attributes }) => {
  refuseCeil(attributes);
  return asPicture(x!, (picture) => {
    const window = windowOf(attributes, picture, attributes.ints('kernel_shape')!);
    const pool = (image: tf.Tensor4D): tf.Tensor4D => tf.avgPool(image, [...window.size], [...window.strides], 'valid');
    const image = toLast(picture);
    const mean = pool(padded(image, window));
    const isPadded = window.pads.some((pad) => pad > 0);
    if (!isPadded || attributes.int('count_include_pad', 0) === 1) return toFirst(mean);
    const [, height, width] = image.shape;
    return toFirst(tf.div(mean, pool(padded(tf.ones<tf.Rank.R4>([1, height, width, 1]), window))));
  });
};

/** Mean, or largest, over all positions. */
const global =
  (reduce: (x: tf.Tensor, axes: number[]) => tf.Tensor): Operator =>
  ([x]) =>
    reduce(x!, [...Array(x!.rank).keys()].slice(2));

/** Operators over the positions of pictures and sequences. */
export const spatial: Readonly<Record<string, Operator>> = {
  Conv: conv,
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: global((x, axes) => tf.mean(x, axes, true)),
  GlobalMaxPool: global((x, axes) => tf.max(x, axes, true)),
};
