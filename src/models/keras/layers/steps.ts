import * as tf from '@tensorflow/tfjs-core';
import { activationNamed, constant, enterStep, type Settings, type Shape, type Step } from './base';

/* Layers without weights. */

const plus = (size: number | null | undefined, more: number): number | null =>
  typeof size === 'number' ? size + more : null;

/** Does nothing when a model is only asked. */
for (const name of [
  ...['Identity', 'ActivityRegularization', 'SpatialDropout2D', 'SpatialDropout3D'],
  ...['RandomFlip', 'RandomRotation', 'RandomZoom', 'RandomTranslation', 'RandomContrast', 'RandomBrightness'],
]) {
  enterStep(name, () => ({ run: (x) => tf.clone(x), passesMask: true }));
}

enterStep('GeneralReLU', (settings) => {
  const slope = settings.number('negativeSlope', 0);
  const threshold = settings.number('threshold', 0);
  const most = settings.number('maxValue', Infinity);
  return {
    run: (x) => {
      const past = tf.sub(x, threshold);
      const kept = tf.mul(tf.minimum(x, most), tf.step(past));
      return tf.sub(kept, tf.mul(slope, tf.relu(tf.neg(past))));
    },
    passesMask: true,
  };
});

enterStep('ScaledELU', (settings) => {
  const alpha = settings.number('alpha', 1);
  return {
    run: (x) => tf.add(tf.relu(x), tf.mul(alpha, tf.expm1(tf.minimum(x, 0)))),
    passesMask: true,
  };
});

enterStep('SoftmaxAlong', (settings) => {
  const wanted = settings.number('axis', -1);
  return {
    run: (x) => {
      const axis = wanted < 0 ? wanted + x.rank : wanted;
      const order = [...Array(x.rank).keys()];
      [order[axis], order[x.rank - 1]] = [x.rank - 1, axis];
      return tf.transpose(tf.softmax(tf.transpose(x, order)), order);
    },
    passesMask: true,
  };
});

enterStep('ReshapeAsKnown', (settings) => {
  const target = settings.numbers('targetShape', 1, -1);
  const known = target.reduce((product, size) => (size === -1 ? product : product * size), 1);
  return {
    run: (x) => tf.reshape(x, [x.shape[0], ...target]),
    shape: ([n = null, ...sizes]) => {
      const total = sizes.reduce<number>((product, size) => product * (size ?? NaN), 1);
      return [n, ...target.map((size) => (size !== -1 ? size : Number.isNaN(total) ? null : total / known))];
    },
  };
});

enterStep('CenterCropBySlice', (settings) => {
  const [height, width] = [settings.number('height', 1), settings.number('width', 1)];
  return {
    run: (x) => {
      const [, rows = 0, columns = 0] = x.shape;
      if (rows < height || columns < width) throw new Error(`CenterCrop of ${rows}×${columns} to ${height}×${width}.`);
      return tf.slice(x, [0, (rows - height) >> 1, (columns - width) >> 1, 0], [-1, height, width, -1]);
    },
    shape: ([n = null, , , channels = null]) => [n, height, width, channels],
  };
});

enterStep('UnitNormalization', (settings) => {
  const axis = settings.numbers('axis', 1, -1);
  // as Keras: no row is longer than one over the root of 1e-12
  return {
    run: (x) => tf.div(x, tf.sqrt(tf.maximum(tf.sum(tf.square(x), axis, true), 1e-12))),
    passesMask: true,
  };
});

enterStep('ZeroPadding1D', (settings) => {
  const [before = 1, after = before] = settings.numbers('padding', 2, 1);
  return {
    run: (x) =>
      tf.pad(x, [
        [0, 0],
        [before, after],
        [0, 0],
      ]),
    shape: ([n = null, steps, features = null]) => [n, plus(steps, before + after), features],
  };
});

enterStep('Cropping1D', (settings) => {
  const [before = 1, after = before] = settings.numbers('cropping', 2, 1);
  return {
    run: (x) => tf.slice(x, [0, before, 0], [-1, x.shape[1]! - before - after, -1]),
    shape: ([n = null, steps, features = null]) => [n, plus(steps, -before - after), features],
  };
});

enterStep('UpSampling1D', (settings) => {
  const size = settings.number('size', 2);
  return {
    run: (x) => {
      const [n = 0, steps = 0, features = 0] = x.shape;
      const repeated = tf.tile(tf.expandDims(x, 2), [1, 1, size, 1]);
      return tf.reshape(repeated, [n, steps * size, features]);
    },
    shape: ([n = null, steps, features = null]) => [n, typeof steps === 'number' ? steps * size : null, features],
  };
});

/**
 * Between the centres of pixels, as Keras does it, and by matrices: the gradients of TensorFlow.js's own resizing are those of
 * another grid.
 */
function resized(x: tf.Tensor, height: number, width: number, interpolation: string): tf.Tensor {
  const [n = 0, rows = 0, columns = 0, channels = 0] = x.shape;
  const down = resizing(rows, height, interpolation);
  const across = resizing(columns, width, interpolation);
  const tall = tf.matMul(down, tf.reshape(tf.transpose(x, [1, 0, 2, 3]), [rows, n * columns * channels]));
  const turned = tf.transpose(tf.reshape(tall, [height, n, columns, channels]), [2, 1, 0, 3]);
  const wide = tf.matMul(across, tf.reshape(turned, [columns, n * height * channels]));
  return tf.transpose(tf.reshape(wide, [width, n, height, channels]), [1, 2, 0, 3]);
}

/** to×from: which pixels make each new one, and how much of each. */
function resizing(from: number, to: number, interpolation: string): tf.Tensor2D {
  const shares = new Float32Array(to * from);
  for (let pixel = 0; pixel < to; pixel++) {
    const centre = ((pixel + 0.5) * from) / to;
    const place = interpolation === 'nearest' ? Math.floor(centre) : centre - 0.5;
    const below = Math.floor(place);
    const share = place - below;
    for (const [at, part] of [
      [below, 1 - share],
      [below + 1, share],
    ] as const) {
      if (part > 0) shares[pixel * from + Math.min(Math.max(at, 0), from - 1)]! += part;
    }
  }
  return tf.tensor2d(shares, [to, from]);
}

enterStep('ResizingByCentres', (settings) => {
  const [height, width] = [settings.number('height', 1), settings.number('width', 1)];
  return {
    run: (x) => resized(x, height, width, settings.text('interpolation', 'bilinear')),
    shape: ([n = null, , , channels = null]) => [n, height, width, channels],
  };
});

enterStep('UpSampling2DByCentres', (settings) => {
  const [down = 2, across = down] = settings.numbers('size', 2, 2);
  return {
    run: (x) => resized(x, x.shape[1]! * down, x.shape[2]! * across, settings.text('interpolation', 'nearest')),
    shape: ([n = null, height, width, channels = null]) => [
      n,
      typeof height === 'number' ? height * down : null,
      typeof width === 'number' ? width * across : null,
      channels,
    ],
  };
});

/** Over all positions between the instances and the features. Masked steps do not count towards a mean. */
function globalPooling(settings: Settings, reduce: (x: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor): Step {
  const keep = settings.flag('keepdims', false);
  const axes = (rank: number): number[] => [...Array(rank).keys()].slice(1, -1);
  return {
    run(x, mask) {
      if (!mask || reduce !== meanOver) return reduce(x, axes(x.rank), keep);
      const counted = tf.expandDims(tf.cast(mask, 'float32'), -1);
      return tf.div(tf.sum(tf.mul(x, counted), 1, keep), tf.sum(counted, 1, keep));
    },
    shape: (shape: Shape) => [shape[0] ?? null, ...(keep ? axes(shape.length).map(() => 1) : []), shape.at(-1) ?? null],
  };
}

const meanOver = (x: tf.Tensor, axes: number[], keep: boolean): tf.Tensor => tf.mean(x, axes, keep);
const maxOver = (x: tf.Tensor, axes: number[], keep: boolean): tf.Tensor => tf.max(x, axes, keep);
enterStep('GlobalMean', (settings) => globalPooling(settings, meanOver));
enterStep('GlobalMax', (settings) => globalPooling(settings, maxOver));

/** `x + 3`, `6 - x` and the like in a functional model: Keras makes layers of them. */
const arithmetic: Readonly<Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>> = {
  Add: (a, b) => tf.add(a, b),
  Subtract: (a, b) => tf.sub(a, b),
  Multiply: (a, b) => tf.mul(a, b),
  TrueDivide: (a, b) => tf.div(a, b),
  Divide: (a, b) => tf.div(a, b),
  Maximum: (a, b) => tf.maximum(a, b),
  Minimum: (a, b) => tf.minimum(a, b),
};

export const arithmeticNames: ReadonlySet<string> = new Set(Object.keys(arithmetic));

enterStep('ArithmeticWithNumber', (settings) => {
  const operation = arithmetic[settings.text('operation', '')]!;
  const constant = settings.number('constant', 0);
  const first = settings.flag('constantFirst', false);
  return {
    run: (x) => (first ? operation(tf.scalar(constant), x) : operation(x, tf.scalar(constant))),
    passesMask: true,
  };
});

/** Steps all of whose features have one value are masked, and zero. */
enterStep('MaskingApart', (settings) => {
  const value = settings.number('maskValue', 0);
  const counted = (x: tf.Tensor): tf.Tensor => constant(tf.any(tf.notEqual(x, value), -1));
  return {
    run: (x) => tf.mul(x, tf.expandDims(tf.cast(counted(x), 'float32'), -1)),
    mask: counted,
  };
});

enterStep('ActivationOperation', (settings) => {
  const activation = activationNamed(settings.all['activation']);
  return { run: (x) => activation(x), passesMask: true };
});
