import type { Linalg } from '../linalg/linalg';
import { matrix, type Matrix } from '../linalg/matrix';

/*
 * Encoders that a measure has trained. Measures know what to train and how to score it; gradient descent is the business of
 * whoever runs them, and reaches a measure through its context. So the mathematics stays free of TensorFlow.js, which is
 * loaded at the first training and nowhere else.
 */

/** One layer x ↦ x·weights + bias: `weights` in×out, `bias` out numbers. */
export interface DenseLayer {
  readonly weights: Matrix;
  readonly bias: Float64Array;
}

/** Layers with ReLU between them. */
export type Encoder = readonly DenseLayer[];

/** Two views of the same n instances, and how to learn to tell the instances apart across them. */
export interface ContrastiveTask {
  /** n×D and n×D′. */
  readonly views: readonly [Matrix, Matrix];
  /** Widths of the layers after the input. */
  readonly widths: readonly number[];
  readonly temperature: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
}

export interface TrainedEncoders {
  readonly encoders: readonly [Encoder, Encoder];
  /** Mean loss of each epoch. */
  readonly losses: readonly number[];
}

/**
 * Minimises the supervised contrastive loss of both views' unit embeddings, the same instance being the only positive.
 * `onProgress` (0 … 1) may throw to cancel.
 */
export type EncoderTrainer = (task: ContrastiveTask, onProgress: (done: number) => void) => Promise<TrainedEncoders>;

/** What the encoder makes of n×D rows, in float64. */
export function encode(encoder: Encoder, rows: Matrix, linalg: Linalg): Matrix {
  return encoder.reduce((activations, { weights, bias }, layer) => {
    const { rows: n, cols, data } = linalg.multiply(activations, weights);
    const last = layer === encoder.length - 1;
    const next = data.map((entry, at) => (last ? entry + bias[at % cols]! : Math.max(entry + bias[at % cols]!, 0)));
    return matrix(n, cols, next);
  }, rows);
}
