import type { FileBytes } from './bytes';
import type { IncompleteFileError } from './errors';

/** Element types we can read, in numpy's words where it has them. */
export type Dtype =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'float8_e4m3'
  | 'float8_e5m2'
  | 'int64'
  | 'uint64'
  | 'int32'
  | 'uint32'
  | 'int16'
  | 'uint16'
  | 'int8'
  | 'uint8'
  | 'bool'
  | 'string';

/** One array of a dump, as its header tells it: nothing of the data has been read. */
export interface ArrayHeader {
  /** The key in a container (`layer1`, `epoch_3/layer1`); null when the file is the array. */
  readonly key: string | null;
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  /** Memory order: C (last index fastest) or F. Rows read are always handed out in C order. */
  readonly order: 'C' | 'F';
}

/** Something in the file that is not an array we read, and why. */
export interface Ignored {
  readonly key: string;
  readonly reason: string;
}

/** An array that stands in its file as floats, one row behind another: nothing to widen. */
export interface FloatRows {
  /** How far behind a multiple of `ALIGNMENT` bytes a row begins. */
  phase(row: number): number;
  /**
   * Rows as `Dump.readRows` counts them. `around`: up to `ALIGNMENT` bytes before and behind `into` may be overwritten, which is faster
   * where `into` begins in the phase of the first row.
   */
  read(start: number, count: number, into: Float32Array, around: boolean): Promise<void>;
}

/**
 * An opened dump: header first, rows by blocks, so that a 20 GB file never needs 20 GB. The key null stands for the only
 * array where there is one.
 */
export interface Dump {
  readonly path: string;
  readonly format: string;
  readonly arrays: readonly ArrayHeader[];
  readonly ignored: readonly Ignored[];
  /** Text the file says of itself (safetensors `__metadata__`); empty where there is none. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Set where the file may be a memory map that is still being filled: what there is to say of it. */
  readonly unfilled?: IncompleteFileError;
  /**
   * Rows `start` … `start + count − 1` along axis 0 as float64 in C order (count · product of the other axes numbers),
   * written into `into` where it is given (it must have that length) and returned. A 0-d array has one row.
   * Widening is exact, except for 64-bit integers beyond 2⁵³, which are refused. Throws `FormatError`.
   */
  readRows(key: string | null, start: number, count: number, into?: Float64Array): Promise<Float64Array>;
  /** Undefined for arrays that don't stand in the file like that. */
  floatsOf?(key: string | null): FloatRows | undefined;
  /** An array of strings or integers, whole, as text (integers in decimal, exact): instance ids. Throws `FormatError`. */
  readStrings(key: string | null): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A format: how it opens its files. */
export interface Format {
  /** Reads the header only. The dump closes `file`; when this throws, the caller does. Throws `FormatError`. */
  open(file: FileBytes): Promise<Dump>;
}
