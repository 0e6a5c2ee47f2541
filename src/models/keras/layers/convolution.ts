import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { groupedConvolution, spread } from '../../convolution';
import { activationNamed, enter, only, OwnLayer, type Shape } from './base';

/** Convolutions over sequences (1) and pictures (2), in groups or with gaps in the filter. Channels last. */
for (const [name, rank, plain] of [
  ['GeneralConv1D', 1, layers.conv1d],
  ['GeneralConv2D', 2, layers.conv2d],
] as const) {
  class GeneralConvolution extends OwnLayer {
    readonly #activation: (x: tf.Tensor) => tf.Tensor;
    readonly #shapes: layers.Layer;

    constructor(args: Record<string, unknown>) {
      super(args);
      this.supportsMasking = false;
      this.#activation = activationNamed(args['activation']);
      const { filters, kernelSize, strides, padding, dilationRate } = args;
      this.#shapes = plain({ filters, kernelSize, strides, padding, dilationRate } as Parameters<typeof plain>[0]);
    }

    override build(shape: Shape | Shape[]): void {
      const channels = (shape as Shape).at(-1)!;
      const filters = this.settings.number('filters', 1);
      const size = this.settings.numbers('kernelSize', rank, 1);
      this.weight('kernel', [...size, channels / this.#groups, filters]);
      if (this.settings.flag('useBias', true)) this.weight('bias', [filters]);
      this.built = true;
    }

    override computeOutputShape(shape: Shape | Shape[]): Shape | Shape[] {
      return this.#shapes.computeOutputShape(shape);
    }

    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.tidy(() => {
        const [kernel, bias] = this.weights.map((weight) => weight.read());
        const sequence = rank === 1;
        const x = (sequence ? tf.expandDims(only(inputs), 2) : only(inputs)) as tf.Tensor4D;
        const filter = (sequence ? tf.expandDims(kernel!, 1) : kernel!) as tf.Tensor4D;
        const pair = (setting: string): [number, number] => {
          const [down = 1, across = 1] = this.settings.numbers(setting, rank, 1);
          return [down, across];
        };
        const padded = this.#padded(x, pair('kernelSize')[0], pair('dilationRate')[0]);
        const pad = this.settings.text('padding', 'valid') === 'same' ? 'same' : 'valid';
        const result = groupedConvolution(padded, spread(filter, pair('dilationRate')), {
          strides: pair('strides'),
          groups: this.#groups,
          pad,
        });
        const summed = bias ? tf.add(result, bias) : result;
        return this.#activation(sequence ? tf.squeeze(summed, [2]) : summed);
      });
    }

    get #groups(): number {
      return this.settings.number('groups', 1);
    }

    /** Causal: no step sees a later one. */
    #padded(x: tf.Tensor4D, size: number, dilation: number): tf.Tensor4D {
      if (this.settings.text('padding', 'valid') !== 'causal') return x;
      return tf.pad(x, [
        [0, 0],
        [dilation * (size - 1), 0],
        [0, 0],
        [0, 0],
      ]);
    }
  }
  enter(name, GeneralConvolution);
}

/** A filter for each channel, with gaps: TensorFlow.js passes them over. Channels last. */
class DilatedDepthwise extends OwnLayer {
  readonly #activation = activationNamed(this.settings.all['activation']);
  readonly #padding = this.settings.text('padding', 'valid') as 'same' | 'valid';
  readonly #dilation = this.settings.numbers('dilationRate', 2, 1) as [number, number];

  override build(shape: Shape | Shape[]): void {
    const channels = (shape as Shape).at(-1)!;
    const multiplier = this.settings.number('depthMultiplier', 1);
    this.weight('depthwise_kernel', [...this.settings.numbers('kernelSize', 2, 1), channels, multiplier]);
    if (this.settings.flag('useBias', true)) this.weight('bias', [channels * multiplier]);
    this.built = true;
  }

  override computeOutputShape(shape: Shape | Shape[]): Shape {
    const [n = null, ...sizes] = shape as Shape;
    const extent = this.settings.numbers('kernelSize', 2, 1).map((size, axis) => (size - 1) * this.#dilation[axis]!);
    const places = sizes
      .slice(0, 2)
      .map((size, axis) => (size === null ? null : size - (this.#padding === 'same' ? 0 : extent[axis]!)));
    return [n, ...places, sizes[2]! * this.settings.number('depthMultiplier', 1)];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [kernel, bias] = this.weights.map((weight) => weight.read());
      const filter = spread(kernel as tf.Tensor4D, this.#dilation);
      const result = tf.depthwiseConv2d(only(inputs) as tf.Tensor4D, filter, 1, this.#padding);
      return this.#activation(bias ? tf.add(result, bias) : result);
    });
  }
}

// Strides and gaps exclude each other in Keras.
enter('DilatedDepthwiseConv2D', DilatedDepthwise);
