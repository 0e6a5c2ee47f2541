import type { Bytes, FileBytes } from './bytes';
import { readBytes } from './bytes';
import { dumpOf } from './container';
import { FormatError, IncompleteFileError } from './errors';
import { parseDescr, refusals } from './numpy-types';
import type { StoredArray } from './stored';
import { elementCount } from './stored';
import type { Dump, Format } from './types';

/*
 * The NumPy format: magic, version, length of the header, the header as a Python dictionary, the elements.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */

export const NPY_MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;

/** numpy refuses headers beyond 10,000 bytes too, unless it trusts the file. */
const MAX_HEADER_BYTES = 65_536;

export const npy: Format = {
  async open(file) {
    const cutOff = (): FormatError => file.incomplete(null);
    const objects = await pickledObjects(file, cutOff);
    if (objects) return objects;
    return dumpOf(file, 'npy', [await readNpy(file, null, cutOff, 'file')]);
  },
};

/** An array of Python objects is its header and a pickle: numpy.save of a dictionary or a list. Null for other arrays. */
async function pickledObjects(file: FileBytes, cutOff: () => FormatError): Promise<Dump | null> {
  const length = file.head.length < 10 ? 0 : file.head[8]! + 256 * file.head[9]!;
  if (!/^\{'descr': '\|O\d?'/.test(new TextDecoder('latin1').decode(file.head.subarray(10, 10 + length)))) return null;
  const { openPickledDump } = await import('./torch');
  const dump = await openPickledDump(file, 10 + length, 'npy', cutOff);
  if (dump.arrays.length === 0) throw new FormatError(file.path, `It holds ${refusals.O}.`);
  return dump;
}

/**
 * The array that begins at the start of `bytes`: a .npy file, or a member of a .npz. `what` names it in messages;
 * `cutOff` makes the error for a header that isn't all there.
 */
export async function readNpy(
  bytes: Bytes,
  key: string | null,
  cutOff: () => FormatError,
  what: string,
): Promise<StoredArray> {
  const fail = (problem: string): FormatError => new FormatError(bytes.path, problem);
  const start = await readBytes(bytes, 0, Math.min(12, bytes.size));
  if (!NPY_MAGIC.every((byte, i) => i >= start.length || start[i] === byte)) {
    throw fail(`This ${what} is not a .npy array: it begins with other bytes. Write it with numpy.save.`);
  }
  if (start.length < 10) throw cutOff();
  const version = start[6]!;
  if (version < 1 || version > 3) throw fail(`Version ${version} of the .npy format is not known.`);
  const view = new DataView(start.buffer);
  if (version > 1 && start.length < 12) throw cutOff();
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER_BYTES)
    throw fail(
      `The .npy header says it is ${length} bytes long: the ${what} is damaged. Write it again with numpy.save.`,
    );
  const headerStart = version === 1 ? 10 : 12;
  const offset = headerStart + length;
  if (offset > bytes.size) throw cutOff();
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(await readBytes(bytes, headerStart, length));

  const { descr, fortran, shape } = parseHeader(text, () =>
    fail(`The .npy header of this ${what} is damaged. Write it again with numpy.save.`),
  );
  const type = parseDescr(descr, fail);
  const count = elementCount(shape);
  if (count === null)
    throw fail(`The .npy header gives an impossible shape (${shape.join(', ')}). Write it again with numpy.save.`);
  if (offset + count * type.itemSize > bytes.size) {
    throw sizeError(bytes, cutOff(), offset + count * type.itemSize);
  }
  return {
    header: { key, shape, dtype: type.dtype, order: fortran ? 'F' : 'C' },
    bytes,
    offset,
    itemSize: type.itemSize,
    bigEndian: type.bigEndian,
    text: type.text,
  };
}

function sizeError(bytes: Bytes, error: FormatError, expected: number): FormatError {
  return error instanceof IncompleteFileError
    ? new IncompleteFileError(bytes.path, bytes.size, expected, error.settled)
    : error;
}

interface Header {
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

/** `{'descr': '<f4', 'fortran_order': False, 'shape': (500, 32), }`; a structured `descr` is kept as its text. */
function parseHeader(text: string, damaged: () => FormatError): Header {
  const descr = /['"]descr['"]\s*:\s*(?:'([^']*)'|"([^"]*)"|(\[[^\]]*\]))/.exec(text);
  const fortran = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text);
  const shape = /['"]shape['"]\s*:\s*\(([-\d\sL,]*)\)/.exec(text);
  if (!text.startsWith('{') || !descr || !fortran || !shape) throw damaged();
  const sides = shape[1]!.split(',').map((side) => side.trim().replace(/L$/, ''));
  if (sides.at(-1) === '') sides.pop();
  if (!sides.every((side) => /^-?\d+$/.test(side))) throw damaged();
  return { descr: descr[1] ?? descr[2] ?? descr[3]!, fortran: fortran[1] === 'True', shape: sides.map(Number) };
}
