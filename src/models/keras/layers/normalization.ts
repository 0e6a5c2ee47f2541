import * as tf from '@tensorflow/tfjs-core';
import { enter, only, OwnLayer, type Shape } from './base';

abstract class Scaling extends OwnLayer {
  protected read(name: string): tf.Tensor | undefined {
    return this.weights.find((weight) => weight.originalName.split('/').pop() === name)?.read();
  }
}

/** (x − mean) / deviation, of numbers that were taken from data, or said in the settings. */
class Normalization extends Scaling {
  #shape: number[] = [];

  override build(shape: Shape | Shape[]): void {
    const sizes = shape as Shape;
    const axes = this.#axes(sizes.length);
    this.#shape = sizes.map((size, axis) => (axis > 0 && axes.has(axis) ? size! : 1));
    if (this.settings.all['mean'] === undefined || this.settings.all['mean'] === null) {
      const own = sizes.flatMap((size, axis) => (axes.has(axis) ? [size!] : []));
      this.weight('mean', own);
      this.weight('variance', own);
      this.weight('count', []);
    }
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = only(inputs);
      const [mean, variance] = this.#moments();
      const deviation = tf.maximum(tf.sqrt(variance), 1e-7);
      return this.settings.flag('invert', false)
        ? tf.add(tf.mul(x, deviation), mean)
        : tf.div(tf.sub(x, mean), deviation);
    });
  }

  #moments(): readonly [tf.Tensor, tf.Tensor] {
    const [mean, variance] = (['mean', 'variance'] as const).map((name) => {
      const stored = this.read(name);
      if (stored) return tf.reshape(stored, this.#shape);
      const said = tf.tensor1d(this.settings.numbers(name, 1, 0));
      return said.size === 1 ? tf.reshape(said, []) : tf.reshape(said, this.#shape);
    });
    return [mean!, variance!];
  }

  #axes(rank: number): ReadonlySet<number> {
    if (this.settings.all['axis'] === null) return new Set();
    return new Set(this.settings.numbers('axis', 1, -1).map((axis) => (axis < 0 ? axis + rank : axis)));
  }
}

/** (x − μ) · γ / √(σ² + ε) + β with the moving averages of training, for each place along one axis. */
class BatchNormalization extends Scaling {
  #shape: number[] = [];

  override build(shape: Shape | Shape[]): void {
    const sizes = shape as Shape;
    const given = this.settings.number('axis', -1);
    const axis = given < 0 ? given + sizes.length : given;
    const size = sizes[axis]!;
    this.#shape = sizes.map((_, at) => (at === axis ? size : 1));
    if (this.settings.flag('scale', true)) this.weight('gamma', [size]);
    if (this.settings.flag('center', true)) this.weight('beta', [size]);
    this.weight('moving_mean', [size]);
    this.weight('moving_variance', [size]);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const along = (name: string): tf.Tensor | undefined => {
        const weight = this.read(name);
        return weight && tf.reshape(weight, this.#shape);
      };
      const scale = tf.rsqrt(tf.add(along('moving_variance')!, this.settings.number('epsilon', 1e-3)));
      return scaled(tf.mul(tf.sub(only(inputs), along('moving_mean')!), scale), along('gamma'), along('beta'));
    });
  }
}

/** Each instance by the mean and variance of each group of its channels (Wu & He 2018). Channels last. */
class GroupNormalization extends Scaling {
  override build(shape: Shape | Shape[]): void {
    const channels = (shape as Shape).at(-1)!;
    if (this.settings.flag('scale', true)) this.weight('gamma', [channels]);
    if (this.settings.flag('center', true)) this.weight('beta', [channels]);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = only(inputs);
      const channels = x.shape.at(-1)!;
      const wanted = this.settings.number('groups', 32);
      const groups = wanted === -1 ? channels : wanted;
      const grouped = tf.reshape(x, [x.shape[0], -1, groups, channels / groups]);
      const { mean, variance } = tf.moments(grouped, [1, 3], true);
      const centred = tf.sub(grouped, mean);
      const whitened = tf.mul(centred, tf.rsqrt(tf.add(variance, this.settings.number('epsilon', 1e-3))));
      return scaled(tf.reshape(whitened, x.shape), this.read('gamma'), this.read('beta'));
    });
  }
}

/** x · γ / root mean square over the features (Zhang & Sennrich 2019). */
class RmsNormalization extends Scaling {
  override build(shape: Shape | Shape[]): void {
    this.weight('scale', [(shape as Shape).at(-1)!]);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = only(inputs);
      const power = tf.mean(tf.square(x), -1, true);
      const whitened = tf.mul(x, tf.rsqrt(tf.add(power, this.settings.number('epsilon', 1e-6))));
      return scaled(whitened, this.read('scale'), undefined);
    });
  }
}

/** x · γ, as the ConvNeXt networks of keras.applications have it (Liu et al. 2022). */
class LayerScale extends Scaling {
  override build(shape: Shape | Shape[]): void {
    this.weight('gamma', [(shape as Shape).at(-1)!]);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => scaled(only(inputs), this.read('gamma'), undefined));
  }
}

function scaled(x: tf.Tensor, gamma: tf.Tensor | undefined, beta: tf.Tensor | undefined): tf.Tensor {
  const stretched = gamma ? tf.mul(x, gamma) : x;
  return beta ? tf.add(stretched, beta) : stretched;
}

enter('BatchNormalizationAlong', BatchNormalization);
enter('LayerScale', LayerScale);
enter('Normalization', Normalization);
enter('GroupNormalization', GroupNormalization);
enter('RMSNormalization', RmsNormalization);
