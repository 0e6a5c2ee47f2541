import { open, writeFile, type FileHandle } from 'node:fs/promises';

type Numbers = Float32Array | Int32Array | Uint8Array;

/** Writes numbers in C order as a `.npy` file (format 1.0). */
export async function writeNpy(path: string, numbers: Numbers, shape: readonly number[]): Promise<void> {
  await writeFile(path, Buffer.concat([headOf(numbers, shape), bytesOf(numbers)]));
}

/** A `.npy` file that grows: its header says the whole shape, its rows follow by batches. */
export class GrowingNpy {
  private constructor(private readonly file: FileHandle) {}

  static async create(path: string, shape: readonly number[]): Promise<GrowingNpy> {
    const file = await open(path, 'wx');
    await file.write(headOf(new Float32Array(0), shape));
    return new GrowingNpy(file);
  }

  async append(numbers: Float32Array): Promise<void> {
    await this.file.write(bytesOf(numbers));
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Numbers): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function headOf(numbers: Numbers, shape: readonly number[]): Buffer {
  const descr = numbers instanceof Float32Array ? '<f4' : numbers instanceof Int32Array ? '<i4' : '|u1';
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${axes}), }`;
  // Magic, version and length take 10 bytes; the header ends in a newline, and the data begins at a multiple of 64.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const head = Buffer.alloc(10 + length, ' ');
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(length, 8);
  head.write(text, 10, 'latin1');
  head.write('\n', 9 + length, 'latin1');
  return head;
}
