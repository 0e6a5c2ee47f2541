import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, type LayerVariable } from '@tensorflow/tfjs-layers';

/*
 * Layers of Keras that TensorFlow.js lacks, or computes otherwise than Keras does. They are entered into the registry from which
 * TensorFlow.js builds models; there, the keys and words of Keras are in camel case.
 */

export type Shape = (number | null)[];

/** Settings of a layer, as the file has them. */
export class Settings {
  constructor(readonly all: Readonly<Record<string, unknown>>) {}

  number(name: string, otherwise: number): number {
    const value = this.all[name];
    return typeof value === 'number' ? value : otherwise;
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.all[name];
    return typeof value === 'boolean' ? value : otherwise;
  }

  /** A list of numbers, or one number for all of them. */
  numbers(name: string, count: number, otherwise: number): number[] {
    const value = this.all[name];
    const given = Array.isArray(value) ? (value as unknown[]).flat() : Array(count).fill(value ?? otherwise);
    return given.map(Number);
  }

  text(name: string, otherwise: string): string {
    const value = this.all[name];
    return typeof value === 'string' ? value : otherwise;
  }
}

export type Constructor<T> = new (args: Record<string, unknown>) => T;

/** A class of TensorFlow.js by its name in the registry. */
export function registered<T>(name: string): Constructor<T> {
  const [found] = tf.serialization.SerializationMap.getMap().classNameMap[name]!;
  return found as unknown as Constructor<T>;
}

/** The function that a setting names. */
export function activationNamed(name: unknown): (x: tf.Tensor) => tf.Tensor {
  if (typeof name !== 'string') return (x) => x;
  const activation = new (registered<{ apply(x: tf.Tensor): tf.Tensor }>(name))({});
  return (x) => activation.apply(x);
}

export function only<T>(given: T | T[]): T {
  return Array.isArray(given) ? given[0]! : given;
}

/** A layer of ours: what it needs to be built and copied. */
export abstract class OwnLayer extends layers.Layer {
  protected readonly settings: Settings;

  constructor(args: Record<string, unknown>) {
    super(args);
    this.settings = new Settings(args);
    this.supportsMasking = true;
  }

  protected weight(name: string, shape: Shape): LayerVariable {
    return this.addWeight(name, shape, 'float32', initializers.zeros());
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.settings.all as tf.serialization.ConfigDict) };
  }
}

/** Enters a layer into the registry under the name that models call it by. */
export function enter(className: string, layer: Constructor<layers.Layer>): void {
  Object.defineProperty(layer, 'className', { value: className });
  tf.serialization.registerClass(layer as unknown as Parameters<typeof tf.serialization.registerClass>[0]);
}

/** The same numbers, through which no gradient is asked for. */
export function constant(x: tf.Tensor): tf.Tensor {
  return tf.tensor(x.dataSync(), x.shape, x.dtype);
}

/** What a layer without weights does: to a tensor, and to the shape of one. */
export interface Step {
  run(x: tf.Tensor, mask?: tf.Tensor): tf.Tensor;
  /** The same shape where absent. */
  shape?(shape: Shape): Shape;
  /** The mask of what comes in is that of what goes out. */
  readonly passesMask?: boolean;
  /** It says itself which steps count. */
  mask?(x: tf.Tensor): tf.Tensor;
}

/** Enters a layer without weights. */
export function enterStep(className: string, make: (settings: Settings) => Step): void {
  class StepLayer extends OwnLayer {
    readonly #step = make(this.settings);

    override computeOutputShape(shape: Shape | Shape[]): Shape | Shape[] {
      const given = (Array.isArray(shape[0]) ? shape[0] : shape) as Shape;
      return this.#step.shape?.(given) ?? given;
    }

    override computeMask(inputs: tf.Tensor | tf.Tensor[], mask?: tf.Tensor | tf.Tensor[]): tf.Tensor {
      if (this.#step.mask) return this.#step.mask(only(inputs));
      // TensorFlow.js says "no mask" by null.
      return (this.#step.passesMask && mask ? only(mask) : null) as tf.Tensor;
    }

    override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { readonly mask?: tf.Tensor | tf.Tensor[] }): tf.Tensor {
      const mask = kwargs.mask && only(kwargs.mask);
      return tf.tidy(() => this.#step.run(only(inputs), mask));
    }
  }
  enter(className, StepLayer);
}
