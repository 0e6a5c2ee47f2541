import type { Item } from '../document';

/*
 * Python that reads an item's array with numpy alone and makes N×D of it, as the item says that it was read.
 */

export interface Loading {
  /** An expression for the N×D array in float64. */
  readonly expression: string;
  readonly safetensors: boolean;
}

/** How to load the item, or why numpy alone cannot. */
export function loadingOf(item: Item): Loading | { readonly reason: string } {
  const { path, key, shape } = item;
  const safetensors = path.endsWith('.safetensors');
  if (!safetensors && !/\.np[yz]$/.test(path)) {
    return { reason: `numpy alone does not read ${path}: export the array as .npy.` };
  }
  const file = python(path);
  const array = safetensors
    ? `read_safetensors(${file}, ${python(key ?? '')})`
    : `np.load(${file})${key === null ? '' : `[${python(key)}]`}`;
  const reduced = reduce(`${array}.astype(np.float64)`, item);
  if (reduced === undefined)
    return { reason: `The reduction "${item.reduction}" of ${shape.join('×')} is not written as a script.` };
  return { expression: reduced, safetensors };
}

function reduce(array: string, { shape, layout, reduction }: Item): string | undefined {
  const [n = 1, a = 1, ...rest] = shape;
  if (reduction === 'none') return shape.length === 2 ? array : `${array}.reshape(${n}, -1)`;
  if (reduction === 'transposed') return `${array}.T`;
  if (reduction === 'flattened') return `${array}.reshape(${n}, -1)`;
  const last = rest.at(-1) ?? 1;
  const channelsFirst = layout === 'NCHW';
  const instances = channelsFirst
    ? `${array}.reshape(${n}, ${a}, -1).transpose(0, 2, 1)`
    : `${array}.reshape(${n}, -1, ${last})`;
  if (/^mean over (positions|tokens)$/.test(reduction)) return `${instances}.mean(axis=1)`;
  if (/ as instances/.test(reduction)) return `${instances}.reshape(-1, ${channelsFirst ? a : last})`;
  if (reduction === 'first token') return `${instances}[:, 0]`;
  if (reduction === 'last token') return `${instances}[:, -1]`;
  if (reduction === 'flattened (NHWC)') return `${instances}.transpose(0, 2, 1).reshape(${n}, -1)`;
  return reduction.startsWith('flattened') ? `${array}.reshape(${n}, -1)` : undefined;
}

/** A string literal of Python. JSON's is one, but for lone surrogates. */
export const python = (text: string): string => JSON.stringify(text);

export const readSafetensors = `def read_safetensors(path, key):
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        entry = json.loads(file.read(size))[key]
        begin, end = entry["data_offsets"]
        file.seek(8 + size + begin)
        data = file.read(end - begin)
    if entry["dtype"] == "BF16":
        values = (np.frombuffer(data, "<u2").astype(np.uint32) << 16).view(np.float32)
    else:
        types = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1",
                 "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1", "BOOL": "?"}
        values = np.frombuffer(data, types[entry["dtype"]])
    return values.reshape(entry["shape"])`;
