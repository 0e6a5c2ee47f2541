import * as tf from '@tensorflow/tfjs-core';
import { batches, type Batch } from './batches';
import { ModelError } from './errors';
import { feedFor, type Feed } from './feed';
import { evaluate, isCut, type ModelGraph } from './graph';

/** Numbers of N instances, one row each. */
export interface Values {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float32Array;
}

/** Inputs as a file has them. */
export interface Inputs {
  /** For messages. */
  readonly file: string;
  /** Of one instance. */
  readonly shape: readonly number[];
  readonly values: Values;
}

/** A layer through which everything goes: a model can be cut there. Its numbers stand position by position, channels last. */
export interface Cut {
  readonly name: string;
  readonly positions: number;
  readonly features: number;
}

/** Instances at a time: as many as keep each pass in memory. */
const BATCH = 64;

type Of = 'logits' | 'probabilities';

/** A model that can be asked, about the inputs it is opened with. Synchronous: it runs on a worker thread. */
export class LiveModel {
  readonly cuts: readonly Cut[];
  readonly classes: number;
  readonly inputs: Values;
  readonly #feed: Feed;
  readonly #shapes = new Map<string, readonly number[]>();

  /** `tick` is called between batches; it throws when the user cancelled. Throws a `ModelError` where the inputs don't fit. */
  constructor(
    private readonly graph: ModelGraph,
    private readonly given: Inputs,
    /** Called between batches. */
    public tick: () => void,
  ) {
    this.#feed = feedFor(graph, given.shape, given.file);
    this.inputs = given.values;
    const { cuts, classes } = this.#probe();
    this.cuts = cuts;
    this.classes = classes;
  }

  /** N×C. */
  logits(inputs: Values, from: string | null = null): Values {
    return this.#each(inputs, (batch) => evaluate(this.graph, this.#start(batch, from), [this.graph.logits])[0]!);
  }

  /** What a layer says: N×(positions·features). */
  activations(inputs: Values, layer: string): Values {
    const value = this.#valueOf(layer);
    return this.#each(inputs, (batch) => this.#arrange(evaluate(this.graph, this.#start(batch, null), [value])[0]!));
  }

  /** The gradients of Σ weights·O in the inputs, or (`from`) in what a layer says. `weights` is N×C, row by row. */
  gradients(values: Values, weights: Float64Array, of: Of, from: string | null = null): Values {
    return this.#each(values, (batch, { start, size }) => {
      const part = new Float32Array(size * this.classes);
      part.set(weights.subarray(start * this.classes, (start + size) * this.classes));
      const wanted = tf.tensor2d(part, [size, this.classes]);
      return tf.grad((x: tf.Tensor): tf.Tensor => {
        const [z] = evaluate(this.graph, this.#start(x, from), [this.graph.logits]);
        return tf.sum(tf.mul(of === 'logits' ? z! : tf.softmax(z!, -1), wanted));
      })(batch);
    });
  }

  dispose(): void {
    this.graph.dispose();
  }

  /** The values that a batch gives to start from. */
  #start(batch: tf.Tensor, from: string | null): Map<string, tf.Tensor> {
    if (from === null) {
      const instances = tf.reshape(batch, [batch.shape[0], ...this.given.shape]);
      return new Map([[this.graph.input.value, this.#feed(instances)]]);
    }
    const shape = this.#shapes.get(from)!;
    const first = this.graph.channels === 'first' && shape.length === 3;
    const tensor = tf.reshape(batch, [batch.shape[0], ...(first ? [shape[1]!, shape[2]!, shape[0]!] : shape)]);
    return new Map([[this.#valueOf(from), first ? tf.transpose(tensor, [0, 3, 1, 2]) : tensor]]);
  }

  /** Channels last, flat. Tokens (N×T×D) have their features last in every framework. */
  #arrange(tensor: tf.Tensor): tf.Tensor {
    const first = this.graph.channels === 'first' && tensor.rank === 4;
    const turned = first ? tf.transpose(tensor, [0, 2, 3, 1]) : tensor;
    return tf.reshape(turned, [tensor.shape[0], -1]);
  }

  #valueOf(layer: string): string {
    return this.graph.layers.find(({ name }) => name === layer)!.value;
  }

  /** Runs one instance, to learn the shapes. */
  #probe(): { readonly cuts: readonly Cut[]; readonly classes: number } {
    const { graph } = this;
    tf.engine().startScope();
    try {
      const { cols, data } = this.inputs;
      const [batch] = batches({ rows: 1, cols, data: data.subarray(0, cols) }, 1, graph.input.batch);
      const { size, data: first } = batch!;
      const one = tf.tensor(first, [size, cols]);
      const layers = graph.layers.filter(
        ({ value }) => value !== graph.output && value !== graph.logits && isCut(graph, value),
      );
      const wanted = [graph.logits, ...layers.map(({ value }) => value)];
      const [logits, ...found] = evaluate(graph, this.#start(one, null), wanted);
      if (logits!.rank !== 2) {
        throw new ModelError(
          graph.path,
          `It gives ${logits!.shape.slice(1).join('×')} numbers an instance, not one row of classes.`,
        );
      }
      const cuts = layers.flatMap(({ name }, index): Cut[] => {
        const tensor = found[index]!;
        if (tensor.dtype !== 'float32' || tensor.shape[0] !== size || tensor.rank < 2) return [];
        const shape = tensor.shape.slice(1);
        this.#shapes.set(name, shape);
        const features = graph.channels === 'first' && shape.length === 3 ? shape[0]! : shape.at(-1)!;
        return [{ name, features, positions: tensor.size / size / features }];
      });
      return { cuts, classes: logits!.shape[1]! };
    } finally {
      tf.engine().endScope();
    }
  }

  #each(values: Values, run: (instances: tf.Tensor, batch: Batch) => tf.Tensor): Values {
    const { rows, cols } = values;
    const parts: Float32Array[] = [];
    for (const batch of batches(values, BATCH, this.graph.input.batch)) {
      this.tick();
      const { count, size, data } = batch;
      const result = tf.tidy(() => run(tf.tensor2d(data, [size, cols]), batch));
      parts.push(result.dataSync<'float32'>().slice(0, (result.size / size) * count));
      result.dispose();
    }
    const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return { rows, cols: rows > 0 ? all.length / rows : 0, data: all };
  }
}
