import type { Bytes } from '../bytes';
import type { NumericDtype } from '../widen';

/*
 * What a pickle holds once it is read: plain data, and records that stand for Python objects. Nothing here ever runs.
 */

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Blob
  | EncodedBytes
  | List
  | Dict
  | Global
  | Inert
  | Storage
  | Tensor
  | NdArray
  | NumpyType;

/** Bytes or long text: where they lie, not what they are. */
export class Blob {
  constructor(
    readonly bytes: Bytes,
    readonly offset: number,
    readonly length: number,
    /** The bytes themselves, where they are few. */
    readonly inline?: Uint8Array,
  ) {}
}

/** Bytes that protocol 2 wrote as text, one code point each. */
export class EncodedBytes {
  constructor(readonly text: Blob) {}
}

/** A list, tuple or set. */
export class List {
  constructor(
    readonly type: 'list' | 'tuple' | 'set',
    readonly items: Value[],
  ) {}
}

/** A dictionary of any kind, in its order. */
export class Dict {
  readonly entries = new Map<Value, Value>();
}

/** A class or function, by its name alone. */
export class Global {
  constructor(readonly name: string) {}
}

/** What a class or function we don't know would have made. */
export class Inert {
  state: Value = null;
  readonly items = new Dict();
  readonly list = new List('list', []);

  constructor(
    readonly name: string,
    readonly args: readonly Value[],
  ) {}
}

/** A run of elements that tensors are views of. `key` names it in the file. */
export interface StoragePlace {
  readonly key: string;
  /** The pickle in which it stands by itself (a tensor saved by pickle and not by torch). */
  readonly inside?: Blob;
}

export class Storage {
  constructor(
    readonly place: StoragePlace,
    /** null for bytes without a type. */
    readonly dtype: NumericDtype | null,
    /** Elements; bytes where there is no type. */
    readonly length: number,
    /** Elements of the place before it. */
    readonly first: number,
    /** Why it cannot be read, if it cannot. */
    readonly refusal?: string,
  ) {}
}

/** A view of a storage, in elements. */
export class Tensor {
  constructor(
    readonly storage: Storage,
    readonly dtype: NumericDtype | null,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
    readonly refusal?: string,
  ) {}
}

/** A numpy element type as numpy spells it: "<f4". */
export class NumpyType {
  byteOrder = '|';
  constructor(readonly code: string) {}

  get descr(): string {
    return (this.byteOrder === '=' ? '<' : this.byteOrder) + this.code;
  }
}

/** A numpy array; its state is set after it is made. */
export class NdArray {
  shape: readonly number[] = [];
  type: NumpyType | null = null;
  fortran = false;
  data: Blob | EncodedBytes | List | null = null;
}
