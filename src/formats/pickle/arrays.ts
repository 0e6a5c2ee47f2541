import { basename } from 'node:path';
import type { Bytes } from '../bytes';
import { readable } from '../container';
import type { ReadableArray } from '../container';
import { FormatError } from '../errors';
import { joinRows } from '../joined';
import { numbersInMemory, textInMemory } from '../memory';
import { parseDescr } from '../numpy-types';
import type { StoredArray } from '../stored';
import { elementCount } from '../stored';
import type { Ignored } from '../types';
import { itemSizes } from '../widen';
import type { NumericDtype } from '../widen';
import { Latin1Bytes } from './latin1';
import { Blob, Dict, EncodedBytes, Inert, List, NdArray, Tensor } from './values';
import type { Storage, Value } from './values';

/*
 * The arrays in what a pickle holds, each under the path of keys that leads to it.
 */

/** Where the elements of a storage lie. */
export interface Placed {
  readonly bytes: Bytes;
  readonly offset: number;
  /** Bytes there are. */
  readonly length: number;
  readonly bigEndian: boolean;
  /** Of a storage that only its own pickle tells. */
  readonly dtype?: NumericDtype;
}

/** Finds a storage in the file. Throws `FormatError`. */
export type PlaceStorage = (storage: Storage) => Promise<Placed>;

export interface Gathered {
  readonly arrays: readonly ReadableArray[];
  readonly ignored: readonly Ignored[];
  /** Numbers and short text beside the arrays: epoch, global_step. */
  readonly metadata: Readonly<Record<string, string>>;
}

const MAX_DEPTH = 64;
const MAX_NODES = 500_000;
const MAX_ARRAYS = 100_000;
const MAX_TEXT = 200;
/** A view that repeats its storage so often is not data. */
const MAX_REPEATS = 1024;
const SMALL = 2 ** 20;
const MAX_LAYERS = 4096;
/** What optimisers and their company keep beside a model. */
const trainingState =
  /^(?:optimi[sz]ers?|optim|(?:lr_)?schedulers?|(?:grad_)?scaler|rng|random|callbacks|loops)(?:_|$)/i;

export async function gatherArrays(path: string, root: Value, place: PlaceStorage): Promise<Gathered> {
  const gatherer = new Gatherer(path, place);
  await gatherer.visit(root, []);
  return { arrays: gatherer.arrays, ignored: gatherer.ignored, metadata: gatherer.metadata };
}

class Gatherer {
  readonly arrays: ReadableArray[] = [];
  readonly ignored: Ignored[] = [];
  readonly metadata: Record<string, string> = {};
  private readonly keys = new Set<string>();
  /** The containers that the visit is in: a pickle may hold itself. */
  private readonly inside = new Set<Value>();
  private nodes = 0;

  constructor(
    private readonly path: string,
    private readonly place: PlaceStorage,
  ) {}

  /** `keys` lead to `value`. */
  async visit(value: Value, keys: readonly string[]): Promise<void> {
    if (++this.nodes > MAX_NODES || this.arrays.length > MAX_ARRAYS) {
      throw new FormatError(this.path, 'It holds too many Python objects. Save arrays with torch.save or numpy.save.');
    }
    if (value instanceof Tensor || value instanceof NdArray) return this.visitArray(value, keys);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      if (keys.length === 1 && String(value).length <= MAX_TEXT) this.metadata[keys[0]!] = String(value);
      return;
    }
    if (!(value instanceof Dict || value instanceof List || value instanceof Inert)) return;
    if (keys.length > MAX_DEPTH || this.inside.has(value)) return;
    this.inside.add(value);
    if (value instanceof Dict) await this.visitDict(value, keys);
    else if (value instanceof List) await this.visitList(value, keys);
    else await this.visitObject(value, keys);
    this.inside.delete(value);
  }

  private async visitDict(dict: Dict, keys: readonly string[]): Promise<void> {
    for (const [key, value] of dict.entries) {
      if (typeof key !== 'string' && typeof key !== 'number' && typeof key !== 'boolean') continue;
      if (keys.length === 0 && trainingState.test(String(key)) && isContainer(value)) {
        this.ignored.push({ key: String(key), reason: 'The state of the training is not read.' });
        continue;
      }
      if (keys.length === 0 && value instanceof Tensor && this.holdsLayers(key, value)) {
        for (const [i, layer] of alongAxis1(value).entries()) await this.visit(layer, [String(key), String(i)]);
        continue;
      }
      await this.visit(value, [...keys, String(key)]);
    }
  }

  /** N × layers × D, as the platonic-rep benchmark writes it: `MODEL_pool-avg.pt` with `feats`. */
  private holdsLayers(key: Value, { shape }: Tensor): boolean {
    return key === 'feats' && shape.length === 3 && shape[1]! <= MAX_LAYERS && /_pool-/.test(basename(this.path));
  }

  /** A list of batches is one array; a tuple of arrays is one for each (hidden states: a layer each). */
  private async visitList(list: List, keys: readonly string[]): Promise<void> {
    const { items } = list;
    const plain = keys.length <= 1 ? plainArray(this.path, items, keyOf(keys)) : null;
    if (plain) return void this.add(plain, keys);
    if (list.type !== 'tuple' && items.length > 1 && items.every((item) => isArray(item))) {
      const parts: ReadableArray[] = [];
      for (const item of items) {
        const part = await this.read(item, null).catch(refusal);
        if (part instanceof FormatError) break;
        parts.push(part);
      }
      const joined = parts.length === items.length ? joinRows(keyOf(keys), parts) : null;
      if (joined) return void this.add(joined, keys);
    }
    for (const [i, item] of items.entries()) await this.visit(item, [...keys, String(i)]);
  }

  /** A whole module shows its parameters by their dotted names, another object what its attributes hold. */
  private async visitObject(object: Inert, keys: readonly string[]): Promise<void> {
    const state = object.state instanceof List ? (object.state.items[0] ?? null) : object.state;
    const attributes = state instanceof Dict ? state.entries : new Map<Value, Value>();
    const modules = attributes.get('_modules');
    if (modules instanceof Dict && attributes.get('_parameters') instanceof Dict) {
      return this.visitModule(attributes, keys, '');
    }
    await this.visitDict(object.items, keys);
    await this.visitList(object.list, keys);
    if (state instanceof Dict) await this.visitDict(state, keys);
    for (const [i, arg] of object.args.entries()) {
      if (isArray(arg) || isContainer(arg)) await this.visit(arg, keys.length === 0 ? [String(i)] : keys);
    }
  }

  private async visitModule(attributes: Map<Value, Value>, keys: readonly string[], prefix: string): Promise<void> {
    for (const kind of ['_parameters', '_buffers']) {
      const held = attributes.get(kind);
      if (!(held instanceof Dict)) continue;
      for (const [name, value] of held.entries) {
        if (typeof name === 'string' && isArray(value)) await this.visit(value, [...keys, prefix + name]);
      }
    }
    const modules = attributes.get('_modules');
    if (!(modules instanceof Dict)) return;
    for (const [name, child] of modules.entries) {
      if (!(child instanceof Inert) || typeof name !== 'string' || this.inside.has(child)) continue;
      if (!(child.state instanceof Dict) || this.inside.size > MAX_DEPTH) continue;
      if (++this.nodes > MAX_NODES) return;
      this.inside.add(child);
      await this.visitModule(child.state.entries, keys, `${prefix}${name}.`);
      this.inside.delete(child);
    }
  }

  private async visitArray(value: Tensor | NdArray, keys: readonly string[]): Promise<void> {
    if (value instanceof NdArray && value.data instanceof List) {
      // numpy.save of a dictionary makes an array of one object
      const { items } = value.data;
      if (items.length === 1) await this.visit(items[0]!, keys);
      else await this.visitList(value.data, keys);
      return;
    }
    const array = await this.read(value, keyOf(keys)).catch(refusal);
    if (array instanceof FormatError) {
      this.ignored.push({ key: keyOf(keys) ?? 'tensor', reason: `It ${array.problem}.` });
      return;
    }
    if (array.header.shape.length === 0 && keys.length === 1 && !keys[0]!.includes('.'))
      await this.noteScalar(array, keys);
    this.add(array, keys);
  }

  private async noteScalar(array: ReadableArray, keys: readonly string[]): Promise<void> {
    if (array.header.dtype === 'string') return;
    const [value] = await array.readRows(0, 1).catch(() => []);
    if (value !== undefined) this.metadata[keys[0]!] = String(value);
  }

  private add(array: ReadableArray, keys: readonly string[]): void {
    const key = keyOf(keys);
    if (this.keys.has(key ?? '')) return;
    this.keys.add(key ?? '');
    this.arrays.push({ ...array, header: { ...array.header, key } });
  }

  private async read(value: Value, key: string | null): Promise<ReadableArray> {
    if (value instanceof Tensor) return readable(await this.tensor(value, key));
    return readable(numpyArray(this.path, value as NdArray, key));
  }

  private async tensor(tensor: Tensor, key: string | null): Promise<StoredArray> {
    if (tensor.refusal !== undefined) throw new FormatError(this.path, tensor.refusal);
    const { storage, shape, strides, offset } = tensor;
    const placed = await this.place(storage);
    const dtype = tensor.dtype ?? placed.dtype ?? 'uint8';
    const itemSize = itemSizes[dtype];
    const count = elementCount(shape);
    const damaged = (): FormatError => new FormatError(this.path, 'is damaged: it reaches beyond its storage');
    if (count === null || offset < 0 || !strides.every((stride) => Number.isSafeInteger(stride) && stride >= 0)) {
      throw damaged();
    }
    const span = count === 0 ? 0 : shape.reduce((sum, side, axis) => sum + (side - 1) * strides[axis]!, 1);
    const first = (offset + storage.first) * itemSize;
    if (!Number.isSafeInteger(span) || first + span * itemSize > placed.length) throw damaged();
    if (count > SMALL && count > span * MAX_REPEATS) {
      throw new FormatError(this.path, 'repeats few numbers very often (an expanded view). Save it with .clone()');
    }
    const order = orderOf(shape, strides);
    return {
      header: { key, shape, dtype, order: order ?? 'C' },
      bytes: placed.bytes,
      offset: placed.offset + first,
      itemSize,
      bigEndian: placed.bigEndian,
      ...(order === null && { strides }),
    };
  }
}

function alongAxis1({ storage, dtype, offset, shape, strides, refusal }: Tensor): readonly Tensor[] {
  const [rows, layers, features] = shape as [number, number, number];
  const [byRow, byLayer, byFeature] = strides as [number, number, number];
  return Array.from(
    { length: layers },
    (_, i) => new Tensor(storage, dtype, offset + i * byLayer, [rows, features], [byRow, byFeature], refusal),
  );
}

function keyOf(keys: readonly string[]): string | null {
  return keys.length === 0 ? null : keys.join('/');
}

function refusal(error: unknown): FormatError {
  if (error instanceof FormatError) return error;
  throw error;
}

function isArray(value: Value): value is Tensor | NdArray {
  return value instanceof Tensor || (value instanceof NdArray && !(value.data instanceof List));
}

function isContainer(value: Value): boolean {
  return value instanceof Dict || value instanceof List || value instanceof Inert;
}

/** C, Fortran, or null for other strides. Axes of one element don't count. */
function orderOf(shape: readonly number[], strides: readonly number[]): 'C' | 'F' | null {
  const runs = (axes: readonly number[]): boolean => {
    let expected = 1;
    for (const axis of axes) {
      if (shape[axis] !== 1 && strides[axis] !== expected) return false;
      expected *= shape[axis]!;
    }
    return true;
  };
  const axes = shape.map((_, axis) => axis);
  if (shape.includes(0) || runs([...axes].reverse())) return 'C';
  return runs(axes) ? 'F' : null;
}

function numpyArray(path: string, array: NdArray, key: string | null): StoredArray {
  const fail = (problem: string): FormatError => new FormatError(path, problem);
  const { type, data, shape } = array;
  if (!type) throw fail('is an array of a type that is not read. Save it with .astype("float32")');
  const element = parseDescr(type.descr, (problem) => fail(problem.replace(/^It |\.$/g, '')));
  const count = elementCount(shape);
  if (count === null) throw fail('has an impossible shape');
  const size = count * element.itemSize;
  const bytes =
    data instanceof EncodedBytes ? new Latin1Bytes(data.text, size) : data instanceof Blob ? data.bytes : null;
  if (!bytes || (data instanceof Blob && data.length !== size)) throw fail('is damaged: its data is missing');
  return {
    header: { key, shape, dtype: element.dtype, order: array.fortran && shape.length > 1 ? 'F' : 'C' },
    bytes,
    offset: data instanceof Blob ? data.offset : 0,
    itemSize: element.itemSize,
    bigEndian: element.bigEndian,
    text: element.text,
  };
}

/** A list of numbers, of equally long lists of numbers, or of text. */
function plainArray(path: string, items: readonly Value[], key: string | null): ReadableArray | null {
  if (items.length === 0) return null;
  if (items.every((item) => typeof item === 'string')) return textInMemory(path, key, items);
  if (items.every(isNumber)) {
    const integers = items.every((item) => Number.isSafeInteger(item));
    return numbersInMemory(key, [items.length], Float64Array.from(items, Number), integers ? 'int64' : 'float64');
  }
  const rows = items.filter((item) => item instanceof List);
  const width = rows[0]?.items.length ?? 0;
  if (width === 0 || rows.length !== items.length) return null;
  if (!rows.every((row) => row.items.length === width && row.items.every(isNumber))) return null;
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, i) => row.items.forEach((item, j) => (values[i * width + j] = Number(item))));
  return numbersInMemory(key, [rows.length, width], values);
}

function isNumber(value: Value): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}
