import * as tf from '@tensorflow/tfjs-core';
import { matrix, type Matrix } from '../linalg/matrix';
import { randomPermutation, seededRandom, type Random } from '../linalg/random';

/** What `trainEncoders` is asked for: two views of the same n instances, n×D and n×D′. */
export interface ContrastiveTraining {
  readonly views: readonly [Matrix, Matrix];
  /** Widths of the layers after the input; ReLU stands between them. */
  readonly widths: readonly number[];
  readonly temperature: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
}

interface Layer {
  readonly weights: tf.Variable<tf.Rank.R2>;
  readonly bias: tf.Variable<tf.Rank.R1>;
}

interface TrainedLayer {
  readonly weights: Matrix;
  readonly bias: Float64Array;
}

/** Squared lengths below this have no direction in float32. */
const SHORT = 1e-12;
/** Takes an embedding out of its own comparison. */
const NEVER = -1e9;

/**
 * Trains two perceptrons with Adam so that their unit embeddings of the same instance are alike and those of different
 * instances are not: the supervised contrastive loss (Khosla et al., 2020) with two views, each instance its own class.
 * Equal seeds give equal encoders. `onProgress` (0 … 1, every batch) may throw to end the work.
 * TensorFlow.js must have been started.
 */
export async function trainEncoders(
  { views, widths, temperature, epochs, batch, learningRate, seed }: ContrastiveTraining,
  onProgress: (done: number) => void,
): Promise<{ encoders: [TrainedLayer[], TrainedLayer[]]; losses: number[] }> {
  const random = seededRandom(seed);
  const networks = views.map(({ cols }) => perceptron([cols, ...widths], random)) as [Layer[], Layer[]];
  const inputs = views.map(({ rows, cols, data }) => tf.tensor2d(Float32Array.from(data), [rows, cols]));
  const variables = networks.flat().flatMap(({ weights, bias }) => [weights, bias]);
  const optimizer = tf.train.adam(learningRate);
  const n = views[0].rows;
  const losses: number[] = [];
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = randomPermutation(n, random);
      let total = 0;
      for (const rows of batches(order, batch)) {
        onProgress((epoch + rows.begin / n) / epochs);
        const loss = tf.tidy(() => {
          const chosen = tf.tensor1d(rows.instances, 'int32');
          const [x, y] = inputs.map((input) => tf.gather(input, chosen));
          const lossOf = (): tf.Scalar => contrastiveLoss(embed(networks[0], x!), embed(networks[1], y!), temperature);
          return optimizer.minimize(lossOf, true, variables)!.dataSync<'float32'>()[0]!;
        });
        total += loss * rows.instances.length;
      }
      losses.push(total / n);
    }
    const encoders = networks.map((layers) => layers.map(asArrays)) as [TrainedLayer[], TrainedLayer[]];
    return await Promise.resolve({ encoders, losses });
  } finally {
    tf.dispose([...variables, ...inputs]);
    optimizer.dispose();
  }
}

/** Every batch has at least two instances: one alone has nothing to differ from. */
function* batches(order: Int32Array, size: number): Generator<{ begin: number; instances: Int32Array }> {
  for (let begin = 0; begin < order.length;) {
    const left = order.length - begin;
    const count = left - size === 1 ? left : Math.min(size, left);
    yield { begin, instances: order.slice(begin, begin + count) };
    begin += count;
  }
}

/** Glorot-uniform weights, zero biases. */
function perceptron(widths: readonly number[], random: Random): Layer[] {
  return widths.slice(1).map((outputs, at) => {
    const inputs = widths[at]!;
    const limit = Math.sqrt(6 / (inputs + outputs));
    const weights = Float32Array.from({ length: inputs * outputs }, () => limit * (2 * random.uniform() - 1));
    return {
      // Of a tidy, the variables remain and their first values go.
      weights: tf.tidy(() => tf.variable(tf.tensor2d(weights, [inputs, outputs]))),
      bias: tf.tidy(() => tf.variable<tf.Rank.R1>(tf.zeros([outputs]))),
    };
  });
}

/** Unit embeddings, n×128. */
function embed(layers: readonly Layer[], input: tf.Tensor2D): tf.Tensor2D {
  const embedded = layers.reduce<tf.Tensor2D>((activations, { weights, bias }, at) => {
    const sums = tf.add<tf.Tensor2D>(at === 0 ? times(activations, weights) : product(activations, weights), bias);
    return at === layers.length - 1 ? sums : tf.relu(sums);
  }, input);
  const squared = tf.sum(tf.square(embedded), 1, true);
  return tf.div(embedded, tf.sqrt(tf.maximum(squared, SHORT)));
}

/** Mean over both views of log Σ_{a≠i} exp(zᵢ·zₐ/τ) − zᵢ·z₊/τ. */
function contrastiveLoss(x: tf.Tensor2D, y: tf.Tensor2D, temperature: number): tf.Scalar {
  const n = x.shape[0];
  const all = tf.concat([x, y]);
  const similarities = tf.div<tf.Tensor2D>(product(all, tf.transpose(all)), temperature);
  const others = tf.add(similarities, tf.mul(tf.eye(2 * n), NEVER));
  const positives = tf.div(tf.sum(tf.mul(x, y), 1), temperature);
  return tf.sub(tf.mean(tf.logSumExp(others, 1)), tf.mean(positives)).asScalar();
}

/** A·B whose gradient transposes first: the wasm backend multiplies by a transposed matrix forty times slower. */
function product(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad((left, right, save) => {
    const [l, r] = [left as tf.Tensor2D, right as tf.Tensor2D];
    (save as tf.GradSaveFunc)([l, r]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => [
      tf.matMul(dy, tf.transpose(saved[1] as tf.Tensor2D)),
      tf.matMul(tf.transpose(saved[0] as tf.Tensor2D), dy),
    ];
    return { value: tf.matMul(l, r), gradFunc };
  })(a, b) as tf.Tensor2D;
}

/** As `product`, where A is data and needs no gradient. */
function times(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad((weights) => ({
    value: tf.matMul(a, weights as tf.Tensor2D),
    gradFunc: (dy: tf.Tensor) => tf.matMul(tf.transpose(a), dy),
  }))(b) as tf.Tensor2D;
}

function asArrays({ weights, bias }: Layer): TrainedLayer {
  const [inputs, outputs] = weights.shape;
  return {
    weights: matrix(inputs, outputs, Float64Array.from(weights.dataSync())),
    bias: Float64Array.from(bias.dataSync()),
  };
}
