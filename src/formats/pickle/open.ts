import type { Bytes } from '../bytes';
import { readBytes } from '../bytes';
import { FormatError, IncompleteFileError } from '../errors';
import type { Ignored } from '../types';
import type { Placed, PlaceStorage } from './arrays';
import { PickleError, readPickle } from './machine';
import { TorchAndNumpy } from './meaning';
import { EndOfPickle, PickleSource } from './source';
import { Dict, List, Storage } from './values';
import type { Blob, Value } from './values';

/*
 * A pickle, or the sequence that older versions of torch wrote: a magic number, the version, the machine, the object, the keys
 * of the storages, and the storages, each behind the number of its elements.
 */

/** A pickle read to its end. */
export interface OpenedPickle {
  readonly root: Value;
  /** Objects of unknown classes, in one line. */
  readonly ignored: readonly Ignored[];
  readonly place: PlaceStorage;
}

/** The magic number of `torch.save` before version 1.6: 0x1950a86a20f9469cfc6c. */
const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;
const MAX_STORAGES = 1_000_000;
/** A storage saved by pickle holds its own torch file, and that holds no more. */
const MAX_NESTING = 2;

/** Reads the pickle, or the older torch file, in `bytes` from `start` to `end`. `cutOff` makes the error for a short one. */
export async function openPickle(
  bytes: Bytes,
  start: number,
  end: number,
  cutOff: () => FormatError,
  nesting = 0,
): Promise<OpenedPickle> {
  const meaning = new TorchAndNumpy(bytes.path);
  const source = new PickleSource(bytes, start, end);
  const next = async (): Promise<Value> => {
    try {
      return await readPickle(source, meaning);
    } catch (error) {
      if (error instanceof EndOfPickle) throw cutOff();
      if (error instanceof PickleError) throw new FormatError(bytes.path, error.message, { cause: error });
      throw error;
    }
  };
  let root = await next();
  let places: ReadonlyMap<string, Placed> = new Map();
  if (root === LEGACY_MAGIC) {
    await next(); // the version of the protocol
    const machine = await next();
    const bigEndian = machine instanceof Dict && machine.entries.get('little_endian') === false;
    root = await next();
    const keys = await next();
    if (!(keys instanceof List)) throw new FormatError(bytes.path, 'Its pickle is damaged. Write or copy it again.');
    const storages = { bytes, end, bigEndian, sizes: meaning.elementSizes, cutOff };
    places = await legacyStorages(storages, source.position, keys.items.slice(0, MAX_STORAGES));
  }
  const inner = new Map<Storage, Promise<Placed>>();
  const place: PlaceStorage = async (storage) => {
    if (storage.place.inside) {
      const placed = inner.get(storage) ?? insideBytes(storage.place.inside, cutOff, nesting);
      inner.set(storage, placed);
      return placed;
    }
    const placed = places.get(storage.place.key);
    if (!placed) throw new FormatError(bytes.path, 'is damaged: its storage is missing');
    return { ...placed, ...(storage.dtype && { dtype: storage.dtype }) };
  };
  return { root, ignored: ignoredObjects(meaning.inert), place };
}

interface LegacyStorages {
  readonly bytes: Bytes;
  readonly end: number;
  readonly bigEndian: boolean;
  /** Bytes of an element, by key. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly cutOff: () => FormatError;
}

/** Each storage stands behind the number of its elements. */
async function legacyStorages(
  { bytes, end, bigEndian, sizes, cutOff }: LegacyStorages,
  start: number,
  keys: readonly Value[],
): Promise<ReadonlyMap<string, Placed>> {
  const places = new Map<string, Placed>();
  let at = start;
  for (const one of keys) {
    const key = typeof one === 'number' ? String(one) : one;
    const size = typeof key === 'string' ? sizes.get(key) : undefined;
    if (size === undefined) throw new FormatError(bytes.path, 'Its list of storages is damaged. Write it again.');
    if (at + 8 > end) throw tooShort(bytes, at + 8, cutOff());
    const view = new DataView((await readBytes(bytes, at, 8)).buffer);
    const length = Number(view.getBigInt64(0, !bigEndian)) * size;
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new FormatError(bytes.path, 'The length of a storage in it is damaged. Write it again.');
    }
    if (at + 8 + length > end) throw tooShort(bytes, at + 8 + length, cutOff());
    places.set(key as string, { bytes, offset: at + 8, length, bigEndian });
    at += 8 + length;
  }
  return places;
}

function tooShort(bytes: Bytes, expected: number, error: FormatError): FormatError {
  if (!(error instanceof IncompleteFileError)) return error;
  return new IncompleteFileError(bytes.path, bytes.size, expected, error.settled);
}

/** A storage that pickle saved by itself: an older torch file in some bytes, whose object is the storage. */
async function insideBytes(blob: Blob, cutOff: () => FormatError, nesting: number): Promise<Placed> {
  if (nesting >= MAX_NESTING) throw cutOff();
  const { bytes, offset, length } = blob;
  const { root, place } = await openPickle(bytes, offset, offset + length, cutOff, nesting + 1);
  if (!(root instanceof Storage)) throw new FormatError(bytes.path, 'is damaged: its storage is missing');
  return place(root);
}

const NAMES_SHOWN = 3;

function ignoredObjects(inert: ReadonlyMap<string, number>): readonly Ignored[] {
  const names = [...inert.keys()].map((name) => name.replace(/[^\w.<>]/g, '?').slice(0, 80));
  const count = [...inert.values()].reduce((sum, n) => sum + n, 0);
  if (count === 0) return [];
  const shown = names.slice(0, NAMES_SHOWN).join(', ') + (names.length > NAMES_SHOWN ? ', …' : '');
  const objects = count === 1 ? '1 Python object' : `${count.toLocaleString('en-US')} Python objects`;
  return [{ key: 'Python objects', reason: `ignored ${objects} (${shown}); no code was run` }];
}
