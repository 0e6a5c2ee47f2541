import type { File, Group } from 'h5wasm/node';
import { ModelError } from '../errors';

/** An array of weights. */
export interface Weights {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Opens an HDF5 file, uses it, and closes it. Throws a `ModelError` where it is none, or damaged. */
export async function withHdf5<T>(path: string, named: string, use: (file: File) => T): Promise<T> {
  const h5wasm = await import('h5wasm/node');
  const { activate_throwing_error_handler: throwErrors } = await h5wasm.ready;
  throwErrors();
  let file: File | undefined;
  try {
    file = new h5wasm.File(path, 'r');
    return use(file);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw new ModelError(named, 'Not a complete HDF5 file. Save the model again.', { cause: error });
  } finally {
    file?.close();
  }
}

/** The group of this name, or undefined. */
export function groupIn(parent: Group, name: string): Group | undefined {
  if (!parent.keys().includes(name.split('/')[0]!)) return undefined;
  const found = parent.get(name);
  return found !== null && 'keys' in found ? found : undefined;
}

/** Reads a dataset as float32. */
export function readWeights(path: string, parent: Group, name: string): Weights {
  const found = parent.get(name);
  if (found === null || !('shape' in found))
    throw new ModelError(path, `Its weights "${name}" are missing. Save it again.`);
  const dataset = found;
  const { value, shape } = dataset;
  if (typeof value === 'number') return { shape: [], data: Float32Array.of(value) };
  if (typeof value === 'bigint') return { shape: [], data: Float32Array.of(Number(value)) };
  if (!ArrayBuffer.isView(value) || value instanceof BigInt64Array || value instanceof BigUint64Array) {
    throw new ModelError(path, `Its weights "${name}" are of a type that cannot be read.`);
  }
  return { shape: shape ?? [], data: Float32Array.from(value as unknown as ArrayLike<number>) };
}

/** Text of an attribute: a string, or the bytes of one. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : undefined;
}

/** Names in an attribute, which Keras splits in parts (`weight_names0`, `weight_names1` …) when they are many. */
export function namesIn(group: Group, attribute: string): readonly string[] {
  const { attrs } = group;
  const list = (name: string): readonly string[] => {
    const value = attrs[name]?.value;
    return Array.isArray(value) ? value.map((one) => textOf(one) ?? '') : [];
  };
  if (attribute in attrs) return list(attribute);
  const parts: string[] = [];
  for (let i = 0; `${attribute}${i}` in attrs; i++) parts.push(...list(`${attribute}${i}`));
  return parts;
}
