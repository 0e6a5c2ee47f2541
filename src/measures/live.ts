/** Numbers of N instances, one row each. */
export interface Values {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float32Array;
}

/** A layer that everything goes through: N×(positions·features) numbers, position by position. */
export interface Cut {
  readonly name: string;
  readonly positions: number;
  readonly features: number;
}

/** What the outputs are taken as: before the softmax, or after it. */
export type OutputForm = 'logits' | 'probabilities';

/**
 * A model that can be asked: what measures of live models stand on. Synchronous: it runs on a worker thread. Calls throw when
 * the user cancelled, and what the model itself throws where it cannot be run.
 */
export interface LiveModel {
  /** C. */
  readonly classes: number;
  /** The inputs of the instances compared, N×P, in the order of the outputs' rows. */
  readonly inputs: Values;
  /** In the order of the network, without the logits themselves. */
  readonly cuts: readonly Cut[];
  /** N×C, for inputs, or (`from`) for what a layer at a cut says. */
  logits(values: Values, from?: string | null): Values;
  activations(inputs: Values, layer: string): Values;
  /** ∂ Σᵢ꜀ weights[i, c]·O꜀(xᵢ) / ∂x in the inputs, or (`from`) in what a layer says. `weights` is N×C, row by row. */
  gradients(values: Values, weights: Float64Array, of: OutputForm, from?: string | null): Values;
}

/** Where a model and its inputs are: plain data. */
export interface ModelPlace {
  readonly path: string;
  readonly inputs: { readonly path: string; readonly key?: string; readonly parts?: readonly string[] };
  /** Rows of the inputs that the comparison keeps, in order; null = all. */
  readonly rows: Int32Array | null;
}

/** Opens a model; `tick` is called now and then while it computes, and throws when the user cancelled. */
export type OpenModel = (place: ModelPlace, tick: () => void) => Promise<LiveModel>;
