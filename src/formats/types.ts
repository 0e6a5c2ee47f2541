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

/** An opened dump: header first, rows by blocks, so that a 20 GB file never needs 20 GB. */
export interface Dump {
  readonly path: string;
  readonly format: string;
  readonly arrays: readonly ArrayHeader[];
  readonly ignored: readonly Ignored[];
  /** Text the file says of itself (safetensors `__metadata__`); empty where there is none. */
  readonly metadata: Readonly<Record<string, string>>;
  /**
   * Rows `start` … `start + count − 1` along axis 0 as float64 in C order (count · product of the other axes).
   * Widening is exact, except for 64-bit integers beyond 2⁵³, which are refused.
   */
  readRows(key: string | null, start: number, count: number): Promise<Float64Array>;
  /** A string array, whole: instance ids. */
  readStrings(key: string | null): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A format: which files it takes and how it opens them. */
export interface Format {
  readonly name: string;
  /** Lower-case extensions with the dot. */
  readonly extensions: readonly string[];
  /** Reads the header only. Throws `FormatError`. */
  open(path: string): Promise<Dump>;
}
