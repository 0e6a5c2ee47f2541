import * as tf from '@tensorflow/tfjs-core';
import { isArithmetic, isOther, substitute } from './keras/layers';
import type { Fields, Json } from './topology';

/*
 * The settings of one layer, as Keras 2 and 3 write them, for TensorFlow.js.
 */

/** Whether the words of a file are those of Keras 2 (TensorFlow.js, too) or 3: some mean something else. */
export type Generation = 2 | 3;

/** Makes a layer's settings those that TensorFlow.js reads, in place; says why the layer cannot be run, if so. */
export function convertLayer(layer: Fields, className: string, generation: Generation): string | undefined {
  const config = (layer['config'] ?? {}) as Fields;
  const { module } = layer;
  if (typeof module === 'string' && !/^(?:tf_)?keras\b/.test(module)) return ', a custom layer';
  const lambda = className === 'TFOpLambda' ? arithmeticLambdas.get(config['function']) : undefined;
  if (lambda !== undefined) {
    layer['class_name'] = lambda;
    return undefined;
  }
  if (isOperation(layer, generation)) {
    const function_ = className === 'Gelu' && config['approximate'] !== false ? 'gelu_tanh' : operations.get(className);
    if (function_ !== undefined) {
      layer['class_name'] = 'ActivationOperation';
      config['activation'] = function_;
      return undefined;
    }
    return isArithmetic(className) ? undefined : ' of keras.ops';
  }
  if (className === 'Bidirectional') {
    // Both directions give zeros where a step is masked; that is seen to where masks are.
    const inner = (config['layer'] as Fields)['config'] as Fields;
    delete inner['zero_output_for_mask'];
  }
  if (className === 'RNN') return ' of cells: single LSTM, GRU and SimpleRNN layers can be run';
  const name = substitute(className, config) ?? className;
  if (!isKnown(name)) return '';
  layer['class_name'] = name;
  if (config['batch_shape'] !== undefined) {
    config['batch_input_shape'] = config['batch_shape'];
    delete config['batch_shape'];
  }
  config['dtype'] = dtypeOf(config['dtype']);
  // Keras 2 writes down what only other convolutions have
  if (/^Separable/.test(className))
    for (const part of ['initializer', 'regularizer', 'constraint']) Reflect.deleteProperty(config, `kernel_${part}`);
  for (const key of Object.keys(config)) {
    // The weights are set afterwards, and nothing is trained.
    if (/_initializer$/.test(key)) config[key] = 'zeros';
    if (/_(?:regularizer|constraint)$/.test(key)) config[key] = null;
    if (!/(?:^|_)activation$/.test(key)) continue;
    const function_ = activation(config[key]!, generation);
    if (typeof function_ !== 'string' && function_ !== null) return ` with an ${key} of its own`;
    if (function_ !== null && !isKnown(camelCase(function_))) return ` with the ${key} "${function_}"`;
    config[key] = function_;
  }
  const { axis } = config;
  if (Array.isArray(axis) && axis.length === 1) config['axis'] = axis[0]!;
  if (className === 'LeakyReLU' && config['negative_slope'] !== undefined) config['alpha'] = config['negative_slope'];
  return refusal(className, config);
}

/** `x + y`, `ops.relu(x)` and the like in a functional model of Keras 3: no layers, though some have the name of one. */
function isOperation({ module, config }: Fields, generation: Generation): boolean {
  if (typeof module === 'string') return /^keras\.(?:src\.)?ops/.test(module);
  return generation === 3 && !('dtype' in (config as Fields));
}

function isKnown(className: string): boolean {
  return className in tf.serialization.SerializationMap.getMap().classNameMap;
}

/** As TensorFlow.js changes every word of a description. */
function camelCase(word: string): string {
  return word.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function dtypeOf(dtype: Json | undefined): string {
  const name = typeof dtype === 'object' && dtype !== null ? ((dtype as Fields)['config'] as Fields)['name'] : dtype;
  return typeof name === 'string' && name.startsWith('int') ? 'int32' : 'float32';
}

/** `x + 3` and the like in a functional model of Keras 2. */
const arithmeticLambdas: ReadonlyMap<Json | undefined, string> = new Map([
  ['__operators__.add', 'Add'],
  ['math.add', 'Add'],
  ['math.subtract', 'Subtract'],
  ['math.multiply', 'Multiply'],
  ['math.truediv', 'TrueDivide'],
  ['math.maximum', 'Maximum'],
  ['math.minimum', 'Minimum'],
]);

/** Activations called as functions, by the classes that Keras makes of them. */
const operations: ReadonlyMap<string, string> = new Map([
  ['Relu', 'relu'],
  ['Relu6', 'relu6'],
  ['Sigmoid', 'sigmoid'],
  ['Tanh', 'tanh'],
  ['Silu', 'swish'],
  ['Softplus', 'softplus'],
  ['Gelu', 'gelu'],
]);

function activation(given: Json, generation: Generation): Json {
  const described = typeof given === 'object' && given !== null ? (given as Fields) : undefined;
  const name = described ? (described['config'] ?? described) : given;
  if (name === 'silu') return 'swish';
  if (name === 'hard_sigmoid' && generation === 3) return 'hard_sigmoid_of_six';
  if (name === 'hard_swish') return 'hard_silu';
  return name;
}

/** Settings that would be passed over, and so give wrong numbers. */
function refusal(className: string, config: Fields): string | undefined {
  const set = (key: string): boolean => ![undefined, null, false, 0].includes(config[key] as null);
  const first = config['data_format'] === 'channels_first';
  if (/Conv/.test(className) && set('groups') && config['groups'] !== 1) {
    if (first) return ' with groups and channels_first';
    if (!/^Conv[12]D$/.test(className)) return ' with groups';
  }
  if (first && /^(?:Global|Resizing|UpSampling1D|ZeroPadding1D)/.test(className)) return ' with channels_first';
  if (/^(?:Conv|Depthwise|Separable)/.test(className) && config['padding'] === 'causal' && className !== 'Conv1D')
    return ' with causal padding';
  if (first && /^(?:Conv1DTranspose|DepthwiseConv1D|SeparableConv1D)$/.test(className)) return ' with channels_first';
  if (className === 'Conv1DTranspose' && isOther(config['dilation_rate'] ?? 1, 1)) return ' with dilation_rate';
  if (set('output_padding')) return ' with output_padding';
  for (const key of ['stateful', 'time_major', 'rms_scaling', 'zero_output_for_mask', 'return_state']) {
    if (set(key)) return ` with ${key}`;
  }
  const axes = config['attention_axes'];
  if (set('attention_axes') && JSON.stringify(axes) !== '[1]') return ' with attention_axes';
  if (className === 'Resizing' && (set('crop_to_aspect_ratio') || set('pad_to_aspect_ratio')))
    return ' with an aspect ratio to keep';
  const { interpolation } = config;
  if (typeof interpolation === 'string' && !['nearest', 'bilinear'].includes(interpolation))
    return ` with ${interpolation} interpolation`;
  return undefined;
}
