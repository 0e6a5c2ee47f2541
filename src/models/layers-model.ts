import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { ModelError } from './errors';
import type { GraphLayer, GraphNode, ModelGraph } from './graph';
import type { Generation } from './layer-config';
import { MaskFlow, maskOf, outputMask, zeroedWhere, type Layer, type MaskUse } from './masks';
import { readTopology, type Topology } from './topology';

/** Layers that only pass on or rearrange what they get: no layers to look at. */
const passing = new Set([
  ...['InputLayer', 'Dropout', 'SpatialDropout1D', 'GaussianDropout', 'GaussianNoise', 'AlphaDropout'],
  ...['Flatten', 'Reshape', 'Permute', 'RepeatVector'],
]);

/** A Keras model as TensorFlow.js builds it, its weights still to be set. */
export interface BuiltModel {
  readonly path: string;
  readonly format: string;
  readonly topology: Topology;
  readonly model: layers.LayersModel;
}

/** Builds the layers that a Keras or TensorFlow.js file describes. Throws a `ModelError` that names what can't be built. */
export async function buildLayers(
  path: string,
  format: string,
  config: unknown,
  generation: Generation,
): Promise<BuiltModel> {
  const topology = readTopology(path, config, generation);
  try {
    const artifacts = { modelTopology: topology.json as object };
    const model = await layers.loadLayersModel(tf.io.fromMemory(artifacts), { strict: false });
    return { path, format, topology, model };
  } catch (error) {
    const [line] = String(error instanceof Error ? error.message : error).split('\n');
    throw new ModelError(path, `Its layers cannot be built here: ${line} Export it to ONNX instead.`, { cause: error });
  }
}

/** The graph of a model whose weights are set. */
export function graphOfLayers({ path, format, topology, model }: BuiltModel): ModelGraph {
  const [input, ...others] = model.inputs;
  const [output] = model.outputs;
  if (!input || !output || others.length > 0) {
    throw new ModelError(path, `It takes ${model.inputs.length} inputs; models of one input can be run.`);
  }
  const nodes: GraphNode[] = [];
  const named: GraphLayer[] = [];
  const seen = new Set<string>();
  const masks = new MaskFlow(path, topology);
  const visit = (tensor: layers.SymbolicTensor): void => {
    const layer: Layer = tensor.sourceLayer;
    const name = `${layer.name} ${tensor.nodeIndex}`;
    if (seen.has(name)) return;
    seen.add(name);
    const node = layer.inboundNodes[tensor.nodeIndex]!;
    node.inputTensors.forEach(visit);
    if (layer.getClassName() === 'InputLayer') return;
    const inputs = node.inputTensors.map(idOf);
    const [first] = node.outputTensors;
    const use = masks.through(layer, inputs, first!, idOf(first!));
    nodes.push(nodeOf(path, layer, inputs, node.outputTensors.map(idOf), use));
    if (!passing.has(layer.getClassName())) named.push({ name: layer.name, value: idOf(node.outputTensors[0]!) });
  };
  visit(output);
  const raw = idOf(output);
  const finish = finalSoftmax(topology, output, nodes);
  return {
    path,
    format,
    input: { value: idOf(input), shape: input.shape.slice(1), dtype: input.dtype, batch: input.shape[0] ?? null },
    nodes: finish.nodes,
    constants: new Map(),
    layers: distinct(named.map((layer) => (layer.value === raw ? { ...layer, value: finish.output } : layer))),
    output: finish.output,
    logits: finish.logits,
    channels: 'last',
    dispose: () => void model.dispose(),
  };
}

function idOf(tensor: layers.SymbolicTensor): string {
  return String(tensor.id);
}

function nodeOf(
  path: string,
  layer: Layer,
  inputs: readonly string[],
  outputs: readonly string[],
  { masked, used, gives }: MaskUse,
): GraphNode {
  const isBidirectional = layer.getClassName() === 'Bidirectional';
  return {
    inputs: [...inputs, ...masked.map(maskOf)],
    outputs: gives ? [...outputs, maskOf(outputs[0]!)] : outputs,
    run(given) {
      const tensors = given.slice(0, inputs.length) as tf.Tensor[];
      const known = new Map(masked.map((value, at) => [value, given[inputs.length + at]!]));
      const maskFor = (value: string): tf.Tensor | null => (used.includes(value) ? known.get(value)! : null);
      const mask = inputs.length === 1 ? maskFor(inputs[0]!) : inputs.map(maskFor);
      const one = inputs.length === 1 ? tensors[0]! : tensors;
      const result = layer.call(one, { training: false, ...(used.length > 0 && { mask }) });
      const results = Array.isArray(result) ? result : [result];
      if (isBidirectional && used.length > 0) results[0] = zeroedWhere(results[0]!, mask as tf.Tensor);
      if (!gives) return results;
      const all = inputs.map((value) => known.get(value) ?? null);
      return [...results, outputMask(path, layer, tensors, all)];
    },
  };
}

/** Where the logits are: a softmax that was part of the last layer is a step of its own here. */
function finalSoftmax(
  { softmaxTaken }: Topology,
  output: layers.SymbolicTensor,
  nodes: readonly GraphNode[],
): { readonly nodes: readonly GraphNode[]; readonly output: string; readonly logits: string } {
  const raw = idOf(output);
  if (softmaxTaken) {
    const value = `${raw} softmax`;
    const node: GraphNode = { inputs: [raw], outputs: [value], run: ([x]) => [tf.softmax(x!)] };
    return { nodes: [...nodes, node], output: value, logits: raw };
  }
  const layer: Layer = output.sourceLayer;
  const isSoftmax =
    layer.getClassName() === 'Softmax' ||
    (layer.getClassName() === 'Activation' && layer.getConfig()['activation'] === 'softmax');
  const before = layer.inboundNodes[output.nodeIndex]?.inputTensors[0];
  return { nodes, output: raw, logits: isSoftmax && before ? idOf(before) : raw };
}

/** A layer used twice has two outputs. */
function distinct(all: readonly GraphLayer[]): readonly GraphLayer[] {
  const times = new Map<string, number>();
  return all.map(({ name, value }) => {
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    return { name: time === 1 ? name : `${name}_${time}`, value };
  });
}
