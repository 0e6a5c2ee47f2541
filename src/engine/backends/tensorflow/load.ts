import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Linalg } from '../../../linalg/linalg';
import { matrix } from '../../../linalg/matrix';
import { NATIVE_PACKAGE as PACKAGE } from '../../../models/native';
import { enterAttributes } from './attributes';
import { isBinding } from './binding';
import { TensorflowLinalg } from './linalg';
import { messageOf } from '../../../rpc/message-of';

export interface TensorflowEngine {
  readonly linalg: Linalg;
  /** Of the TensorFlow library. */
  readonly version: string;
}

/** Why TensorFlow cannot be used here, in one line. */
export class TensorflowUnavailableError extends Error {
  override readonly name = 'TensorflowUnavailableError';
}

/** The native part of the package; it finds TensorFlow's library beside itself. */
const BINDING = `${PACKAGE}/lib/napi-v8/tfjs_binding`;

/**
 * Loads tfjs-node's binding as a script in `folder` would find it, without the JavaScript on top, and tries it before it is
 * trusted. Every thread loads it and has tensors of its own; the library behind it (280 MB) is there once a process.
 *
 * No two threads of a process may load it for the first time at once.
 *
 * @param kernels what TensorFlow does not do, or not well
 * @param least multiplications of a product that TensorFlow makes, where other than measured
 * @throws TensorflowUnavailableError
 */
export function loadTensorflow(folder: string, kernels: Linalg, least?: number): TensorflowEngine {
  const binding = requireBinding(createRequire(resolve(folder, 'index.js')));
  if (!isBinding(binding)) {
    throw new TensorflowUnavailableError(`This version of ${PACKAGE} is not known; 4.22.0 is needed.`);
  }
  enterAttributes(binding);
  const complaint = smokeTest(new TensorflowLinalg(binding, kernels, 0));
  if (complaint) throw new TensorflowUnavailableError(`TensorFlow gives wrong results here (${complaint}).`);
  return { linalg: new TensorflowLinalg(binding, kernels, least), version: binding.TF_Version };
}

function requireBinding(load: NodeJS.Require): unknown {
  try {
    load.resolve(`${PACKAGE}/package.json`);
  } catch {
    throw new TensorflowUnavailableError('TensorFlow is not installed.');
  }
  try {
    return load(BINDING);
  } catch (error) {
    const [line] = String(error instanceof Error ? error.message : error).split('\n');
    throw new TensorflowUnavailableError(`TensorFlow is installed but does not load: ${line}`);
  }
}

/** Products with known values; says what is wrong, or nothing. */
export function smokeTest(linalg: Linalg): string | undefined {
  const near = (values: Float64Array, expected: number[]): boolean =>
    values.length === expected.length && expected.every((value, i) => Math.abs(values[i]! - value) < 1e-14);
  try {
    // The last digit is lost in any float32 on the way.
    const a = matrix(2, 2, Float64Array.of(1 + 2 ** -40, 2, 3, 4));
    const b = matrix(2, 1, Float64Array.of(1, -0.5));
    if (!near(linalg.multiply(a, b).data, [2 ** -40, 1])) return 'a product is wrong';
    if (!near(linalg.gram(a).data, [(1 + 2 ** -40) ** 2 + 9, 14 + 2 ** -39, 14 + 2 ** -39, 20])) {
      return 'a Gram matrix is wrong';
    }
  } catch (error) {
    return messageOf(error);
  }
  return undefined;
}
