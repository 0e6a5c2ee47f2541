import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { seededRandom } from '../src/linalg/random';

/*
 * Dumps of N×1000 float32, written as their libraries write them. `fill` = false leaves the data a hole: a file of any size
 * in no time.
 */

export const WIDTH = 1000;
const ROW_BYTES = 4 * WIDTH;
/** Rows written at a time. */
const BLOCK = 4000;

export interface Order {
  readonly path: string;
  readonly rows: number;
  readonly fill: boolean;
}

export const writers: Readonly<Record<string, (order: Order) => void | Promise<void>>> = {
  npy: (order) => writeWith(order, npyHeader(order.rows), Buffer.alloc(0)),
  npz: (order) => {
    const header = npyHeader(order.rows);
    const member = { name: 'layer1.npy', size: header.length + order.rows * ROW_BYTES };
    const { local, end } = zipAround([{ ...member, checksum: checksum(order, header) }]);
    writeWith(order, Buffer.concat([local, header]), end);
  },
  pt: (order) => {
    const pickle = tensorPickle(order.rows);
    const { local, end } = zipAround([
      { name: 'archive/data.pkl', size: pickle.length, checksum: crc32(pickle), content: pickle },
      { name: 'archive/data/0', size: order.rows * ROW_BYTES, checksum: checksum(order) },
    ]);
    writeWith(order, local, end);
  },
  safetensors: (order) => {
    const size = order.rows * ROW_BYTES;
    const header = Buffer.from(
      JSON.stringify({ layer1: { dtype: 'F32', shape: [order.rows, WIDTH], data_offsets: [0, size] } }),
    );
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    writeWith(order, Buffer.concat([length, header]), Buffer.alloc(0));
  },
  h5: async ({ path, rows }) => {
    const library = await import('h5wasm/node');
    await library.ready;
    const file = new library.File(path, 'w');
    const chunks = [Math.min(rows, BLOCK), WIDTH];
    const first = block();
    file.create_dataset({
      name: 'layer1',
      data: first,
      shape: [BLOCK, WIDTH],
      maxshape: [rows, WIDTH],
      chunks,
      dtype: '<f4',
    });
    const dataset = file.get('layer1') as InstanceType<typeof library.Dataset>;
    dataset.resize([rows, WIDTH]);
    for (let row = BLOCK; row < rows; row += BLOCK) {
      dataset.write_slice([[row, Math.min(rows, row + BLOCK)], []], first);
    }
    file.close();
  },
};

function block(): Float32Array {
  const random = seededRandom(1);
  return Float32Array.from({ length: BLOCK * WIDTH }, () => random.normal());
}

function writeWith({ path, rows, fill }: Order, before: Buffer, after: Buffer): void {
  const file = openSync(path, 'w');
  const end = before.length + rows * ROW_BYTES;
  writeSync(file, before, 0, before.length, 0);
  if (fill) {
    const bytes = Buffer.from(block().buffer);
    for (let at = before.length; at < end; at += bytes.length)
      writeSync(file, bytes, 0, Math.min(bytes.length, end - at), at);
  } else ftruncateSync(file, end);
  if (after.length > 0) writeSync(file, after, 0, after.length, end);
  closeSync(file);
}

/** The CRC-32 of what `writeWith` writes behind `before`. */
function checksum({ rows, fill }: Order, before: Uint8Array = Buffer.alloc(0)): number {
  const bytes = fill ? Buffer.from(block().buffer) : Buffer.alloc(BLOCK * ROW_BYTES);
  let sum = crc32(before);
  for (let left = rows * ROW_BYTES; left > 0; left -= bytes.length) {
    sum = crc32(left < bytes.length ? bytes.subarray(0, left) : bytes, sum);
  }
  return sum;
}

function npyHeader(rows: number): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${WIDTH}), }`.padEnd(117) + '\n';
  return Buffer.concat([Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, text.length, 0]), Buffer.from(text)]);
}

/** `{'layer1': tensor}` as torch.save pickles it: protocol 2, its storage named "0". */
function tensorPickle(rows: number): Buffer {
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from([0x58, bytes.length, 0, 0, 0]), bytes]);
  };
  const whole = (value: number): Buffer => {
    const bytes = Buffer.alloc(5, 0x4a);
    bytes.writeInt32LE(value, 1);
    return bytes;
  };
  const [mark, tuple] = [Buffer.from('('), Buffer.from('t')];
  const storage = [mark, text('storage'), Buffer.from('ctorch\nFloatStorage\n'), text('0'), text('cpu')];
  return Buffer.concat([
    Buffer.from([0x80, 2]),
    ...[Buffer.from('}'), text('layer1'), Buffer.from('ctorch._utils\n_rebuild_tensor_v2\n'), mark],
    ...[...storage, whole(rows * WIDTH), tuple, Buffer.from('Q')],
    ...[whole(0), mark, whole(rows), whole(WIDTH), tuple, mark, whole(WIDTH), whole(1), tuple],
    ...[Buffer.from([0x89]), Buffer.from('ccollections\nOrderedDict\n)Rt'), Buffer.from('Rs.')],
  ]);
}

interface Member {
  readonly name: string;
  readonly size: number;
  readonly checksum: number;
  /** All but the last have it. */
  readonly content?: Buffer;
}

/** A zip archive of stored members below 4 GiB, split before the data of the last one. */
function zipAround(members: readonly Member[]): { readonly local: Buffer; readonly end: Buffer } {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, size, checksum: sum, content } of members) {
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    for (const [head, at] of [
      [header, 18],
      [entry, 20],
    ] as const) {
      head.writeUInt32LE(sum, at - 4);
      head.writeUInt32LE(size, at);
      head.writeUInt32LE(size, at + 4);
      head.writeUInt16LE(name.length, at + 8);
    }
    entry.writeUInt32LE(offset, 42);
    locals.push(header, Buffer.from(name));
    if (content) locals.push(content);
    directory.push(entry, Buffer.from(name));
    offset += header.length + name.length + size;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return { local: Buffer.concat(locals), end: Buffer.concat([...directory, end]) };
}
