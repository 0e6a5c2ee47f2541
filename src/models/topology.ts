import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { ModelError } from './errors';

/*
 * Keras 2, Keras 3 and TensorFlow.js write down the same networks in three dialects. Here they become the one that
 * TensorFlow.js reads: that of Keras 2.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Fields = Record<string, Json>;

/** A layer, or a model inside a model, as Keras wrote it. */
export interface LayerConfig {
  readonly className: string;
  readonly name: string;
  /** Layers of a model. */
  readonly inside: readonly LayerConfig[];
}

export interface Topology {
  /** For `loadLayersModel`. */
  readonly json: Json;
  readonly root: LayerConfig;
  /** The last layer ended in a softmax, which is left out of `json`. */
  readonly softmaxTaken: boolean;
}

const described = v.looseObject({ class_name: v.string(), config: v.looseObject({}) });
const models = new Set(['Sequential', 'Functional', 'Model']);

/** Reads a model's description. Throws a `ModelError` that names the layers that cannot be run. */
export function readTopology(path: string, config: unknown): Topology {
  const parsed = v.safeParse(described, config);
  if (!parsed.success || !models.has(parsed.output.class_name)) {
    throw new ModelError(
      path,
      'It holds weights without the layers they belong to. Save the whole model, or export it to ONNX.',
    );
  }
  const json = structuredClone(parsed.output) as unknown as Fields;
  const problems: string[] = [];
  const root = convert(json, problems);
  if (problems.length > 0) {
    throw new ModelError(
      path,
      `It has layers that cannot be run here: ${problems.slice(0, 4).join('; ')}. Export it to ONNX.`,
    );
  }
  return { json: { ...json, name: root.name }, root, softmaxTaken: takeSoftmax(json) };
}

function convert(layer: Fields, problems: string[]): LayerConfig {
  const className = textOf(layer['class_name']);
  const config = (layer['config'] ?? {}) as Fields;
  const name = textOf(config['name'] ?? layer['name'] ?? className);
  if (!models.has(className)) {
    const problem = convertLayer(className, config);
    if (problem !== undefined) problems.push(`${className} ("${name}")${problem}`);
    strip(layer);
    const wrapped = config['layer'] as Fields | undefined;
    const inside = wrapped && typeof wrapped === 'object' ? [convert(wrapped, problems)] : [];
    return { className, name, inside };
  }
  const list = (Array.isArray(layer['config']) ? layer['config'] : (config['layers'] ?? [])) as Fields[];
  const inside = list.map((one) => convert(one, problems));
  for (const one of list) {
    one['name'] ??= (one['config'] as Fields)['name'] ?? null;
    if (className !== 'Sequential') one['inbound_nodes'] = inboundNodes((one['inbound_nodes'] ?? []) as Json[]);
  }
  for (const end of ['input_layers', 'output_layers']) {
    const places = config[end];
    // Keras 3 writes one place as ["name", 0, 0], several as a list of such.
    if (Array.isArray(places) && typeof places[0] === 'string') config[end] = [places];
  }
  if (className !== 'Sequential') countOwnNodes(list, config);
  delete config['build_input_shape'];
  delete config['dtype'];
  strip(layer);
  if (className !== 'Sequential') layer['class_name'] = 'Model';
  return { className, name, inside };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** What Keras 3 adds to every object. */
function strip(layer: Fields): void {
  for (const key of ['module', 'registered_name', 'build_config', 'compile_config']) Reflect.deleteProperty(layer, key);
}

/** Makes a layer's settings those of Keras 2; says why it cannot be run, if so. */
function convertLayer(className: string, config: Fields): string | undefined {
  if (!(className in tf.serialization.SerializationMap.getMap().classNameMap)) return '';
  if (config['batch_shape'] !== undefined) {
    config['batch_input_shape'] = config['batch_shape'];
    delete config['batch_shape'];
  }
  config['dtype'] = dtypeOf(config['dtype']);
  for (const key of Object.keys(config)) {
    // The weights are set afterwards, and nothing is trained.
    if (/_initializer$/.test(key)) config[key] = 'zeros';
    if (/_(?:regularizer|constraint)$/.test(key)) config[key] = null;
    if (/(?:^|_)activation$/.test(key)) config[key] = activation(config[key]!);
  }
  if (Array.isArray(config['axis']) && config['axis'].length === 1) config['axis'] = config['axis'][0]!;
  if (className === 'LeakyReLU' && config['negative_slope'] !== undefined) config['alpha'] = config['negative_slope'];
  return refusal(className, config);
}

function dtypeOf(dtype: Json | undefined): string {
  const name = typeof dtype === 'object' && dtype !== null ? ((dtype as Fields)['config'] as Fields)['name'] : dtype;
  return typeof name === 'string' && name.startsWith('int') ? 'int32' : 'float32';
}

/** Names of activations that TensorFlow.js writes in another way. */
const activationNames: Readonly<Record<string, string>> = {
  silu: 'swish',
  log_softmax: 'logSoftmax',
  hard_sigmoid: 'hardSigmoid',
};

function activation(given: Json): Json {
  const name = typeof given === 'object' && given !== null ? ((given as Fields)['config'] ?? given) : given;
  return typeof name === 'string' ? (activationNames[name] ?? name) : given;
}

/** Settings that TensorFlow.js would pass over, and so give wrong numbers. */
function refusal(className: string, config: Fields): string | undefined {
  const set = (key: string): boolean => ![undefined, null, false, 0].includes(config[key] as null);
  if (/^Global/.test(className) && set('keepdims')) return ' with keepdims';
  if (/Conv/.test(className) && set('groups') && config['groups'] !== 1) return ' with groups';
  if (set('output_padding')) return ' with output_padding';
  if (className === 'GRU' && set('reset_after')) return ' with reset_after';
  if (className === 'Embedding' && set('mask_zero')) return ' with mask_zero';
  if (className === 'Masking') return '';
  if (className === 'ReLU' && (set('negative_slope') || set('threshold'))) return ' with a slope or threshold';
  return undefined;
}

/** Keras 3: `[{ args: [tensor or list of them], kwargs }]`; Keras 2: `[[[name, node, tensor, kwargs] …]]`. */
function inboundNodes(nodes: Json[]): Json {
  return nodes.map((node) => {
    if (Array.isArray(node)) return node;
    const places: Json[] = [];
    const collect = (part: Json | undefined): void => {
      if (typeof part !== 'object' || part === null) return;
      if (Array.isArray(part)) return part.forEach(collect);
      if (part['class_name'] !== '__keras_tensor__') return;
      const history = (part['config'] as Fields)['keras_history'] as Json[];
      places.push([...history, {}]);
    };
    collect((node as Fields)['args']);
    return places;
  });
}

/**
 * A model inside a model has a node of its own before its first use, which Keras 2 and TensorFlow.js count and Keras 3 does not:
 * a reference to the node 0 of one is Keras 3's.
 */
function countOwnNodes(list: readonly Fields[], config: Fields): void {
  const inner = new Set(
    list
      .filter((one) => models.has(textOf(one['class_name'])) || one['class_name'] === 'Model')
      .map((one) => one['name']),
  );
  const uses = list.flatMap((one) => (one['inbound_nodes'] as Json[][][]).flat());
  const references = [...uses, ...((config['output_layers'] ?? []) as Json[][])].filter(([name]) => inner.has(name));
  if (references.every(([, node]) => node !== 0)) return;
  for (const reference of references) reference[1] = Number(reference[1]) + 1;
}

/** Takes a softmax out of the last layer, where it is only a setting of that layer. */
function takeSoftmax(model: Fields): boolean {
  const config = model['config'] as Fields;
  const list = (Array.isArray(config) ? config : config['layers']) as Fields[];
  const [end] = (config['output_layers'] ?? []) as Json[][];
  const last = end ? list.find((layer) => layer['name'] === end[0]) : list.at(-1);
  const settings = last?.['config'] as Fields | undefined;
  if (!last || !settings || settings['activation'] !== 'softmax' || last['class_name'] === 'Activation') return false;
  settings['activation'] = 'linear';
  return true;
}
