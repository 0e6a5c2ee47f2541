import * as v from 'valibot';
import { convertCalls, ownMasks } from './calls';
import { ModelError } from './errors';
import { convertLayer, type Generation } from './layer-config';

/*
 * Keras 2, Keras 3 and TensorFlow.js write down the same networks in three dialects. Here they become the one that
 * TensorFlow.js reads: that of Keras 2.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Fields = Record<string, Json>;

/** A layer, or a model inside a model, as Keras wrote it. */
export interface LayerConfig {
  readonly className: string;
  readonly name: string;
  /** Layers of a model. */
  readonly inside: readonly LayerConfig[];
  /** Names of those that are called with a mask that Keras made. */
  readonly masked: readonly string[];
}

export interface Topology {
  /** For `loadLayersModel`. */
  readonly json: Json;
  readonly root: LayerConfig;
  readonly generation: Generation;
  /** The last layer ended in a softmax, which is left out of `json`. */
  readonly softmaxTaken: boolean;
}

const described = v.looseObject({ class_name: v.string(), config: v.looseObject({}) });
const models = new Set(['Sequential', 'Functional', 'Model']);

/** Reads a model's description. Throws a `ModelError` that names the layers that cannot be run. */
export function readTopology(path: string, config: unknown, generation: Generation): Topology {
  const parsed = v.safeParse(described, config);
  if (!parsed.success || !models.has(parsed.output.class_name)) {
    throw new ModelError(
      path,
      'It holds weights without the layers they belong to. Save the whole model, or export it to ONNX.',
    );
  }
  const json = structuredClone(parsed.output) as unknown as Fields;
  const problems: string[] = [];
  const root = convert(json, generation, problems);
  if (problems.length > 0) {
    throw new ModelError(
      path,
      `It has layers that cannot be run here: ${problems.slice(0, 4).join('; ')}. Export it to ONNX.`,
    );
  }
  return { json: { ...json, name: root.name }, root, generation, softmaxTaken: takeSoftmax(json) };
}

function convert(layer: Fields, generation: Generation, problems: string[]): LayerConfig {
  const className = textOf(layer['class_name']);
  const config = (layer['config'] ?? {}) as Fields;
  const name = textOf(config['name'] ?? layer['name'] ?? className);
  if (!models.has(className)) {
    const problem = convertLayer(layer, className, generation);
    if (problem !== undefined) problems.push(`${className} ("${name}")${problem}`);
    const wrapped = config['layer'] as Fields | undefined;
    const inside = wrapped && typeof wrapped === 'object' ? [convert(wrapped, generation, problems)] : [];
    if (wrapped) strip(wrapped);
    return { className, name, inside, masked: [] };
  }
  const all = (Array.isArray(layer['config']) ? layer['config'] : (config['layers'] ?? [])) as Fields[];
  const masks = className === 'Sequential' ? new Set<string>() : ownMasks(all);
  const list = all.filter((one) => !masks.has(textOf(one['name'])));
  if (!Array.isArray(layer['config'])) config['layers'] = list;
  const inside = list.map((one) => convert(one, generation, problems));
  const masked: string[] = [];
  for (const one of list) {
    one['name'] ??= (one['config'] as Fields)['name'] ?? null;
    strip(one);
    if (className === 'Sequential') continue;
    const { problem, masked: isMasked } = convertCalls(one, masks);
    const what = `${textOf(one['class_name'])} ("${textOf(one['name'])}")`;
    if (problem !== undefined && !problems.some((known) => known.startsWith(what))) problems.push(what + problem);
    if (isMasked) masked.push(textOf(one['name']));
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
  return { className, name, inside, masked };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** What Keras 3 adds to every object. */
function strip(layer: Fields): void {
  for (const key of ['module', 'registered_name', 'build_config', 'compile_config']) Reflect.deleteProperty(layer, key);
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
