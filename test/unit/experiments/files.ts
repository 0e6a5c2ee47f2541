import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const digits = fileURLToPath(new URL('../../fixtures/experiments/digits', import.meta.url));

/** A float32 or int64 array in numpy's format. */
export function npyBytes(
  shape: readonly number[],
  values: readonly number[],
  dtype: '<f4' | '<f8' | '<i8' = '<f4',
): Buffer {
  const size = dtype === '<f4' ? 4 : 8;
  const data = Buffer.alloc(values.length * size);
  values.forEach((value, i) => {
    if (dtype === '<f4') data.writeFloatLE(value, i * size);
    else if (dtype === '<f8') data.writeDoubleLE(value, i * size);
    else data.writeBigInt64LE(BigInt(value), i * size);
  });
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const header = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${tuple}, }\n`;
  const start = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
  start.writeUInt16LE(header.length, 8);
  return Buffer.concat([start, Buffer.from(header), data]);
}

/** 0, 1, 2, … in this shape. */
export function counting(shape: readonly number[]): number[] {
  return Array.from({ length: shape.reduce((product, side) => product * side, 1) }, (_, i) => i);
}

/** An archive of arrays, stored. */
export function npzBytes(arrays: Readonly<Record<string, Buffer>>): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [key, content] of Object.entries(arrays)) {
    const name = Buffer.from(`${key}.npy`);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50);
    for (const [head, at] of [
      [local, 0],
      [central, 2],
    ] as const) {
      head.writeUInt32LE(crcOf(content), 14 + at);
      head.writeUInt32LE(content.length, 18 + at);
      head.writeUInt32LE(content.length, 22 + at);
      head.writeUInt16LE(name.length, 26 + at);
    }
    central.writeUInt32LE(offset, 42);
    locals.push(local, name, content);
    centrals.push(central, name);
    offset += local.length + name.length + content.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(Object.keys(arrays).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function crcOf(bytes: Buffer): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ -1) >>> 0;
}

const contents: Readonly<Record<string, (text: string) => Buffer | string>> = {
  '.npy': (text) => array(text),
  '.npz': (text) => npzBytes(Object.fromEntries(text.split(' ').map((one) => split(one)))),
};

function split(one: string): [string, Buffer] {
  const [key, shape] = one.split(':') as [string, string];
  return [key, array(shape)];
}

/** "500x8" floats, "500i" integers. */
function array(text: string): Buffer {
  const shape = text.replace('i', '').split('x').map(Number);
  const integers = text.endsWith('i');
  return npyBytes(
    shape,
    counting(shape).map((value) => (integers ? value % 3 : value / 7)),
    integers ? '<i8' : '<f4',
  );
}

/**
 * Writes an experiment: relative path → what is in the file. Arrays by shape ("6x4", "6i" for integers), archives as
 * "key:6x4 other:6i"; anything else as it stands.
 */
export function writeExperiment(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    const extension = /\.[a-z]+$/.exec(path)?.[0] ?? '';
    writeFileSync(target, contents[extension]?.(text) ?? text);
  }
}
