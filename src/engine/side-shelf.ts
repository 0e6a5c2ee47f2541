import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Side } from '../measures/subject';
import { messageOf } from '../rpc/message-of';
import { evictOldest, hashOf, touch, writeWhole } from './kept-files';
import { bytesOf } from './shared';
import { piecesOfFile, readFromFile } from './side-file';

/** Raised when what measures prepare changes, or what stands in a file. */
const FORMAT = 3;

/** A side is worth its place where preparing it took this long, in seconds, and longer than reading it back at this pace. */
const LEAST_SECONDS = 1;
const BYTES_A_SECOND = 2 ** 28;

/** Where prepared sides outlive the engine. */
export interface Shelf {
  readonly folder: string;
  readonly bytes: number;
  /** Of the engine. */
  readonly version: string;
}

/** A side's place on the shelf. */
export interface ShelfPlace {
  readonly path: string;
  /** What the shelf may hold. */
  readonly bytes: number;
}

/** The file of the side with this key: what another version of us or of Node has prepared is never met. */
export function placeOf({ folder, bytes, version }: Shelf, key: string): ShelfPlace {
  return { path: join(folder, `${hashOf(`${FORMAT} ${version} ${process.versions.v8}`, key)}.side`), bytes };
}

/** The side as it was put there; undefined where there is none, or a damaged one. */
export async function takeSide({ path }: ShelfPlace): Promise<Side<unknown> | undefined> {
  const side = await readFromFile(path).catch(() => undefined);
  if (side !== undefined) await touch(path);
  return side as Side<unknown> | undefined;
}

/** Puts the side there where that pays. A cache is no reason to fail: what cannot be written is not kept. */
export async function keepSide(side: Side<unknown>, seconds: number, { path, bytes }: ShelfPlace): Promise<void> {
  const size = bytesOf(side);
  if (seconds < LEAST_SECONDS || seconds < size / BYTES_A_SECOND || size > bytes) return;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeWhole(path, piecesOfFile(side));
    await evictOldest(dirname(path), bytes);
  } catch (error) {
    console.error(`A prepared side was not cached: ${messageOf(error)}`);
  }
}
