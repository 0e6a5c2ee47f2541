import type { FormatError } from './errors';
import type { TextEncoding } from './stored';
import type { Dtype } from './types';

/** How elements of a numpy type are stored. */
export interface ElementType {
  readonly dtype: Dtype;
  readonly itemSize: number;
  readonly bigEndian: boolean;
  readonly text?: TextEncoding;
}

const numericTypes: Readonly<Record<string, Dtype>> = {
  f8: 'float64',
  f4: 'float32',
  f2: 'float16',
  V2: 'bfloat16', // how numpy saves the bfloat16 of ml_dtypes
  i8: 'int64',
  i4: 'int32',
  i2: 'int16',
  i1: 'int8',
  u8: 'uint64',
  u4: 'uint32',
  u2: 'uint16',
  u1: 'uint8',
  b1: 'bool',
};

/** Why we don't read an element type, by its letter, and what to do. */
export const refusals: Readonly<Record<string, string>> = {
  c: 'complex numbers. Save the real part, the imaginary part or the magnitude as floats',
  O: 'Python objects. Save a plain array: numpy.save(path, numpy.stack(list_of_arrays))',
  M: 'dates. Save them as numbers',
  m: 'time differences. Save them as numbers',
  f: 'extended-precision floats. Save it with .astype("float64")',
  V: 'raw bytes. Save it with .astype("float32")',
};

/** Reads a type as numpy spells it: `<f4`. `fail` makes the error for one that is not read. */
export function parseDescr(descr: string, fail: (problem: string) => FormatError): ElementType {
  if (descr.startsWith('[')) {
    throw fail('It holds records with several fields. Save each field as its own array.');
  }
  const match = /^([<>|=])?([a-zA-Z])(\d{0,9})(?:\[\w+\])?$/.exec(descr);
  if (!match) throw fail(`Its element type "${descr.slice(0, 40)}" is not known. Save it with .astype("float32").`);
  const [, byteOrder, letter, digits] = match as unknown as [string, string | undefined, string, string];
  const bigEndian = byteOrder === '>';
  const size = Number(digits);
  if (letter === 'U' || letter === 'S' || letter === 'a') {
    const itemSize = letter === 'U' ? 4 * size : size;
    if (itemSize === 0) throw fail('It holds empty text only.');
    return { dtype: 'string', itemSize, bigEndian, text: letter === 'U' ? 'utf-32' : 'utf-8' };
  }
  const dtype = numericTypes[letter + digits];
  if (dtype) return { dtype, itemSize: size, bigEndian };
  const refusal = letter === 'f' && size < 10 ? undefined : refusals[letter];
  throw fail(
    refusal ? `It holds ${refusal}.` : `Its element type "${descr}" is not known. Save it with .astype("float32").`,
  );
}
