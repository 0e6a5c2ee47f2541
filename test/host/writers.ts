import { cp, mkdir, open, readFile, rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as H5wasm from 'h5wasm/node';
import { inRoot, likeness } from './support';

/*
 * How training loops write the activations of an epoch. Each writes the same numbers, so that any two snapshots that were read
 * whole are alike in every measure.
 */

const LAYERS = ['conv1', 'fc1'] as const;
const source = (name: string): string => inRoot('runs', 'cnn_seed0', 'epoch_30', `${name}.npy`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** As numpy writes to a slow disk: a part, a pause, the rest. */
export async function writeSlowly(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of LAYERS) {
    const bytes = await readFile(source(name));
    const file = await open(join(folder, `${name}.npy`), 'w');
    const half = Math.floor(bytes.length / 2);
    await file.write(bytes.subarray(0, half));
    await pause(700);
    await file.write(bytes.subarray(half));
    await file.close();
  }
}

/** As careful writers do: aside, then renamed. */
export async function writeAside(folder: string): Promise<void> {
  const aside = join(folder, '..', `.tmp_${Date.now()}`);
  await mkdir(aside, { recursive: true });
  for (const name of LAYERS) await cp(source(name), join(aside, `${name}.npy`));
  await rename(aside, folder);
}

/** As `numpy.memmap` does: the header and the full size at once, then batches, with more time between them than files need to settle. */
export async function writeMapped(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of LAYERS) {
    const bytes = await readFile(source(name));
    const file = await open(join(folder, `${name}.npy`), 'w');
    await file.write(bytes.subarray(0, 128), 0, 128, 0);
    await file.truncate(bytes.length);
    for (const [from, to] of [
      [128, bytes.length >> 1],
      [bytes.length >> 1, bytes.length],
    ] as const) {
      await pause(2500);
      await file.write(bytes, from, to - from, from);
    }
    await file.close();
  }
}

/** As h5py does: the file stays open in the writer from one dataset to the next. */
export async function writeHdf5(path: string): Promise<void> {
  const load = createRequire(__filename);
  const library = load(join(likeness.extensionPath, 'dist', 'h5wasm.js')) as typeof H5wasm;
  await library.ready;
  const file = new library.File(path, 'w');
  for (const name of LAYERS) {
    const bytes = await readFile(source(name));
    const start = 10 + bytes.readUInt16LE(8);
    const [, descr = ''] = /'descr': '([^']+)'/.exec(bytes.toString('latin1', 10, start))!;
    const [, sides = ''] = /'shape': \(([^)]+)\)/.exec(bytes.toString('latin1', 10, start))!;
    const shape = sides.split(',').map(Number);
    const floats = bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length);
    const data = descr === '<f4' ? new Float32Array(floats) : widened(new Uint16Array(floats));
    file.create_dataset({ name, data, shape, dtype: '<f4' });
    await pause(2500);
  }
  file.close();
}

/** Normal half-precision numbers and zeros, as those of the digits are. */
function widened(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const [sign, exponent, fraction] = [half >> 15 ? -1 : 1, (half >> 10) & 31, half & 1023];
    return exponent === 0 ? (sign * fraction) / 2 ** 24 : sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
  });
}
