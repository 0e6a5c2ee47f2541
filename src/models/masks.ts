import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { ModelError } from './errors';
import { attentionLayers } from './calls';
import type { Topology } from './topology';

/*
 * Masks say which steps of a sequence count: those of padding do not. A tensor's mask is a value of the graph beside it.
 */

export type Layer = layers.SymbolicTensor['sourceLayer'];

/** The mask of a tensor, by the tensor's value. */
export const maskOf = (value: string): string => `${value} mask`;

/** Layers that join their inputs place by place. */
const joining = new Set(['Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum', 'TrueDivide', 'Divide']);

/** What a layer does with masks. */
export interface MaskUse {
  /** Inputs that have one. */
  readonly masked: readonly string[];
  /** Of these, the ones whose mask the layer is called with. */
  readonly used: readonly string[];
  /** Its output has one. */
  readonly gives: boolean;
}

/** Follows the masks through a model, by the settings of its layers: what they hold is known only when it runs. */
export class MaskFlow {
  readonly #masked = new Set<string>();
  /** Keras 3 loses masks behind a sum when a model runs, though layers that name theirs in the file still get them. */
  readonly #found = new Set<string>();
  readonly #called: ReadonlySet<string>;

  constructor(
    private readonly path: string,
    private readonly topology: Topology,
  ) {
    this.#called = new Set(topology.root.masked);
  }

  /** Layers are to come in the order of the network. Throws a `ModelError` where a mask goes a way that cannot be run. */
  through(layer: Layer, inputs: readonly string[], output: layers.SymbolicTensor, value: string): MaskUse {
    const masked = inputs.filter((input) => this.#masked.has(input));
    const found = inputs.filter((input) => this.#found.has(input));
    if (layer instanceof layers.LayersModel) this.#checkInner(layer, masked.length > 0, output.rank);
    if (this.#called.has(layer.name) && masked.length === 0) this.#refuse(`The mask of its layer "${layer.name}"`);
    const isKeras3 = this.topology.generation === 3;
    const joins = joining.has(layer.getClassName());
    // where one input has none, Keras 3 counts all steps of a sum, Keras 2 those of the other
    const gives = masksOutput(layer, masked.length > 0) && !(isKeras3 && joins && masked.length < inputs.length);
    if (gives) this.#masked.add(value);
    if (!joins && masksOutput(layer, found.length > 0)) this.#found.add(value);
    return { masked, used: isKeras3 && attentionLayers.has(layer.getClassName()) ? found : masked, gives };
  }

  /** TensorFlow.js sees to the masks within a model inside a model; they must neither come from outside nor get out. */
  #checkInner(inner: layers.LayersModel, isMasked: boolean, rank: number): void {
    const all = inner.layers;
    const makes = all.some((layer) => masksOutput(layer, false));
    const joins = all.some((layer) => joining.has(layer.getClassName()) || attentionLayers.has(layer.getClassName()));
    if (isMasked || (makes && (rank > 2 || joins))) this.#refuse(`A mask in its model "${inner.name}"`);
  }

  #refuse(what: string): never {
    throw new ModelError(this.path, `${what} cannot be run. Export it to ONNX.`);
  }
}

function masksOutput(layer: Layer, isMasked: boolean): boolean {
  const className = layer.getClassName();
  if (className === 'MaskingApart') return true;
  if (className === 'Embedding') return layer.getConfig()['maskZero'] === true;
  if (!isMasked || !layer.supportsMasking || /^Global/.test(className)) return false;
  return 'returnSequences' in layer ? layer.returnSequences === true : true;
}

/** The mask of what a layer gives, from those of its inputs. Throws a `ModelError`. */
export function outputMask(
  path: string,
  layer: Layer,
  inputs: readonly tf.Tensor[],
  masks: readonly (tf.Tensor | null)[],
): tf.Tensor {
  if (!joining.has(layer.getClassName())) {
    const [given, mask] = inputs.length === 1 ? [inputs[0]!, masks[0]] : [[...inputs], [...masks]];
    return layer.computeMask(given, mask as tf.Tensor) as tf.Tensor;
  }
  const [first, ...others] = masks.filter((mask) => mask !== null);
  // Keras 2 counts the steps that all masks count, Keras 3 those that any does
  if (others.some((other) => tf.any(tf.notEqual(first!, other)).dataSync()[0] === 1)) {
    throw new ModelError(
      path,
      `Its layer "${layer.name}" joins different masks, which cannot be run. Export it to ONNX.`,
    );
  }
  return first!;
}

/** A bidirectional layer gives zeros for masked steps. */
export function zeroedWhere(sequence: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return sequence.rank === 3 ? tf.mul(sequence, tf.expandDims(tf.cast(mask, 'float32'), -1)) : sequence;
}
