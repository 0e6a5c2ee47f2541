import { decode, ExtensionCodec } from '@msgpack/msgpack';
import { readBytes } from './bytes';
import { dumpOf } from './container';
import { FormatError } from './errors';
import { parseDescr } from './numpy-types';
import { MemoryBytes } from './memory';
import type { StoredArray } from './stored';
import { elementCount } from './stored';
import type { Format, Ignored } from './types';

/*
 * flax.serialization: MessagePack with arrays as extension 1 (shape, type, bytes), scalars as extension 3, and arrays cut in
 * chunks where they are longer than a gigabyte.
 */

const ARRAY = 1;
const SCALAR = 3;
/** MessagePack is read whole. */
const MAX_BYTES = 1.5 * 2 ** 30;
const MAX_DEPTH = 64;

class PackedArray {
  constructor(
    readonly shape: readonly number[],
    readonly type: string,
    readonly data: Uint8Array,
  ) {}
}

const extensions = new ExtensionCodec();
for (const type of [ARRAY, SCALAR]) {
  extensions.register({
    type,
    encode: () => null,
    decode: (packed) => {
      const [shape, name, data] = decode(packed) as readonly unknown[];
      if (!Array.isArray(shape) || typeof name !== 'string' || !(data instanceof Uint8Array)) return null;
      return new PackedArray(
        shape.filter((side) => typeof side === 'number'),
        name,
        data,
      );
    },
  });
}

export const msgpack: Format = {
  async open(file) {
    if (file.size > MAX_BYTES) throw new FormatError(file.path, 'It is too large to be read. Save it as .safetensors.');
    let content: unknown;
    try {
      content = decode(await readBytes(file, 0, file.size), { extensionCodec: extensions });
    } catch (error) {
      if (error instanceof FormatError) throw error;
      if (/Insufficient data|Offset is outside/.test(String(error))) throw file.incomplete(null, '.msgpack');
      throw new FormatError(file.path, 'Not a complete .msgpack: it is damaged. Write it again.', { cause: error });
    }
    const arrays: StoredArray[] = [];
    const ignored: Ignored[] = [];
    const metadata: Record<string, string> = {};
    collect(file.path, content, [], { arrays, ignored, metadata });
    return dumpOf(file, 'msgpack', arrays, { ignored, metadata });
  },
};

interface Collected {
  readonly arrays: StoredArray[];
  readonly ignored: Ignored[];
  readonly metadata: Record<string, string>;
}

function collect(path: string, value: unknown, keys: readonly string[], found: Collected): void {
  if (value instanceof PackedArray) {
    addUnlessRefused(keys, found, () => stored(path, value, keyOf(keys)));
    return;
  }
  if ((typeof value === 'string' || typeof value === 'number') && keys.length === 1 && String(value).length <= 200) {
    found.metadata[keys[0]!] = String(value);
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || keys.length > MAX_DEPTH) return;
  if ('__msgpack_chunked_array__' in value) {
    addUnlessRefused(keys, found, () => joined(path, value, keys));
    return;
  }
  for (const [key, inner] of Object.entries(value)) collect(path, inner, [...keys, key], found);
}

function addUnlessRefused(keys: readonly string[], found: Collected, make: () => StoredArray): void {
  try {
    found.arrays.push(make());
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    found.ignored.push({ key: keys.join('/'), reason: error.problem });
  }
}

const keyOf = (keys: readonly string[]): string | null => (keys.length === 0 ? null : keys.join('/'));

/** An array that flax cut in flat chunks, which are numbered. */
function joined(path: string, value: object, keys: readonly string[]): StoredArray {
  const { shape, chunks } = value as { readonly shape?: unknown; readonly chunks?: unknown };
  const numbered = (list: unknown): unknown[] =>
    typeof list === 'object' && list !== null && !Array.isArray(list)
      ? Object.entries(list)
          .sort(([a], [b]) => Number(a) - Number(b))
          .map(([, one]: [string, unknown]) => one)
      : [];
  const sides = numbered(shape).filter((side) => typeof side === 'number');
  const pieces = numbered(chunks).filter((piece) => piece instanceof PackedArray);
  const [first] = pieces;
  if (!first || pieces.some(({ type }) => type !== first.type)) {
    throw new FormatError(path, 'It is cut in chunks of which some are missing. Write it again.');
  }
  const data = Buffer.concat(pieces.map((piece) => piece.data));
  return stored(path, new PackedArray(sides, first.type, data), keyOf(keys));
}

function stored(path: string, { shape, type, data }: PackedArray, key: string | null): StoredArray {
  const fail = (problem: string): FormatError => new FormatError(path, problem);
  const element =
    type === 'bfloat16'
      ? ({ dtype: 'bfloat16', itemSize: 2, bigEndian: false } as const)
      : parseDescr(numpyCodes[type] ?? type, fail);
  const count = elementCount(shape);
  if (count === null || count * element.itemSize !== data.length) throw fail('Its length is not that of its shape.');
  return {
    header: { key, shape, dtype: element.dtype, order: 'C' },
    bytes: new MemoryBytes(path, data),
    offset: 0,
    itemSize: element.itemSize,
    bigEndian: element.bigEndian,
  };
}

/** numpy's names of types as its codes. */
const numpyCodes: Readonly<Partial<Record<string, string>>> = {
  float64: '<f8',
  float32: '<f4',
  float16: '<f2',
  int64: '<i8',
  int32: '<i4',
  int16: '<i2',
  int8: '|i1',
  uint64: '<u8',
  uint32: '<u4',
  uint16: '<u2',
  uint8: '|u1',
  bool: '|b1',
};
