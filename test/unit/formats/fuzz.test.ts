import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormatError, withDump } from '../../../src/formats';
import { fixture } from './fixtures';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-fuzz-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** mulberry32: a small generator with a seed, so that every run makes the same files. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const extremes = [0, 1, 0x7f, 0x80, 0xfe, 0xff];

/** Bits flipped, bytes set to extremes, lengths made huge, parts cut out, repeated or swapped. Mostly near headers. */
function mutate(original: Buffer, random: (below: number) => number): Buffer {
  let bytes = Buffer.from(original);
  const place = (): number => {
    if (bytes.length === 0) return 0;
    const edge = Math.min(bytes.length, 200);
    const where = random(3);
    return where === 0 ? random(edge) : where === 1 ? bytes.length - 1 - random(edge) : random(bytes.length);
  };
  for (let change = random(4); change >= 0; change--) {
    const at = place();
    switch (random(6)) {
      case 0:
        bytes[at]! ^= 1 << random(8);
        break;
      case 1:
        bytes[at] = extremes[random(extremes.length)]!;
        break;
      case 2:
        bytes.fill(0xff, at, Math.min(bytes.length, at + 1 + random(8)));
        break;
      case 3:
        bytes = bytes.subarray(0, at);
        break;
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random(64))]);
        break;
      default:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - random(64)))]);
    }
  }
  return bytes;
}

/** Reads all that can be read, by blocks; returns how many arrays that were. */
async function readAll(path: string): Promise<number> {
  return withDump(path, async (dump) => {
    let read = 0;
    for (const { key, shape, dtype } of dump.arrays) {
      const rows = shape[0] ?? 1;
      if (dtype === 'string') await dump.readStrings(key);
      else
        for (let start = 0; start < rows && start < 64; start += 7)
          await dump.readRows(key, start, Math.min(7, rows - start));
      read++;
    }
    return read;
  });
}

const seeds: readonly (readonly [name: string, mutations: number])[] = [
  ['f4_C_le.npy', 600],
  ['f8_F_be.npy', 400],
  ['four_F.npy', 400],
  ['ids_unicode_le.npy', 400],
  ['dictionary.npy', 500],
  ['stored.npz', 700],
  ['deflated.npz', 500],
  ['zip64_directory.npz', 400],
  ['all.safetensors', 800],
  ['views_zip.pt', 900],
  ['views_legacy.pt', 800],
  ['module_legacy.pt', 400],
  ['batches_2.pkl', 600],
  ['batches_5.pkl', 600],
  ['evil_0.pkl', 400],
  ['evil_legacy.pth', 500],
  ['lightning.ckpt', 300],
  ['arrays.mat', 600],
  ['deflated.mat', 400],
  ['flax.msgpack', 600],
  ['stream.arrow', 400],
  ['file.feather', 300],
  ['snappy.parquet', 400],
  ['features.csv', 300],
  ['named.tsv', 300],
  ['arrays.h5', 300],
  ['v73.mat', 200],
  ['model.keras', 200],
  ['lz4.feather', 300],
  ['zstd.feather', 200],
  ['chunked.msgpack', 300],
];

/** Folders: one of their files is changed at a time. */
const folderSeeds: readonly (readonly [name: string, mutations: number])[] = [
  ['store.zarr', 300],
  ['tensorstore_2.zarr', 200],
  ['tensorstore_3.zarr', 300],
];

describe('damaged files are read or refused with one line, never anything else', () => {
  /** True where it was refused as it should be. */
  const isRefused = async (path: string): Promise<boolean> => {
    try {
      await readAll(path);
      return false;
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      expect(error.message.startsWith(path)).toBe(true);
      expect(error.message).not.toMatch(/\n|undefined|NaN|RangeError|TypeError|Invalid|offset/);
      return true;
    }
  };

  it('are more than ten thousand', () => {
    const count = [...seeds, ...folderSeeds].reduce((sum, [, mutations]) => sum + mutations, 0);
    expect(count).toBeGreaterThanOrEqual(10_000);
  });

  it.each(seeds)('%s, %i mutations', { timeout: 180_000 }, async (name, mutations) => {
    const original = await readFile(fixture(name));
    const random = generator(name.length * 1000 + mutations);
    const path = join(folder, name);
    let refused = 0;
    for (let i = 0; i < mutations; i++) {
      await writeFile(path, mutate(original, random));
      if (await isRefused(path)) refused++;
    }
    expect(refused).toBeGreaterThan(mutations / 20);
  });

  it.each(folderSeeds)('%s, %i mutations', { timeout: 180_000 }, async (name, mutations) => {
    const path = join(folder, name);
    await cp(fixture(name), path, { recursive: true });
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const random = generator(name.length * 1000 + mutations);
    let refused = 0;
    for (let i = 0; i < mutations; i++) {
      const file = files.sort()[random(files.length)]!;
      const original = await readFile(file);
      await writeFile(file, mutate(original, random));
      if (await isRefused(path)) refused++;
      await writeFile(file, original);
    }
    expect(refused).toBeGreaterThan(mutations / 20);
  });
});
