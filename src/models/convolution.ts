import * as tf from '@tensorflow/tfjs-core';

/** A filter (height×width×channels×filters) with its gaps filled in with zeros: TensorFlow.js has no gradient of a dilated convolution. */
export function spread(filter: tf.Tensor4D, [down, across]: readonly [number, number]): tf.Tensor4D {
  if (down === 1 && across === 1) return filter;
  const [height, width, channels, filters] = filter.shape;
  const gaps = tf.pad(tf.reshape(filter, [height, 1, width, 1, channels * filters]), [
    [0, 0],
    [0, down - 1],
    [0, 0],
    [0, across - 1],
    [0, 0],
  ]);
  const whole = tf.reshape(gaps, [height * down, width * across, channels, filters]);
  const extent = [(height - 1) * down + 1, (width - 1) * across + 1, channels, filters] as const;
  return tf.slice(whole as tf.Tensor4D, [0, 0, 0, 0], [...extent]);
}

/** A convolution of pictures (N×H×W×C) whose channels stand in groups; `filter` has the channels of one group. */
export function groupedConvolution(
  picture: tf.Tensor4D,
  filter: tf.Tensor4D,
  {
    strides,
    groups,
    pad,
  }: { readonly strides: readonly [number, number]; readonly groups: number; readonly pad: 'same' | 'valid' },
): tf.Tensor4D {
  const [height, width, perGroup, filters] = filter.shape;
  if (groups === 1) return tf.conv2d(picture, filter, [...strides], pad);
  if (perGroup === 1) {
    // H×W×1×(C·m) → H×W×C×m; unequal strides are none that TensorFlow.js has for it
    const byChannel = tf.reshape(filter, [height, width, groups, filters / groups]);
    return tf.depthwiseConv2d(picture, byChannel as tf.Tensor4D, [...strides], pad);
  }
  const filtersOf = tf.split<tf.Tensor4D>(filter, groups, 3);
  const parts = tf.split<tf.Tensor4D>(picture, groups, 3);
  return tf.concat(
    parts.map((part, group) => tf.conv2d(part, filtersOf[group]!, [...strides], pad)),
    3,
  );
}
