import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/models/topology';
import { readTopology } from '../../../src/models/topology';

/* Layers as Keras 3 writes them, whose settings would give wrong numbers if they were passed over. */

const dtype = 'float32';
const layer = (class_name: string, config: Record<string, Json>, module = 'keras.layers'): Json => ({
  module,
  class_name,
  config: { name: 'it', dtype, ...config },
  registered_name: null,
});
const sequential = (...layers: Json[]): Json => ({
  class_name: 'Sequential',
  config: { name: 'net', layers: [layer('InputLayer', { name: 'x', batch_shape: [null, 4, 6] }), ...layers] },
});
const tensor = (name: string): Json => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 4, 6], dtype, keras_history: [name, 0, 0] },
});
const functional = (last: Json, args: Json[], kwargs: Record<string, Json> = {}): Json => ({
  class_name: 'Functional',
  config: {
    name: 'net',
    layers: [
      { ...(layer('InputLayer', { name: 'x', batch_shape: [null, 4, 6] }) as object), name: 'x', inbound_nodes: [] },
      { ...(last as object), name: 'it', inbound_nodes: [{ args, kwargs }] },
    ],
    input_layers: ['x', 0, 0],
    output_layers: ['it', 0, 0],
  },
});

describe('a layer that cannot be run is named, with what stands in the way', () => {
  it.each<[string, Json, string]>([
    ['another package', sequential(layer('Dense', { units: 2 }, 'my.layers')), 'Dense ("it"), a custom layer'],
    ['an unknown layer', sequential(layer('StringLookup', {})), 'StringLookup ("it")'],
    [
      'an unknown activation',
      sequential(layer('Dense', { activation: 'glu' })),
      'Dense ("it") with the activation "glu"',
    ],
    ['states that are kept', sequential(layer('LSTM', { units: 2, stateful: true })), 'LSTM ("it") with stateful'],
    ['a stack of cells', sequential(layer('RNN', { cell: {} })), 'RNN ("it") of cells'],
    [
      'causal padding of what has none',
      sequential(layer('SeparableConv1D', { filters: 2, padding: 'causal' })),
      'SeparableConv1D ("it") with causal padding',
    ],
    [
      'gaps in a transposed filter',
      sequential(layer('Conv1DTranspose', { filters: 2, dilation_rate: [2] })),
      'Conv1DTranspose ("it") with dilation_rate',
    ],
    [
      'outputs of another size',
      sequential(layer('Conv2DTranspose', { output_padding: [1, 1] })),
      'with output_padding',
    ],
    [
      'a state of its own',
      functional(layer('GRU', { units: 2 }), [tensor('x')], { initial_state: tensor('x') }),
      'GRU ("it") called with initial_state',
    ],
    [
      'a mask by hand',
      functional(layer('LSTM', { units: 2 }), [tensor('x')], { mask: tensor('x') }),
      'LSTM ("it") called with mask',
    ],
    ['an operation', functional(layer('Mean', {}, 'keras.src.ops.numpy'), [tensor('x')]), 'Mean ("it") of keras.ops'],
    [
      'an operation with the name of a layer',
      functional(layer('Reshape', {}, 'keras.src.ops.numpy'), [tensor('x')]),
      'Reshape ("it") of keras.ops',
    ],
    [
      'an array in a sum',
      functional(layer('Add', {}, 'keras.src.ops.numpy'), [tensor('x'), { class_name: '__numpy__' }]),
      'Add ("it") with something that is neither tensor nor number',
    ],
  ])('%s', (_, config, named) => {
    expect(() => readTopology('/m.keras', config, 3)).toThrow(named);
  });
});
