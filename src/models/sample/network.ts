import * as layers from '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { randomPermutation, seededRandom, type Random } from '../../linalg/random';
import { CLASSES, PIXELS, type Digits } from './digits';

const SIDE = 8;
const BATCH = 32;
const LEARNING_RATE = 0.002;

/** What one layer says about N images. */
export interface Activation {
  readonly layer: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A network as TensorFlow.js saves it. */
export interface SavedModel {
  /** The text of `model.json`, which refers to `weights.bin`. */
  readonly json: string;
  readonly weights: Uint8Array;
}

/**
 * A small convolutional network: convolution 1→w, pooling, convolution w→2w, pooling, 32 units, 10 logits.
 * Equal seeds give equal networks, before and after training.
 */
export class SampleNetwork {
  readonly #model: layers.Sequential;
  readonly #optimizer = tf.train.adam(LEARNING_RATE);
  readonly #random: Random;

  constructor(seed: number, width: number) {
    this.#random = seededRandom(seed);
    const initial = (index: number): ReturnType<typeof layers.initializers.glorotUniform> =>
      layers.initializers.glorotUniform({ seed: seed * 10 + index });
    const convolution = { kernelSize: 3, padding: 'same', activation: 'relu' } as const;
    this.#model = layers.sequential({
      layers: [
        layers.layers.conv2d({
          ...convolution,
          name: 'conv1',
          inputShape: [SIDE, SIDE, 1],
          filters: width,
          kernelInitializer: initial(1),
        }),
        layers.layers.maxPooling2d({ name: 'pool1', poolSize: 2 }),
        layers.layers.conv2d({ ...convolution, name: 'conv2', filters: 2 * width, kernelInitializer: initial(2) }),
        layers.layers.maxPooling2d({ name: 'pool2', poolSize: 2 }),
        layers.layers.flatten({ name: 'flatten' }),
        layers.layers.dense({ name: 'fc1', units: 32, activation: 'relu', kernelInitializer: initial(3) }),
        layers.layers.dense({ name: 'logits', units: CLASSES, kernelInitializer: initial(4) }),
      ],
    });
  }

  /** Sees every image once, in an order of its own. */
  trainEpoch(digits: Digits): void {
    const order = randomPermutation(digits.labels.length, this.#random);
    for (let start = 0; start < order.length; start += BATCH) {
      const batch = order.subarray(start, start + BATCH);
      tf.tidy(() => {
        const images = tf.tensor4d(rowsOf(digits.images, batch), [batch.length, SIDE, SIDE, 1]);
        const truth = tf.oneHot(
          tf.tensor1d(
            batch.map((row) => digits.labels[row]!),
            'int32',
          ),
          CLASSES,
        );
        this.#optimizer.minimize(() => {
          const logits = this.#model.apply(images, { training: true }) as tf.Tensor2D;
          return tf.losses.softmaxCrossEntropy<tf.Tensor, tf.Scalar>(truth, logits);
        });
      });
    }
  }

  /** The activations of every layer with weights, the logits last. */
  look(digits: Digits): Activation[] {
    const seen = this.#model.layers.filter((layer) => layer.weights.length > 0);
    const whole = layers.model({
      inputs: this.#model.inputs,
      outputs: seen.map((layer) => layer.output as layers.SymbolicTensor),
    });
    return tf.tidy(() => {
      const images = tf.tensor4d(digits.images, [digits.labels.length, SIDE, SIDE, 1]);
      const outputs = whole.predict(images, { batchSize: digits.labels.length }) as tf.Tensor[];
      return outputs.map((output, index) => ({
        layer: seen[index]!.name,
        shape: output.shape,
        data: output.dataSync<'float32'>(),
      }));
    });
  }

  async save(): Promise<SavedModel> {
    let saved: SavedModel | undefined;
    const handler = tf.io.withSaveHandler((artifacts) => {
      const { modelTopology, weightSpecs, weightData, format, generatedBy, convertedBy } = artifacts;
      const manifest = [{ paths: ['weights.bin'], weights: weightSpecs ?? [] }];
      const json = { format, generatedBy, convertedBy, modelTopology, weightsManifest: manifest };
      const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
      saved = { json: JSON.stringify(json, undefined, 1), weights };
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    });
    await this.#model.save(handler);
    if (!saved) throw new Error('TensorFlow.js did not save the model.');
    return saved;
  }

  dispose(): void {
    this.#model.dispose();
    this.#optimizer.dispose();
  }
}

/** The share of images whose digit has the largest logit. */
export function accuracyOf({ data }: Activation, { labels }: Digits): number {
  let right = 0;
  labels.forEach((label, row) => {
    const logits = data.subarray(row * CLASSES, (row + 1) * CLASSES);
    if (logits.indexOf(Math.max(...logits)) === label) right++;
  });
  return right / labels.length;
}

function rowsOf(images: Float32Array, rows: Int32Array): Float32Array {
  const out = new Float32Array(rows.length * PIXELS);
  rows.forEach((row, to) => out.set(images.subarray(row * PIXELS, (row + 1) * PIXELS), to * PIXELS));
  return out;
}
