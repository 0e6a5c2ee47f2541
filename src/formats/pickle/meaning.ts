import { itemSizes } from '../widen';
import type { NumericDtype } from '../widen';
import type { Interpretation } from './machine';
import { PickleError } from './machine';
import { blobOf } from './source';
import { Blob, Dict, EncodedBytes, Global, Inert, List, NdArray, NumpyType, Storage, Tensor } from './values';
import type { Value } from './values';

/*
 * The names that stand for data we know: torch's tensors, numpy's arrays, Python's collections. Every other name makes an
 * inert record, and is counted.
 */

const storageTypes: Readonly<Partial<Record<string, NumericDtype>>> = {
  DoubleStorage: 'float64',
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
  Float8_e4m3fnStorage: 'float8_e4m3',
  Float8_e5m2Storage: 'float8_e5m2',
};

/** Bytes of an element of storages that are not read, but stand between others. */
const otherSizes: Readonly<Partial<Record<string, number>>> = {
  ComplexDoubleStorage: 16,
  ComplexFloatStorage: 8,
  QInt32Storage: 4,
};

const torchTypes: Readonly<Partial<Record<string, NumericDtype>>> = {
  float64: 'float64',
  float32: 'float32',
  float16: 'float16',
  bfloat16: 'bfloat16',
  int64: 'int64',
  uint64: 'uint64',
  int32: 'int32',
  uint32: 'uint32',
  int16: 'int16',
  uint16: 'uint16',
  int8: 'int8',
  uint8: 'uint8',
  bool: 'bool',
  float8_e4m3fn: 'float8_e4m3',
  float8_e5m2: 'float8_e5m2',
};

/** Names that make nothing a person would miss. */
const harmless =
  /^(?:torch\.(?:device|dtype)|torch\._C\..*|torch\.serialization\._get_layout|numpy\.ndarray|builtins\.type|__builtin__\.type)$/;

type Call = (args: readonly Value[], path: string) => Value;

const collections: Readonly<Record<string, Call>> = {
  'collections.OrderedDict': (args) => dictOf(args[0]),
  'collections.defaultdict': () => new Dict(),
  'collections.Counter': (args) => dictOf(args[0]),
  'collections.deque': (args) => new List('list', args[0] instanceof List ? args[0].items : []),
  'torch.Size': (args) => new List('tuple', args[0] instanceof List ? args[0].items : []),
  'torch.nn.modules.container.ParameterList': () => new List('list', []),
  '_codecs.encode': ([text], path) => encode(text ?? null, path),
};
for (const module of ['builtins', '__builtin__']) {
  for (const type of ['set', 'frozenset', 'list', 'tuple'] as const) {
    Object.assign(collections, { [`${module}.${type}`]: makeList(type === 'frozenset' ? 'set' : type) });
  }
  Object.assign(collections, {
    [`${module}.dict`]: (args: readonly Value[]) => dictOf(args[0]),
    [`${module}.bytearray`]: ([data]: readonly Value[]) => data ?? null,
    [`${module}.bytes`]: ([data]: readonly Value[]) => data ?? null,
  });
}

const torch: Readonly<Record<string, Call>> = {
  'torch._utils._rebuild_tensor': (args) => tensor(args, null),
  'torch._utils._rebuild_tensor_v2': (args) => tensor(args, null),
  'torch._utils._rebuild_tensor_v3': (args) => tensor(args, args[6] ?? null),
  'torch._utils._rebuild_parameter': ([data]) => data ?? null,
  'torch._utils._rebuild_parameter_with_state': ([data]) => data ?? null,
  'torch._utils._rebuild_device_tensor_from_numpy': ([data]) => data ?? null,
  'torch._utils._rebuild_device_tensor_from_cpu_tensor': ([data]) => data ?? null,
  'torch._utils._rebuild_xla_tensor': ([data]) => data ?? null,
  'torch._utils._rebuild_sparse_tensor': () => refused('is a sparse tensor. Save it with .to_dense()'),
  'torch._utils._rebuild_sparse_csr_tensor': () => refused('is a sparse tensor. Save it with .to_dense()'),
  'torch._utils._rebuild_qtensor': () => refused('is a quantised tensor. Save it with .dequantize()'),
  'torch._utils._rebuild_nested_tensor': () => refused('is a nested tensor. Save it with .to_padded_tensor(0.0)'),
  'torch._utils._rebuild_meta_tensor_no_storage': () => refused('is a tensor on the meta device: it has no values'),
  'torch.storage._load_from_bytes': ([data]) => {
    if (!(data instanceof Blob)) throw new PickleError('A tensor in it is damaged. Write it again.');
    return new Storage({ key: '', inside: data }, null, 0, 0);
  },
};

const numpy: Readonly<Record<string, Call>> = {
  'multiarray._reconstruct': () => new NdArray(),
  'numeric._frombuffer': ([data, type, shape, order], path) => {
    const array = new NdArray();
    array.shape = sidesOf(shape ?? null) ?? [];
    if (type instanceof NumpyType) array.type = type;
    array.fortran = order === 'F';
    array.data = bufferOf(data ?? null, path);
    return array;
  },
  'multiarray.scalar': ([type, data], path) => {
    const array = new NdArray();
    if (type instanceof NumpyType) array.type = type;
    array.data = bufferOf(data ?? null, path);
    return array;
  },
};

/** Interprets the names of a file at `path`; `inert` counts the objects of unknown classes. */
export class TorchAndNumpy implements Interpretation {
  readonly inert = new Map<string, number>();

  /** Bytes of one element of each storage, by its key. */
  readonly elementSizes = new Map<string, number>();

  constructor(private readonly path: string) {}

  setState(target: Value, state: Value): void {
    if (target instanceof Inert) target.state = state;
    else if (target instanceof NdArray && state instanceof List) setArrayState(target, state.items, this.path);
    else if (target instanceof NumpyType && state instanceof List) {
      const order = state.items[1];
      if (typeof order === 'string' && /^[<>|=]$/.test(order)) target.byteOrder = order;
    }
  }

  call(name: string, args: readonly Value[]): Value {
    if (name === 'torch._tensor._rebuild_from_type_v2' || name === 'torch.tensor._rebuild_from_type_v2') {
      const [rebuild, , inner] = args;
      if (rebuild instanceof Global && inner instanceof List && rebuild.name !== name) {
        return this.call(rebuild.name, inner.items);
      }
    }
    if (name === 'numpy.dtype') return typeof args[0] === 'string' ? new NumpyType(args[0]) : this.unknown(name, args);
    const known = lookUp(collections, name) ?? lookUp(torch, name) ?? lookUp(numpy, withoutCore(name));
    if (known) return known(args, this.path);
    if (name === 'copy_reg._reconstructor' || name === 'copyreg._reconstructor') {
      const [type, base] = args;
      const className = type instanceof Global ? type.name : name;
      return base instanceof Global && /\.dict$/.test(base.name) ? new Dict() : this.unknown(className, []);
    }
    if (name.startsWith('joblib.')) {
      throw new PickleError('It was written by joblib. Save the arrays with numpy.save or numpy.savez.');
    }
    return this.unknown(name, args);
  }

  persistent(id: Value): Value {
    if (!(id instanceof List)) throw new PickleError('It was written by a very old torch. Save it again.');
    const [what, type, key, , length, view] = id.items;
    if (what === 'module') return type ?? null;
    if (what !== 'storage' || (typeof key !== 'string' && typeof key !== 'number') || typeof length !== 'number') {
      throw new PickleError('Its pickle is damaged. Write or copy it again.');
    }
    const name = type instanceof Global ? type.name.split('.').at(-1)! : '';
    const dtype = storageTypes[name] ?? null;
    const first = view instanceof List && typeof view.items[1] === 'number' ? view.items[1] : 0;
    const known = dtype !== null || /^_?UntypedStorage$/.test(name);
    this.elementSizes.set(String(key), dtype ? itemSizes[dtype] : (otherSizes[name] ?? 1));
    return new Storage({ key: String(key) }, dtype, length, first, known ? undefined : unreadType(name));
  }

  private unknown(name: string, args: readonly Value[]): Inert {
    if (!harmless.test(name)) this.inert.set(name, (this.inert.get(name) ?? 0) + 1);
    return new Inert(name, args);
  }
}

function lookUp(table: Readonly<Record<string, Call>>, name: string): Call | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** `numpy.core.multiarray._reconstruct` and `numpy._core.multiarray._reconstruct`. */
function withoutCore(name: string): string {
  return name.replace(/^numpy\._?core\./, '');
}

function makeList(type: List['type']): Call {
  return ([items]) => new List(type, items instanceof List ? [...items.items] : []);
}

function dictOf(source: Value | undefined): Dict {
  const dict = new Dict();
  const pairs = source instanceof Dict ? source.entries : source instanceof List ? pairsOf(source) : [];
  for (const [key, value] of pairs) dict.entries.set(key, value);
  return dict;
}

function pairsOf(list: List): [Value, Value][] {
  return list.items.flatMap((pair) =>
    pair instanceof List && pair.items.length === 2 ? [[pair.items[0]!, pair.items[1]!] as [Value, Value]] : [],
  );
}

/** `_codecs.encode(text, 'latin1')`: how protocol 2 writes bytes. Long text is decoded when it is read. */
function encode(text: Value, path: string): Value {
  if (text instanceof Blob) return new EncodedBytes(text);
  return typeof text === 'string' ? blobOf(path, Buffer.from(text, 'latin1')) : null;
}

function bufferOf(data: Value, path: string): NdArray['data'] {
  if (data instanceof Blob || data instanceof EncodedBytes || data instanceof List) return data;
  return typeof data === 'string' ? blobOf(path, Buffer.from(data, 'latin1')) : null;
}

function tensor([storage, offset, shape, strides]: readonly Value[], type: Value): Value {
  const sides = sidesOf(shape ?? null);
  const steps = sidesOf(strides ?? null);
  if (!(storage instanceof Storage) || typeof offset !== 'number' || sides?.length !== steps?.length) {
    throw new PickleError('A tensor in it is damaged. Write or copy it again.');
  }
  const name = type instanceof Global ? type.name.replace(/^torch\./, '') : null;
  const dtype = name === null ? storage.dtype : (torchTypes[name] ?? null);
  const refusal = storage.refusal ?? (name !== null && dtype === null ? unreadType(name) : undefined);
  return new Tensor(storage, dtype, offset, sides!, steps!, refusal);
}

function unreadType(name: string): string {
  const type = name.replace(/Storage$/, '');
  return /complex/i.test(type)
    ? 'holds complex numbers. Save the real part, the imaginary part or the magnitude'
    : `has the element type ${type}, which is not read. Save it with .float()`;
}

function refused(reason: string): Tensor {
  return new Tensor(new Storage({ key: '' }, null, 0, 0), null, 0, [], [], reason);
}

/** `ndarray.__setstate__`: version, shape, type, Fortran order, data. */
function setArrayState(array: NdArray, state: readonly Value[], path: string): void {
  const [, shape, type, fortran, data] = state.length === 5 ? state : [null, ...state];
  const sides = sidesOf(shape ?? null);
  if (!sides || !(type instanceof NumpyType)) return;
  array.shape = sides;
  array.type = type;
  array.fortran = fortran === true || fortran === 1;
  array.data = bufferOf(data ?? null, path);
}

/** The numbers of a tuple; null where it is none. */
function sidesOf(shape: Value): readonly number[] | null {
  if (!(shape instanceof List)) return null;
  const sides = shape.items.filter((side) => typeof side === 'number');
  return sides.length === shape.items.length ? sides : null;
}
