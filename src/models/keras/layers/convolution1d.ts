import * as tf from '@tensorflow/tfjs-core';
import { spread } from '../../convolution';
import { activationNamed, enter, only, OwnLayer, type Shape } from './base';

/*
 * Convolutions over sequences (N×T×C) that TensorFlow.js has for pictures alone: a sequence is a picture of width 1.
 */

type Padding = 'same' | 'valid';

/** What the convolutions here have in common: one size, stride, padding and dilation, weights, a bias, an activation. */
abstract class Convolution1D extends OwnLayer {
  readonly #activation = activationNamed(this.settings.all['activation']);
  protected readonly size = this.settings.numbers('kernelSize', 1, 1)[0]!;
  protected readonly stride = this.settings.numbers('strides', 1, 1)[0]!;
  protected readonly dilation = this.settings.numbers('dilationRate', 1, 1)[0]!;

  constructor(args: Record<string, unknown>) {
    super(args);
    this.supportsMasking = false;
  }

  /** Weights by name, without the bias, and the number of features that come out. */
  protected abstract plan(channels: number): { readonly weights: Record<string, number[]>; readonly filters: number };

  protected abstract length(steps: number): number;

  protected abstract convolve(picture: tf.Tensor4D, kernels: readonly tf.Tensor4D[], padding: Padding): tf.Tensor;

  override build(shape: Shape | Shape[]): void {
    const { weights, filters } = this.plan((shape as Shape).at(-1)!);
    for (const [name, size] of Object.entries(weights)) this.weight(name, size);
    if (this.settings.flag('useBias', true)) this.weight('bias', [filters]);
    this.built = true;
  }

  override computeOutputShape(shape: Shape | Shape[]): Shape {
    const [n = null, steps = null, channels = null] = shape as Shape;
    return [n, steps === null ? null : this.length(steps), this.plan(channels!).filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const all = this.weights.map((weight) => weight.read());
      const bias = this.settings.flag('useBias', true) ? all.pop() : undefined;
      const picture = tf.expandDims<tf.Tensor4D>(only(inputs), 2);
      const kernels = all.map((kernel) => tf.expandDims<tf.Tensor4D>(kernel, 1));
      const result = tf.squeeze(this.convolve(picture, kernels, this.padding), [2]);
      return this.#activation(bias ? tf.add(result, bias) : result);
    });
  }

  protected get padding(): Padding {
    return this.settings.text('padding', 'valid') as Padding;
  }
}

/** Each step spread over several (Keras: deconvolution). The kernel is size×filters×channels. */
class Conv1DTranspose extends Convolution1D {
  readonly #filters = this.settings.number('filters', 1);

  protected plan(channels: number) {
    return { weights: { kernel: [this.size, this.#filters, channels] }, filters: this.#filters };
  }

  protected length(steps: number): number {
    return steps * this.stride + (this.padding === 'same' ? 0 : Math.max(this.size - this.stride, 0));
  }

  protected convolve(picture: tf.Tensor4D, [kernel]: readonly tf.Tensor4D[], padding: Padding): tf.Tensor {
    const [n, steps] = picture.shape;
    return tf.conv2dTranspose(picture, kernel!, [n, this.length(steps), 1, this.#filters], [this.stride, 1], padding);
  }
}

/** Convolutions that keep or shorten a sequence. */
abstract class Depthwise1D extends Convolution1D {
  protected readonly multiplier = this.settings.number('depthMultiplier', 1);

  protected length(steps: number): number {
    const lost = this.padding === 'same' ? 0 : (this.size - 1) * this.dilation;
    return Math.ceil((steps - lost) / this.stride);
  }

  /** A filter for each channel: N×T×1×C → N×T′×1×(C·multiplier). */
  protected depthwise(picture: tf.Tensor4D, kernel: tf.Tensor4D, padding: Padding): tf.Tensor4D {
    const filter = spread(kernel, [this.dilation, 1]);
    return tf.depthwiseConv2d(picture, filter, [this.stride, this.stride], padding);
  }
}

class DepthwiseConv1D extends Depthwise1D {
  protected plan(channels: number) {
    return { weights: { kernel: [this.size, channels, this.multiplier] }, filters: channels * this.multiplier };
  }

  protected convolve(picture: tf.Tensor4D, [kernel]: readonly tf.Tensor4D[], padding: Padding): tf.Tensor {
    return this.depthwise(picture, kernel!, padding);
  }
}

/** Depthwise, then across the channels at each step. */
class SeparableConv1D extends Depthwise1D {
  readonly #filters = this.settings.number('filters', 1);

  protected plan(channels: number) {
    const wide = channels * this.multiplier;
    const weights = {
      depthwise_kernel: [this.size, channels, this.multiplier],
      pointwise_kernel: [1, wide, this.#filters],
    };
    return { weights, filters: this.#filters };
  }

  protected convolve(
    picture: tf.Tensor4D,
    [depthwise, pointwise]: readonly tf.Tensor4D[],
    padding: Padding,
  ): tf.Tensor {
    return tf.conv2d(this.depthwise(picture, depthwise!, padding), pointwise!, 1, 'valid');
  }
}

enter('Conv1DTranspose', Conv1DTranspose);
enter('DepthwiseConv1D', DepthwiseConv1D);
enter('SeparableConv1D', SeparableConv1D);
