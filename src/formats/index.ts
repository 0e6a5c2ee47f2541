import { FileBytes } from './bytes';
import { asFormatError, FormatError, IncompleteFileError } from './errors';
import type { Dump, Format } from './types';

export { ALIGNMENT } from './direct';
export { asFormatError, FormatError, IncompleteFileError } from './errors';
export type { ArrayHeader, Dtype, Dump, FloatRows, Ignored } from './types';

/** Which files a format takes. Its reader is loaded at the first such file. */
interface FormatEntry {
  readonly name: string;
  /** Lower-case, with the dot. */
  readonly extensions: readonly string[];
  /** Whether a file with these first bytes may be of this format. */
  matches(head: Uint8Array): boolean;
  load(): Promise<Format>;
}

const beginsWith =
  (...magic: readonly number[]) =>
  (head: Uint8Array): boolean =>
    magic.every((byte, i) => head[i] === byte);

const asBytes = (text: string): number[] => [...Buffer.from(text, 'latin1')];
const ZIP = [0x50, 0x4b];
const MATLAB_5 = asBytes('MATLAB 5.0');
const MATLAB_73 = asBytes('MATLAB 7.3');

/** Every format we read: a new one is one file and one entry here. */
const formats: readonly FormatEntry[] = [
  {
    name: 'npy',
    extensions: ['.npy'],
    matches: beginsWith(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59),
    load: async () => (await import('./npy')).npy,
  },
  {
    name: 'npz',
    extensions: ['.npz'],
    matches: beginsWith(...ZIP),
    load: async () => (await import('./npz')).npz,
  },
  {
    name: 'safetensors',
    extensions: ['.safetensors'],
    // a 64-bit length below 2³², then JSON
    matches: (head) => head[4] === 0 && head[5] === 0 && head[6] === 0 && head[7] === 0 && head[8] === 0x7b,
    load: async () => (await import('./safetensors')).safetensors,
  },
  {
    name: 'torch',
    extensions: ['.pt', '.pth', '.ckpt', '.bin', '.pkl', '.pickle'],
    // a zip archive, or a pickle of protocol 2 to 5
    matches: (head) => beginsWith(...ZIP)(head) || (head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5),
    load: async () => (await import('./torch')).torch,
  },
  {
    name: 'hdf5',
    extensions: ['.h5', '.hdf5', '.hdf'],
    // MATLAB 7.3 puts 512 bytes of its own in front
    matches: (head) => beginsWith(0x89, 0x48, 0x44, 0x46)(head) || beginsWith(...MATLAB_73)(head),
    load: async () => (await import('./hdf5')).hdf5,
  },
  {
    name: 'keras',
    extensions: ['.keras'],
    matches: beginsWith(...ZIP),
    load: async () => (await import('./keras')).keras,
  },
  {
    name: 'matlab',
    extensions: ['.mat'],
    matches: beginsWith(...MATLAB_5),
    load: async () => (await import('./matlab')).matlab,
  },
  {
    name: 'msgpack',
    extensions: ['.msgpack'],
    matches: (head) => (head[0]! & 0xf0) === 0x80 || head[0] === 0xde || head[0] === 0xdf,
    load: async () => (await import('./msgpack')).msgpack,
  },
  {
    name: 'parquet',
    extensions: ['.parquet'],
    matches: beginsWith(...asBytes('PAR1')),
    load: async () => (await import('./parquet')).parquet,
  },
  {
    name: 'arrow',
    extensions: ['.arrow', '.feather'],
    // a stream begins with a length behind FF FF FF FF
    matches: (head) =>
      beginsWith(...asBytes('ARROW1'))(head) || (beginsWith(0xff, 0xff, 0xff, 0xff)(head) && head[7] === 0),
    load: async () => (await import('./arrow')).arrow,
  },
  {
    name: 'text',
    extensions: ['.csv', '.tsv', '.txt'],
    matches: () => false,
    load: async () => (await import('./text')).text,
  },
];

/** A folder of this name is one dump, not a folder of dumps. */
const ZARR = '.zarr';

/** Extensions of all files that `openDump` can read, lower-case, with the dot. */
export const dumpExtensions: readonly string[] = [...formats.flatMap(({ extensions }) => extensions), ZARR];

/** Whether a folder is read as one dump, by its name. */
export function isDumpFolder(name: string): boolean {
  return name.toLowerCase().endsWith(ZARR);
}

/** The dump extension a file name ends with, or null. */
export function dumpExtension(name: string): string | null {
  const lower = name.toLowerCase();
  return dumpExtensions.find((extension) => lower.endsWith(extension)) ?? null;
}

const LFS_POINTER = new TextEncoder().encode('version https://git-lfs.github.com/spec/');

/**
 * Opens a dump: its header is read, its data is not. The format is that of the extension, unless the first bytes are
 * those of another. Close it in the end. Throws `FormatError`, whatever the file holds.
 */
export async function openDump(path: string): Promise<Dump> {
  if (isDumpFolder(path)) return openFolder(path);
  const file = await FileBytes.open(path);
  try {
    if (beginsWith(...LFS_POINTER)(file.head)) {
      throw new FormatError(path, 'This is a Git LFS pointer, not the file itself. Run "git lfs pull".');
    }
    if (file.size === 0) throw file.incomplete(null);
    const entry = formatOf(path, file.head);
    if (!entry) {
      throw new FormatError(path, `Not a format that can be read. Save it as one of ${dumpExtensions.join(', ')}.`);
    }
    const dump = guarded(await (await entry.load()).open(file));
    return file.filled === null
      ? dump
      : { ...dump, unfilled: new IncompleteFileError(path, file.filled, file.size, false) };
  } catch (error) {
    file.close();
    throw asFormatError(path, error);
  }
}

async function openFolder(path: string): Promise<Dump> {
  try {
    return guarded(await (await import('./zarr')).openZarr(path));
  } catch (error) {
    throw asFormatError(path, error);
  }
}

function formatOf(path: string, head: Uint8Array): FormatEntry | undefined {
  const extension = dumpExtension(path);
  const named = formats.find(({ extensions }) => extension !== null && extensions.includes(extension));
  if (named?.matches(head)) return named;
  return formats.find((entry) => entry.matches(head)) ?? named;
}

/** Whatever goes wrong while reading leaves as a `FormatError`. */
function guarded(dump: Dump): Dump {
  const guard = async <T>(read: Promise<T>): Promise<T> => {
    try {
      return await read;
    } catch (error) {
      throw asFormatError(dump.path, error);
    }
  };
  return {
    ...dump,
    readRows: (key, start, count, into) => guard(dump.readRows(key, start, count, into)),
    floatsOf: (key) => {
      const rows = dump.floatsOf?.(key);
      return rows && { ...rows, read: (...where) => guard(rows.read(...where)) };
    },
    readStrings: (key) => guard(dump.readStrings(key)),
  };
}

/** Opens a dump, uses it, and closes it however that ends. */
export async function withDump<T>(path: string, use: (dump: Dump) => Promise<T>): Promise<T> {
  const dump = await openDump(path);
  try {
    return await use(dump);
  } finally {
    await dump.close();
  }
}
