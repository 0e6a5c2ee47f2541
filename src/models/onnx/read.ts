import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { asFormatError } from '../../formats';
import { ModelError } from '../errors';
import type { GraphLayer, GraphNode, ModelGraph } from '../graph';
import { Attributes } from './attributes';
import { operators } from './operators';
import { UnsupportedError, type Operator } from './operators/types';
import { decodeModel, type ModelProto, type NodeProto, type TensorProto } from './proto';
import { dtypeOf, tensorOf } from './tensors';

/** Operators whose results are sizes and indices, or what they were given: no layers to look at (embeddings are). */
const passing = new Set([
  ...['Shape', 'Constant', 'ConstantOfShape', 'Range', 'Cast', 'Identity', 'Dropout', 'Gather', 'Slice', 'Split'],
  ...['Reshape', 'Flatten', 'Transpose', 'Squeeze', 'Unsqueeze', 'Concat', 'Expand', 'Pad', 'Equal', 'Where', 'Not'],
  ...['Less', 'Greater'],
]);

/** Newer files may mean something else by the same operators. */
const LARGEST_OPSET = 24;

/** An ONNX model as a graph of TensorFlow.js operations. Throws a `ModelError` that names what cannot be run. */
export async function readOnnx(path: string): Promise<ModelGraph> {
  const proto = await decode(path);
  const { graph, opsetImport } = proto;
  const opset = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0;
  if (!graph || opset < 7 || opset > LARGEST_OPSET) {
    throw new ModelError(
      path,
      graph ? `It is of version ${opset}; export it with an opset from 7 to ${LARGEST_OPSET}.` : NOT_ONNX,
    );
  }
  refuseUnknown(path, graph.node);
  const constants = new Map<string, tf.Tensor>();
  const add = (name: string, tensor: TensorProto): void => void constants.set(name, tensorOf(path, tensor));
  try {
    for (const tensor of graph.initializer) add(tensor.name, tensor);
    for (const node of graph.node)
      if (node.opType === 'Constant') constants.set(node.output[0]!, constantOf(path, node));
    return assemble(path, graph, opset, constants);
  } catch (error) {
    tf.dispose([...constants.values()]);
    throw error;
  }
}

const NOT_ONNX = 'Not a complete ONNX model. Export it again.';

async function decode(path: string): Promise<ModelProto> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw asFormatError(path, error);
  });
  try {
    return decodeModel(bytes);
  } catch (cause) {
    throw new ModelError(path, NOT_ONNX, { cause });
  }
}

function refuseUnknown(path: string, nodes: readonly NodeProto[]): void {
  const unknown = nodes.filter(
    ({ opType, domain }) =>
      opType !== 'Constant' && ((domain !== '' && domain !== 'ai.onnx') || !Object.hasOwn(operators, opType)),
  );
  if (unknown.length === 0) return;
  const names = [...new Set(unknown.map(({ opType, domain }) => (domain === '' ? opType : `${domain}.${opType}`)))];
  throw new ModelError(path, `It uses operators that cannot be run here: ${names.slice(0, 6).join(', ')}.`);
}

function assemble(
  path: string,
  graph: NonNullable<ModelProto['graph']>,
  opset: number,
  constants: ReadonlyMap<string, tf.Tensor>,
): ModelGraph {
  const inputs = graph.input.filter(({ name }) => !constants.has(name));
  const [input] = inputs;
  const type = input?.type?.tensorType;
  if (!input || !type?.shape || inputs.length > 1) {
    throw new ModelError(path, `It takes ${inputs.length} inputs; models of one input can be run.`);
  }
  const dtype = dtypeOf(type.elemType);
  if (!dtype) throw new ModelError(path, `Its input "${input.name}" is of a type that cannot be run.`);
  const shape = type.shape.dim.map(({ dimValue }) => (dimValue > 0 ? dimValue : null));
  const [output] = graph.output;
  const nodes = graph.node.filter(({ opType }) => opType !== 'Constant');
  const last = nodes.find((node) => node.output.includes(output?.name ?? ''));
  if (!output || !last) throw new ModelError(path, NOT_ONNX);
  return {
    path,
    format: 'ONNX',
    input: { value: input.name, shape: shape.slice(1), dtype, batch: shape[0] ?? null },
    nodes: nodes.map((node) => nodeOf(path, node, opset)),
    constants,
    layers: layersOf(nodes, constants),
    output: output.name,
    logits: last.opType === 'Softmax' ? last.input[0]! : output.name,
    channels: 'first',
    dispose: () => void tf.dispose([...constants.values()]),
  };
}

function nodeOf(path: string, node: NodeProto, opset: number): GraphNode {
  const attributes = new Attributes(node);
  const operator: Operator = operators[node.opType]!;
  const setting = { attributes, opset, outputs: node.output.filter((name) => name !== '').length };
  return {
    inputs: node.input,
    outputs: node.output,
    run(inputs) {
      try {
        const result = operator(inputs, setting);
        return result instanceof tf.Tensor ? [result] : result;
      } catch (error) {
        const what = `Its operator ${node.opType} ("${node.name || node.output[0]}")`;
        if (error instanceof UnsupportedError) throw new ModelError(path, `${what} cannot be run ${error.message}.`);
        const [line] = String(error instanceof Error ? error.message : error).split('\n');
        throw new ModelError(path, `${what} cannot be run on these inputs: ${line}`, { cause: error });
      }
    },
  };
}

function constantOf(path: string, node: NodeProto): tf.Tensor {
  const attributes = new Attributes(node);
  const tensor = attributes.tensor('value');
  if (tensor) return tensorOf(path, tensor);
  if (attributes.has('value_float')) return tf.scalar(attributes.float('value_float', 0));
  if (attributes.has('value_int')) return tf.scalar(attributes.int('value_int', 0), 'int32');
  const floats = attributes.floats('value_floats');
  if (floats && floats.length > 0) return tf.tensor1d([...floats]);
  const ints = attributes.ints('value_ints');
  if (ints) return tf.tensor1d([...ints], 'int32');
  throw new ModelError(path, `Its constant "${node.output[0]}" is of a kind that cannot be read.`);
}

/** The results of all operators that compute on the input, by the names that the file has for them. */
function layersOf(nodes: readonly NodeProto[], constants: ReadonlyMap<string, tf.Tensor>): readonly GraphLayer[] {
  // Weights, sizes, and what follows from these alone, is the same or of no interest for every instance.
  const aside = new Set(constants.keys());
  return nodes.flatMap(({ opType, input, output }) => {
    const [name = ''] = output;
    if (opType === 'Shape' || input.every((one) => one === '' || aside.has(one)))
      output.forEach((one) => aside.add(one));
    const embedding = opType === 'Gather' && aside.has(input[0] ?? '') && !aside.has(input[1] ?? '');
    if ((passing.has(opType) && !embedding) || aside.has(name)) return [];
    return [{ name: name.replace(/^\//, ''), value: name }];
  });
}
