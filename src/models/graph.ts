import type * as tf from '@tensorflow/tfjs-core';

/*
 * Every format becomes the same graph of TensorFlow.js operations: activations, outputs and gradients come from one walk.
 */

/** One step: takes tensors, gives tensors. Values are named; '' stands for an input that is left out. */
export interface GraphNode {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  run(inputs: readonly (tf.Tensor | undefined)[]): readonly tf.Tensor[];
}

/** A value that a person may ask for, by the framework's own name of the layer. */
export interface GraphLayer {
  readonly name: string;
  readonly value: string;
}

/** A model as a graph; nodes stand after those they take from. */
export interface ModelGraph {
  /** The file it was read from. */
  readonly path: string;
  readonly format: string;
  readonly input: {
    readonly value: string;
    /** Of one instance. */
    readonly shape: readonly (number | null)[];
    readonly dtype: tf.DataType;
    /** The only number of instances that it takes at once; null where any will do. */
    readonly batch: number | null;
  };
  readonly nodes: readonly GraphNode[];
  /** Tensors that are the same for every input: weights. */
  readonly constants: ReadonlyMap<string, tf.Tensor>;
  /** In the order of the network. */
  readonly layers: readonly GraphLayer[];
  /** What the model gives. */
  readonly output: string;
  /** What it gives before a final softmax; the output itself where there is none. */
  readonly logits: string;
  /** Where the features of pictures stand: Keras last, ONNX after the batch. */
  readonly channels: 'first' | 'last';
  /** Frees the weights. */
  dispose(): void;
}

/** Nodes that lead from the given values to the wanted ones, in order. Throws where something is not reachable from them. */
export function pathTo(graph: ModelGraph, given: Iterable<string>, wanted: readonly string[]): readonly GraphNode[] {
  const known = new Set([...given, ...graph.constants.keys()]);
  const needed = new Set(wanted.filter((value) => !known.has(value)));
  const path: GraphNode[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    path.unshift(node);
    for (const output of node.outputs) needed.delete(output);
    for (const input of node.inputs) if (input !== '' && !known.has(input)) needed.add(input);
  }
  const [missing] = needed;
  if (missing !== undefined) throw new UnreachableError(missing);
  return path;
}

/** A value does not follow from those that were given. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** The wanted values for given ones. Intermediate tensors are freed by the caller's `tf.tidy`. */
export function evaluate(
  graph: ModelGraph,
  given: ReadonlyMap<string, tf.Tensor>,
  wanted: readonly string[],
): tf.Tensor[] {
  const values = new Map<string, tf.Tensor>([...graph.constants, ...given]);
  for (const node of pathTo(graph, given.keys(), wanted)) {
    const results = node.run(node.inputs.map((input) => values.get(input)));
    node.outputs.forEach((output, index) => {
      const result = results[index];
      if (result && !given.has(output)) values.set(output, result);
    });
  }
  return wanted.map((value) => values.get(value)!);
}

/** Whether everything between the input and the logits goes through this one value. */
export function isCut(graph: ModelGraph, value: string): boolean {
  try {
    return pathTo(graph, [value], [graph.logits]).length > 0;
  } catch (error) {
    if (error instanceof UnreachableError) return false;
    throw error;
  }
}
