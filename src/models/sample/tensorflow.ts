import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths, type BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { filterGradient } from './filter-gradient';

/**
 * Starts TensorFlow.js on its wasm backend, with the one kernel that training a convolution lacks there.
 * `folder` holds `tfjs-backend-wasm-simd.wasm`: SIMD is everywhere Node 20 is, and threads are not used in Node.
 */
export async function startTensorflow(folder: string): Promise<void> {
  setWasmPaths(`${folder}${sep}`);
  tf.registerKernel({ kernelName: 'Conv2DBackpropFilter', backendName: 'wasm', kernelFunc: convolutionGradient });
  if (!(await tf.setBackend('wasm'))) throw new Error(`TensorFlow.js cannot start from ${folder}.`);
  await tf.ready();
}

const convolutionGradient: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const { filterShape, strides, pad, dataFormat } = attrs as unknown as tf.Conv2DBackpropFilterAttrs;
  const [height, width] = filterShape;
  if (String(strides) !== '1,1' && strides !== 1) throw new Error('This gradient is made for strides of one.');
  if (pad !== 'same' || dataFormat !== 'NHWC') throw new Error('This gradient is made for NHWC and padding "same".');
  const wasm = backend as unknown as BackendWasm;
  const gradient = filterGradient(
    { shape: x.shape, data: wasm.typedArrayFromHeap(x) as Float32Array },
    { shape: dy.shape, data: wasm.typedArrayFromHeap(dy) as Float32Array },
    height,
    width,
  );
  const out = wasm.makeOutput(filterShape, 'float32');
  (wasm.typedArrayFromHeap(out) as Float32Array).set(gradient);
  return out;
};
