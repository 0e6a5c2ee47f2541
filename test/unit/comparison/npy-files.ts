import { writeFileSync } from 'node:fs';

/** Writes a little-endian .npy file in C order. */
export function writeNpy(
  path: string,
  shape: readonly number[],
  values: ArrayLike<number>,
  dtype: 'f8' | 'f4' | 'i8' = 'f8',
): string {
  const size = dtype === 'f4' ? 4 : 8;
  const body = Buffer.alloc(values.length * size);
  for (let i = 0; i < values.length; i++) {
    if (dtype === 'f8') body.writeDoubleLE(values[i]!, i * 8);
    else if (dtype === 'f4') body.writeFloatLE(values[i]!, i * 4);
    else body.writeBigInt64LE(BigInt(values[i]!), i * 8);
  }
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '<${dtype}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const header = Buffer.from(`${text.padEnd(64 * Math.ceil((text.length + 11) / 64) - 11)}\n`, 'latin1');
  const head = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  writeFileSync(path, Buffer.concat([head, header, body]));
  return path;
}

/** Deterministic numbers that look like noise. */
export function noise(count: number, seed = 1): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => Math.sin(i * 12.9898 + seed * 78.233) * 3);
}
