import { isArithmetic } from './keras/layers';
import type { Fields, Json } from './topology';

/*
 * How the layers of a functional model are called: Keras 3 `{ args: [tensor or list of them], kwargs }`, Keras 2 and TensorFlow.js
 * `[[layer, node, tensor, kwargs] …]`, the only form that TensorFlow.js reads. A tensor is a place: `[layer, node, tensor]`.
 */

interface Call {
  /** Tensors and everything else that was given by position. */
  readonly given: readonly Json[];
  readonly named: Fields;
}

/** Layers that look from one sequence at another. */
export const attentionLayers: ReadonlySet<string> = new Set(['MultiHeadAttention', 'Attention', 'AdditiveAttention']);

/** Their inputs, in their order. */
const attentionInputs = ['query', 'value', 'key'];

/** What became of the calls of a layer. */
interface Converted {
  /** Why the layer cannot be run. */
  readonly problem?: string;
  /** It was called with a mask. */
  readonly masked: boolean;
}

/** Rewrites the calls of a layer, in place. `masks`: operations that only compute masks, by name. */
export function convertCalls(layer: Fields, masks: ReadonlySet<string>): Converted {
  const calls = callsOf(layer);
  const className = textOf(layer['class_name']);
  const attention = attentionLayers.has(className);
  const inbound: Json[] = [];
  let masked = false;
  // TensorFlow.js must find a list, whatever is the matter
  layer['inbound_nodes'] = inbound;
  for (const { given, named } of calls) {
    const rest = new Map(Object.entries(named).filter(([, value]) => value !== null && value !== false));
    rest.delete('training');
    if (isOwnMask(rest.get('mask'), masks)) {
      masked = true;
      rest.delete('mask');
    }
    const operands = isArithmetic(className) && rest.has('y') ? [...given, rest.get('y')!] : given;
    if (isArithmetic(className)) for (const name of ['y', 'name']) rest.delete(name);
    const places = operands.filter(isPlace);
    for (const name of attention ? attentionInputs : []) {
      const value = rest.get(name);
      if (value === undefined || !isPlace(value)) continue;
      places.push(value);
      rest.delete(name);
    }
    if (attention && rest.delete('use_causal_mask')) (layer['config'] as Fields)['use_causal_mask'] = true;
    const [unknown] = rest.keys();
    if (unknown !== undefined) return { problem: ` called with ${unknown}`, masked };
    if (/^(?:GRU|LSTM|SimpleRNN|Bidirectional|ResetAfterGRU)$/.test(className) && places.length > 1) {
      return { problem: ' called with initial_state', masked };
    }
    if (isArithmetic(className) && places.length === 1) {
      const number = operands.find((one) => typeof one === 'number');
      if (number === undefined) return { problem: ' with something that is neither tensor nor number', masked };
      layer['config'] = {
        name: (layer['config'] as Fields)['name'] ?? null,
        operation: className,
        constant: number,
        constant_first: operands[0] === number,
      };
      layer['class_name'] = 'ArithmeticWithNumber';
    }
    inbound.push(places.map((place) => [...(place as Json[]).slice(0, 3), {}]));
  }
  return { masked };
}

/** A mask that Keras made, or one for each input. */
function isOwnMask(mask: Json | undefined, masks: ReadonlySet<string>): boolean {
  if (!Array.isArray(mask)) return false;
  const all = isPlace(mask) ? [mask] : mask.filter((one) => one !== null);
  return all.every((one) => isPlace(one) && masks.has(nameIn(one)));
}

/**
 * Names of the operations that Keras 3 wrote down for the masks of its own layers (Embedding, Masking): these compute their masks
 * here, too. A mask that somebody made by hand is none of them.
 */
export function ownMasks(list: readonly Fields[]): ReadonlySet<string> {
  const sources = new Set<string>();
  for (const layer of list) {
    const { mask_zero: maskZero, mask_value: maskValue } = (layer['config'] ?? {}) as Fields;
    const value = layer['class_name'] === 'Masking' ? maskValue : maskZero === true ? 0 : undefined;
    if (value === undefined) continue;
    for (const { given } of callsOf(layer)) sources.add(JSON.stringify([given[0], value]));
  }
  const names = new Set<string>();
  // an operation stands after those it takes from
  for (const layer of list) {
    const className = textOf(layer['class_name']);
    const [call] = callsOf(layer);
    if (!call) continue;
    const first = className === 'NotEqual' && sources.has(JSON.stringify(call.given.slice(0, 2)));
    const later = maskOperations.has(className) && call.given.filter(isPlace).every((one) => names.has(nameIn(one)));
    if (first || later) names.add(textOf(layer['name']));
  }
  return names;
}

const maskOperations: ReadonlySet<string> = new Set(['Any', 'LogicalOr', 'LogicalAnd', 'ConvertToTensor']);

function callsOf(layer: Fields): Call[] {
  return ((layer['inbound_nodes'] ?? []) as Json[]).map((node) =>
    Array.isArray(node) ? callOfKeras2(node) : callOfKeras3(node as Fields),
  );
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function nameIn(place: Json): string {
  return textOf((place as Json[])[0]);
}

/** `[name, 0, 0]`, and in Keras 2 what it was called with after that. */
function isPlace(value: Json): boolean {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number';
}

function callOfKeras2(node: Json[]): Call {
  const places = isPlace(node) ? [node] : node;
  const named = places.map((place) => (place as Json[])[3] ?? {}) as Fields[];
  // a number in the first place stands where a tensor would
  const given = places.map((place) =>
    (place as Json[])[0] === '_CONSTANT_VALUE' ? ((place as Json[])[2] ?? null) : place,
  );
  return { given, named: Object.assign({}, ...named) as Fields };
}

function callOfKeras3(node: Fields): Call {
  const plain = (value: Json): Json => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    if (value['class_name'] !== '__keras_tensor__') return value;
    return (value['config'] as Fields)['keras_history'] ?? null;
  };
  const given = ((node['args'] ?? []) as Json[]).flat().map(plain);
  const named = Object.entries((node['kwargs'] ?? {}) as Fields).map(([key, value]) => [key, plain(value)] as const);
  return { given, named: Object.fromEntries(named) };
}
