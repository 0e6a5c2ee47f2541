import * as tf from '@tensorflow/tfjs-core';
import { enter, only, OwnLayer, type Shape } from './base';

/** Stands for minus infinity, as in Keras: a query that may see nothing sees everything alike. */
const NEVER = -1e9;

type Masks = readonly (tf.Tensor | undefined)[];

/** Queries (N×T×D) that ask keys for their values (N×S×D′). Inputs: query, value, and the key where it is not the value. */
abstract class Asking extends OwnLayer {
  /** @param masks of query, value and key: N×T and N×S, where there are any */
  protected abstract attend(query: tf.Tensor3D, value: tf.Tensor3D, key: tf.Tensor3D, masks: Masks): tf.Tensor;

  override computeMask(_inputs: tf.Tensor | tf.Tensor[], mask?: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return (mask ? only(mask) : null) as tf.Tensor;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { mask }: { readonly mask?: tf.Tensor | Masks }): tf.Tensor {
    const [query, value, key = value] = inputs as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D?];
    const masks = Array.isArray(mask) ? (mask as Masks) : [mask as tf.Tensor | undefined];
    return tf.tidy(() => this.attend(query, value, key, masks));
  }
}

/** Attention in several heads: softmax(QKᵀ/√d)·V, projected (Vaswani et al. 2017). */
class MultiHeadAttention extends Asking {
  readonly #heads = this.settings.number('numHeads', 1);
  readonly #keyWidth = this.settings.number('keyDim', 1);
  readonly #valueWidth = this.settings.number('valueDim', this.#keyWidth);
  readonly #useBias = this.settings.flag('useBias', true);
  readonly #causal = this.settings.flag('useCausalMask', false);
  readonly #outputWidth = this.settings.all['outputShape'] ? this.settings.numbers('outputShape', 1, 0)[0] : undefined;

  override build(shapes: Shape | Shape[]): void {
    const [query, value, key = value] = shapes as [Shape, Shape, Shape?];
    const heads = this.#heads;
    for (const [name, from, width] of [
      ['query', query, this.#keyWidth],
      ['key', key, this.#keyWidth],
      ['value', value, this.#valueWidth],
    ] as const) {
      this.weight(`${name}/kernel`, [from.at(-1)!, heads, width]);
      if (this.#useBias) this.weight(`${name}/bias`, [heads, width]);
    }
    const outputWidth = this.#outputWidth ?? query.at(-1)!;
    this.weight('output/kernel', [heads, this.#valueWidth, outputWidth]);
    if (this.#useBias) this.weight('output/bias', [outputWidth]);
    this.built = true;
  }

  override computeOutputShape(shapes: Shape | Shape[]): Shape {
    const [query] = shapes as Shape[];
    return [...query!.slice(0, -1), this.#outputWidth ?? query!.at(-1)!];
  }

  protected attend(query: tf.Tensor3D, value: tf.Tensor3D, key: tf.Tensor3D, masks: Masks): tf.Tensor {
    const weights = this.weights.map((weight) => weight.read());
    const take = (): [tf.Tensor, tf.Tensor | undefined] => [
      weights.shift()!,
      this.#useBias ? weights.shift() : undefined,
    ];
    const [q, k, v] = [query, key, value].map((x) => inHeads(x, ...take()));
    const scores = tf.div(tf.matMul(q!, k!, false, true), Math.sqrt(this.#keyWidth));
    const seen = this.#seen(query, value, masks);
    // arithmetic instead of a choice, which has no gradient
    const attention = tf.softmax(seen ? tf.add(tf.mul(scores, seen), tf.mul(tf.sub(1, seen), NEVER)) : scores);
    const [kernel, bias] = take();
    return outOfHeads(tf.matMul(attention, v!), kernel, bias);
  }

  /** Which query may see which value: N×1×T×S of ones and zeros, or undefined where each sees all. */
  #seen(query: tf.Tensor3D, value: tf.Tensor3D, [queryMask, valueMask, keyMask]: Masks): tf.Tensor | undefined {
    const [n, steps] = query.shape;
    const values = value.shape[1];
    const row = (mask: tf.Tensor): tf.Tensor => tf.reshape(tf.cast(mask, 'float32'), [n, 1, 1, values]);
    const parts = [
      queryMask && tf.reshape(tf.cast(queryMask, 'float32'), [n, 1, steps, 1]),
      valueMask && row(valueMask),
      keyMask && row(keyMask),
      this.#causal ? tf.reshape(tf.linalg.bandPart(tf.ones([steps, values]), -1, 0), [1, 1, steps, values]) : undefined,
    ].filter((part) => part !== undefined);
    if (parts.length === 0) return undefined;
    return parts.reduce((seen, part) => tf.mul(seen, part), tf.ones([n, 1, steps, values]));
  }
}

/** Attention without projections: softmax of the scores of queries against keys, times the values. */
abstract class PlainAttention extends Asking {
  /** How much each query asks for each key: N×T×S. */
  protected abstract scores(query: tf.Tensor3D, key: tf.Tensor3D): tf.Tensor;

  override computeOutputShape(shapes: Shape | Shape[]): Shape {
    const [query, value] = shapes as [Shape, Shape];
    return [...query.slice(0, -1), value.at(-1)!];
  }

  protected attend(query: tf.Tensor3D, value: tf.Tensor3D, key: tf.Tensor3D, [queryMask, valueMask]: Masks): tf.Tensor {
    const [n, steps] = query.shape;
    const values = value.shape[1];
    const parts = [
      valueMask && tf.reshape(tf.cast(valueMask, 'float32'), [n, 1, values]),
      this.settings.flag('useCausalMask', false) ? tf.linalg.bandPart(tf.ones([1, steps, values]), -1, 0) : undefined,
    ].filter((part) => part !== undefined);
    const unseen = parts.map((part) => tf.mul(tf.sub(1, part), NEVER));
    const scores = unseen.reduce((all, part) => tf.add(all, part), this.scores(query, key));
    const result = tf.matMul(tf.softmax(scores), value);
    return queryMask ? tf.mul(result, tf.reshape(tf.cast(queryMask, 'float32'), [n, steps, 1])) : result;
  }
}

/** Luong: scores are dot products, or (`concat`) Σ tanh of the sums of query and key; scaled by a weight where that is set. */
class Attention extends PlainAttention {
  readonly #concat = this.settings.text('scoreMode', 'dot') === 'concat';
  readonly #useScale = this.settings.flag('useScale', false);

  override build(): void {
    if (this.#useScale) this.weight('scale', []);
    if (this.#concat) this.weight('concat_score_weight', []);
    this.built = true;
  }

  protected scores(query: tf.Tensor3D, key: tf.Tensor3D): tf.Tensor {
    const weights = this.weights.map((weight) => weight.read());
    const scale = this.#useScale ? weights.shift()! : tf.scalar(1);
    if (!this.#concat) return tf.mul(tf.matMul(query, key, false, true), scale);
    return tf.mul(weights[0]!, tf.sum(tf.tanh(tf.mul(scale, everyPair(query, key))), -1));
  }
}

/** Bahdanau: Σ scale ⊙ tanh(query + key). */
class AdditiveAttention extends PlainAttention {
  override build(shapes: Shape | Shape[]): void {
    const [query] = shapes as Shape[];
    if (this.settings.flag('useScale', true)) this.weight('scale', [query!.at(-1)!]);
    this.built = true;
  }

  protected scores(query: tf.Tensor3D, key: tf.Tensor3D): tf.Tensor {
    const scale = this.weights[0]?.read() ?? tf.scalar(1);
    return tf.sum(tf.mul(scale, tf.tanh(everyPair(query, key))), -1);
  }
}

/** Query + key of every pair of steps: N×T×S×D. */
function everyPair(query: tf.Tensor3D, key: tf.Tensor3D): tf.Tensor {
  return tf.add(tf.expandDims(query, 2), tf.expandDims(key, 1));
}

/** N×T×D → N×heads×T×width. */
function inHeads(x: tf.Tensor3D, kernel: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor {
  const [n, steps, features] = x.shape;
  const [, heads = 1, width = 1] = kernel.shape;
  const product = tf.matMul(tf.reshape(x, [n * steps, features]), tf.reshape(kernel, [features, heads * width]));
  const summed = bias ? tf.add(product, tf.reshape(bias, [heads * width])) : product;
  return tf.transpose(tf.reshape(summed, [n, steps, heads, width]), [0, 2, 1, 3]);
}

/** N×heads×T×width → N×T×D. */
function outOfHeads(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor {
  const [n = 0, heads = 0, steps = 0, width = 0] = x.shape;
  const outputs = kernel.shape.at(-1)!;
  const joined = tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [n * steps, heads * width]);
  const product = tf.matMul(joined, tf.reshape(kernel, [heads * width, outputs]));
  return tf.reshape(bias ? tf.add(product, bias) : product, [n, steps, outputs]);
}

enter('MultiHeadAttention', MultiHeadAttention);
enter('Attention', Attention);
enter('AdditiveAttention', AdditiveAttention);
