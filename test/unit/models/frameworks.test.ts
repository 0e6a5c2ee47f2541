import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withDump } from '../../../src/formats';
import { LiveModel } from '../../../src/models/live';
import { evaluate, type ModelGraph } from '../../../src/models/graph';
import { openModel } from '../../../src/models/open';
import { startTensorflow } from '../../../src/models/tensorflow';

/*
 * Models saved by Keras 2 and 3 and by TensorFlow.js, and exported by PyTorch, against what these frameworks (and onnxruntime for
 * every intermediate value) said themselves: the scripts in test/fixtures/models made all of it.
 */

const folder = join(import.meta.dirname, '../../fixtures/models');
const wasm = join(import.meta.dirname, '../../../node_modules/@tensorflow/tfjs-backend-wasm/dist');
const TOLERANCE = 1e-5;

interface Said {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

function said(name: string): Promise<Map<string, Said>> {
  return withDump(join(folder, name.includes('.') ? name : `${name}.npz`), async (dump) => {
    const arrays = new Map<string, Said>();
    for (const { key, shape } of dump.arrays) {
      arrays.set(key!, { shape, data: await dump.readRows(key, 0, shape[0] ?? 1) });
    }
    return arrays;
  });
}

function largestDifference(found: ArrayLike<number>, expected: Float64Array): number {
  expect(found.length).toBe(expected.length);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(found[i]! - value)), 0);
}

beforeAll(() => startTensorflow(wasm));

describe.each([
  ['keras-sequential.keras', 'keras-sequential'],
  ['keras-sequential.h5', 'keras-sequential'],
  ['keras-functional.keras', 'keras-functional'],
  ['keras-functional.h5', 'keras-functional'],
  ['keras-text.keras', 'keras-text'],
  ['keras-text.h5', 'keras-text'],
  ['keras-vision.keras', 'keras-vision'],
  ['keras-vision.h5', 'keras-vision'],
  ['keras-masked.keras', 'keras-masked'],
  ['keras-masked.h5', 'keras-masked'],
  ['keras-tabular.keras', 'keras-tabular'],
  ['keras-tabular.h5', 'keras-tabular'],
  ['keras2-sequential.h5', 'keras2-sequential'],
  ['keras2-sequential.keras', 'keras2-sequential'],
  ['keras2-functional.h5', 'keras2-functional'],
  ['keras2-masked.h5', 'keras2-masked'],
  ['keras3-sequences.keras', 'keras3-sequences'],
  ['keras3-sequences.h5', 'keras3-sequences'],
  ['keras3-attention.keras', 'keras3-attention'],
  ['keras3-attention.h5', 'keras3-attention'],
  ['keras2-sequences.h5', 'keras2-sequences'],
  ['keras2-attention.h5', 'keras2-attention'],
  ['tfjs-functional/model.json', 'tfjs-functional.safetensors'],
  ['torch-convolutional.onnx', 'torch-convolutional'],
  ['torch-convolutional-dynamo.onnx', 'torch-convolutional-dynamo'],
  ['torch-attention.onnx', 'torch-attention'],
  ['torch-attention-dynamo.onnx', 'torch-attention-dynamo'],
  ['torch-words.onnx', 'torch-words'],
  ['torch-fixed.onnx', 'torch-fixed'],
])('%s', (file, name) => {
  let graph: ModelGraph;
  let live: LiveModel;
  let expected: Map<string, Said>;
  beforeAll(async () => {
    expected = await said(name);
    graph = await openModel(join(folder, file));
    const { shape, data } = expected.get('inputs')!;
    const values = { rows: shape[0]!, cols: data.length / shape[0]!, data: Float32Array.from(data) };
    live = new LiveModel(graph, { file: 'inputs', shape: shape.slice(1), values }, () => undefined);
  });
  afterAll(() => graph.dispose());

  it('has the activations of its framework', () => {
    const layers = graph.layers.filter(
      (layer) => expected.has(`layer/${layer.name}`) || expected.has(`layer/${layer.value}`),
    );
    expect(layers.length).toBeGreaterThan(2);
    const { shape, data } = expected.get('inputs')!;
    const inputs = tf.tensor(Float32Array.from(data), [...shape], graph.input.dtype === 'int32' ? 'int32' : 'float32');
    const found = tf.tidy(() =>
      evaluate(
        graph,
        new Map([
          [graph.input.value, inputs.dtype === graph.input.dtype ? inputs : tf.cast(inputs, graph.input.dtype)],
        ]),
        layers.map(({ value }) => value),
      ).map((tensor) => tf.keep(tensor)),
    );
    layers.forEach((layer, index) => {
      const { data: values, shape: size } = (expected.get(`layer/${layer.name}`) ??
        expected.get(`layer/${layer.value}`))!;
      expect(found[index]!.shape, layer.name).toEqual(size);
      expect(largestDifference(found[index]!.dataSync(), values), layer.name).toBeLessThan(TOLERANCE);
    });
    tf.dispose([inputs, ...found]);
  });

  it('has the logits of its framework, before a final softmax', () => {
    expect(largestDifference(live.logits(live.inputs).data, expected.get('logits')!.data)).toBeLessThan(TOLERANCE);
  });

  it('has the input gradients of its framework', ({ skip }) => {
    const { shape, data } = expected.get('gradients')!;
    if (data.length === 0) skip('its inputs are whole numbers');
    const [n = 0, classes = 0] = shape;
    const width = live.inputs.cols;
    for (let c = 0; c < classes; c++) {
      const weights = Float64Array.from({ length: n * classes }, (_, at) => (at % classes === c ? 1 : 0));
      const wanted = Float64Array.from(
        { length: n * width },
        (_, at) => data[(Math.floor(at / width) * classes + c) * width + (at % width)]!,
      );
      expect(largestDifference(live.gradients(live.inputs, weights, 'logits').data, wanted)).toBeLessThan(TOLERANCE);
    }
  });

  it('gives its logits from each layer at which it can be cut', () => {
    expect(live.cuts.length).toBeGreaterThan(0);
    const whole = Float64Array.from(live.logits(live.inputs).data);
    for (const { name: layer, positions, features } of live.cuts) {
      const activations = live.activations(live.inputs, layer);
      expect(activations.cols, layer).toBe(positions * features);
      expect(largestDifference(live.logits(activations, layer).data, whole), layer).toBeLessThan(TOLERANCE);
    }
  });
});
