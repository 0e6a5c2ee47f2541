import { readFileSync } from 'node:fs';
import type { Matrix } from '../../../src/linalg/matrix';

export interface Npy {
  readonly shape: readonly number[];
  readonly values: Float64Array;
  readonly dtype: string;
}

/** A little-endian .npy file of the reference cases; the product's own reader is tested elsewhere. */
export function readNpy(path: string): Npy {
  const bytes = readFileSync(path);
  const wide = bytes[6]! > 1;
  const start = (wide ? 12 : 10) + (wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  const header = bytes.subarray(10, start).toString('latin1');
  const dtype = /'descr': '([^']+)'/.exec(header)![1]!;
  const shape = /'shape': \(([^)]*)\)/
    .exec(header)![1]!
    .split(',')
    .filter((text) => text.trim() !== '')
    .map(Number);
  const body = bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length);
  const values = decode(dtype, body);
  const columnMajor = header.includes("'fortran_order': True");
  return { shape, dtype, values: columnMajor ? rowMajor(values, shape[0]!, shape[1]!) : values };
}

function decode(dtype: string, body: ArrayBuffer): Float64Array {
  switch (dtype) {
    case '<f4':
      return Float64Array.from(new Float32Array(body));
    case '<f8':
      return new Float64Array(body);
    case '<i4':
      return Float64Array.from(new Int32Array(body));
    case '<i8':
      return Float64Array.from(new BigInt64Array(body), Number);
    default:
      throw new Error(`No case uses ${dtype}.`);
  }
}

function rowMajor(values: Float64Array, rows: number, cols: number): Float64Array {
  return values.map((_, at) => values[(at % cols) * rows + Math.floor(at / cols)]!);
}

/** A matrix as a float64 .npy file. */
export function npyOf({ rows, cols, data }: Matrix): Buffer {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows}, ${cols}), }`.padEnd(117) + '\n';
  const magic = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  return Buffer.concat([magic, Buffer.from(header), Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}
