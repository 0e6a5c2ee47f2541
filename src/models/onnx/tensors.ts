import { closeSync, openSync, readSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { asFormatError } from '../../formats';
import { itemSizes, widen, type NumericDtype } from '../../formats/widen';
import { ModelError } from '../errors';
import type { TensorProto } from './proto';

/** Element types of ONNX (TensorProto.DataType) and what they are in our words. */
const elementTypes: Readonly<Record<number, NumericDtype>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  16: 'bfloat16',
};

/** What TensorFlow.js has for an element type; undefined where nothing fits. */
export function dtypeOf(elementType: number): 'float32' | 'int32' | 'bool' | undefined {
  const stored = elementTypes[elementType];
  if (stored === undefined) return undefined;
  return stored === 'bool' ? 'bool' : /float/.test(stored) ? 'float32' : 'int32';
}

/** A constant of the file as a tensor; 64-bit integers are clipped to 32, where they only stand for "to the end". */
export function tensorOf(path: string, proto: TensorProto): tf.Tensor {
  const dtype = dtypeOf(proto.dataType);
  if (!dtype) throw new ModelError(path, `Its tensor "${proto.name}" is of a type that cannot be run.`);
  const size = proto.dims.reduce((product, dim) => product * dim, 1);
  const numbers = numbersOf(path, proto);
  if (numbers.length !== size) {
    throw new ModelError(
      path,
      `Its tensor "${proto.name}" holds ${numbers.length} numbers instead of ${size}. Export it again.`,
    );
  }
  const values = dtype === 'float32' ? Float32Array.from(numbers) : Int32Array.from(numbers, clip);
  return tf.tensor(dtype === 'bool' ? Uint8Array.from(values) : values, [...proto.dims], dtype);
}

function clip(value: number): number {
  return Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1);
}

function numbersOf(path: string, proto: TensorProto): ArrayLike<number> {
  const raw = proto.dataLocation === 1 ? readExternal(path, proto) : proto.rawData;
  const stored = elementTypes[proto.dataType]!;
  if (raw.length > 0) return widened(raw, stored);
  const { floatData, doubleData, int64Data, int32Data } = proto;
  const listed = [floatData, doubleData, int64Data, int32Data].find((list) => list.length > 0) ?? [];
  // Half-precision numbers stand in `int32Data` by their bits.
  const bits = stored === 'float16' || stored === 'bfloat16';
  return bits ? widened(new Uint8Array(Uint16Array.from(listed).buffer), stored) : listed;
}

function widened(bytes: Uint8Array, stored: NumericDtype): ArrayLike<number> {
  const count = Math.floor(bytes.length / itemSizes[stored]);
  const aligned = Uint8Array.from(bytes.subarray(0, count * itemSizes[stored]));
  // "To the end" is written as the largest 64-bit integer, which float64 rounds.
  if (stored === 'int64') return Array.from(new BigInt64Array(aligned.buffer), Number);
  const numbers = new Float64Array(count);
  widen(aligned, stored, numbers);
  return numbers;
}

/** Large weights may stand in a file beside the model, or below. */
function readExternal(path: string, { externalData, name }: TensorProto): Uint8Array {
  const entries = new Map(externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  const file = resolve(dirname(path), location);
  if (!file.startsWith(dirname(path) + sep)) {
    throw new ModelError(path, `Its weights lie elsewhere (${location}): put them beside it.`);
  }
  let fd: number | undefined;
  try {
    fd = openSync(file, 'r');
    const bytes = new Uint8Array(Number(entries.get('length') ?? 0));
    const read = readSync(fd, bytes, 0, bytes.length, Number(entries.get('offset') ?? 0));
    if (read < bytes.length)
      throw new ModelError(path, `Its weights "${name}" are cut off in ${location}. Copy it again.`);
    return bytes;
  } catch (error) {
    throw error instanceof ModelError ? error : asFormatError(file, error);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
