import * as tf from '@tensorflow/tfjs-core';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { filterGradient } from './filter-gradient';

/** Kernels of the wasm backend that give wrong numbers: the gradient of max pooling misses the place of the largest. */
const wrong = ['MaxPoolGrad'];

/**
 * Gives the wasm backend the kernels it lacks: the gradient of a convolution in its filter, written for it, and for all others
 * (depthwise gradients, segment sums …) those of the cpu backend, run on copies.
 */
export function supplyKernels(): void {
  for (const kernelName of wrong) tf.unregisterKernel(kernelName, 'wasm');
  const own = new Set(tf.getKernelsForBackend('wasm').map(({ kernelName }) => kernelName));
  let backend: MathBackendCPU | undefined;
  const cpu = (): MathBackendCPU => (backend ??= new MathBackendCPU());
  for (const { kernelName, kernelFunc } of tf.getKernelsForBackend('cpu')) {
    if (own.has(kernelName)) continue;
    const elsewhere = onCpu(kernelFunc, cpu);
    const supplied = kernelName === 'Conv2DBackpropFilter' ? convolutionGradient(elsewhere) : elsewhere;
    tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc: supplied });
  }
}

/** Strides of one and padding "same", as most convolutions have; others are computed `elsewhere`. */
function convolutionGradient(elsewhere: tf.KernelFunc): tf.KernelFunc {
  return (params) => {
    const { x, dy } = params.inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
    const { filterShape, strides, pad, dataFormat } = params.attrs as unknown as tf.Conv2DBackpropFilterAttrs;
    const [height, width] = filterShape;
    const plain = String(strides) === '1,1' || strides === 1;
    const odd = height % 2 === 1 && width % 2 === 1;
    if (!plain || !odd || pad !== 'same' || dataFormat !== 'NHWC') return elsewhere(params);
    const wasm = params.backend as unknown as BackendWasm;
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
}

/** A kernel of the cpu backend for tensors of the wasm backend. */
function onCpu(kernel: tf.KernelFunc, cpuBackend: () => MathBackendCPU): tf.KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const wasm = backend as unknown as BackendWasm;
    const cpu = cpuBackend();
    const taken: tf.TensorInfo[] = [];
    const take = (tensor: tf.TensorInfo): tf.TensorInfo => {
      const copy = cpu.makeTensorInfo([...tensor.shape], tensor.dtype, wasm.readSync(tensor.dataId));
      taken.push(copy);
      return copy;
    };
    const copies = Object.fromEntries(
      Object.entries(inputs).map(([name, given]) => [
        name,
        Array.isArray(given) ? (given as tf.TensorInfo[]).map(take) : given && take(given),
      ]),
    ) as tf.NamedTensorInfoMap;
    const results = kernel({ inputs: copies, backend: cpu, attrs });
    const give = (result: tf.TensorInfo): tf.TensorInfo => {
      const out = wasm.makeOutput([...result.shape], result.dtype);
      wasm.typedArrayFromHeap(out).set(cpu.readSync(result.dataId) as tf.TypedArray);
      taken.push(result);
      return out;
    };
    const given = Array.isArray(results) ? results.map(give) : give(results);
    for (const { dataId } of new Set(taken)) cpu.disposeData(dataId, true);
    return given;
  };
}
