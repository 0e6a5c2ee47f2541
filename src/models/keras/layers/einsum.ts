import * as tf from '@tensorflow/tfjs-core';
import { activationNamed, enter, only, OwnLayer, type Shape } from './base';

/** A product of an input with a kernel over the axes that they share and the output lacks, as `abc,cd->abd` says. */
interface Contraction {
  /** One letter an axis. */
  readonly input: readonly string[];
  readonly kernel: readonly string[];
  readonly output: readonly string[];
}

/** Letters that no equation of Keras needs for axes that have names. */
const UNNAMED = ['Z', 'Y', 'X', 'W', 'V', 'U', 'T', 'S'];

/** Takes an equation apart; `...` becomes as many axes as an input of `rank` has beyond those named. Null where it can't be run. */
function readEquation(equation: string, rank: number): Contraction | null {
  const parts = /^([^,]*),([^-]*)->(.*)$/.exec(equation.replaceAll(' ', ''))?.slice(1);
  const axesOf = (part = ''): string[] => part.match(/\.\.\.|\w/g) ?? [];
  const [left, kernel, right] = [axesOf(parts?.[0]), axesOf(parts?.[1]), axesOf(parts?.[2])];
  const more = UNNAMED.slice(0, Math.max(rank - left.filter((axis) => axis !== '...').length, 0));
  const [input, output] = [left, right].map((axes) => axes.flatMap((axis) => (axis === '...' ? more : [axis]))) as [
    string[],
    string[],
  ];
  const isRepeated = [input, kernel, output].some((axes) => new Set(axes).size !== axes.length);
  // each axis of the input is either kept or summed over, and each of the output comes from somewhere
  const isOther = input.some((axis) => kernel.includes(axis) === output.includes(axis));
  const isUnknown = output.some((axis) => !input.includes(axis) && !kernel.includes(axis));
  return kernel.includes('...') || input.length !== rank || isRepeated || isOther || isUnknown
    ? null
    : { input, kernel, output };
}

/** A dense layer over any axes (Keras: EinsumDense), as transformers are often built of. */
class EinsumDense extends OwnLayer {
  readonly #activation = activationNamed(this.settings.all['activation']);
  #contraction: Contraction | undefined;

  override build(shape: Shape | Shape[]): void {
    const contraction = this.#read(shape as Shape);
    const sizes = this.#sizes(contraction, shape as Shape);
    this.#contraction = contraction;
    this.weight(
      'kernel',
      contraction.kernel.map((axis) => sizes.get(axis)!),
    );
    const biased = this.settings.text('biasAxes', '');
    if (biased !== '') {
      const from = contraction.output.findIndex((axis) => biased.includes(axis));
      const axes = contraction.output.slice(from);
      this.weight(
        'bias',
        axes.map((axis) => (biased.includes(axis) ? sizes.get(axis)! : 1)),
      );
    }
    this.built = true;
  }

  override computeOutputShape(shape: Shape | Shape[]): Shape {
    const contraction = this.#read(shape as Shape);
    const sizes = this.#sizes(contraction, shape as Shape);
    return contraction.output.map((axis) => sizes.get(axis) ?? null);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [kernel, bias] = this.weights.map((weight) => weight.read());
      const product = contract(only(inputs), kernel!, this.#contraction!);
      return this.#activation(bias ? tf.add(product, bias) : product);
    });
  }

  #read(shape: Shape): Contraction {
    const equation = this.settings.text('equation', '');
    const contraction = readEquation(equation, shape.length);
    if (!contraction) throw new Error(`EinsumDense ("${this.name}") with the equation "${equation}" cannot be run.`);
    return contraction;
  }

  /**
   * The size of every axis: those of the input, and what the setting says of the output without the instances, from its right
   * end, or from its left where axes without names stand on the right.
   */
  #sizes({ input, output }: Contraction, shape: Shape): ReadonlyMap<string, number | null> {
    const sizes = new Map<string, number | null>(input.map((axis, at) => [axis, shape[at] ?? null]));
    const wanted = [this.settings.all['outputShape'] as number | null | (number | null)[]].flat();
    const start = this.settings.text('equation', '').endsWith('...') ? 1 : output.length - wanted.length;
    wanted.forEach((size, at) => {
      const axis = output[start + at];
      if (axis !== undefined && !sizes.has(axis)) sizes.set(axis, size);
    });
    return sizes;
  }
}

/** By transposition to one product of matrices. */
function contract(x: tf.Tensor, kernel: tf.Tensor, { input, kernel: axes, output }: Contraction): tf.Tensor {
  const kept = input.filter((axis) => !axes.includes(axis));
  const summed = input.filter((axis) => axes.includes(axis));
  const made = axes.filter((axis) => !input.includes(axis));
  const size = new Map<string, number>();
  input.forEach((axis, at) => size.set(axis, x.shape[at]!));
  axes.forEach((axis, at) => size.set(axis, kernel.shape[at]!));
  const sizesOf = (list: readonly string[]): number[] => list.map((axis) => size.get(axis)!);
  const product = (list: readonly string[]): number => sizesOf(list).reduce((all, one) => all * one, 1);
  const arranged = (tensor: tf.Tensor, from: readonly string[], to: readonly string[]): tf.Tensor =>
    tf.transpose(
      tensor,
      to.map((axis) => from.indexOf(axis)),
    );
  const left = tf.reshape(arranged(x, input, [...kept, ...summed]), [product(kept), product(summed)]);
  const right = tf.reshape(arranged(kernel, axes, [...summed, ...made]), [product(summed), product(made)]);
  const result = tf.reshape(tf.matMul(left, right), [...sizesOf(kept), ...sizesOf(made)]);
  return arranged(result, [...kept, ...made], output);
}

enter('EinsumDense', EinsumDense);
