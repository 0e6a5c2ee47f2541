import type { Dtype } from '../formats';
import { ExperimentError } from './errors';
import { arrangeAxes, reducedSize, reductionInWords } from './layout';
import type { Arrangement } from './layout';
import { instanceReduction } from './reduce';
import { openArray } from './shards';
import type { ArrayPlace, OpenArray } from './shards';
import type { Layout, Reduction } from './types';

/** Whose rounding noise the numbers carry: `StoredDtype` of the measures. */
export type StoredAs = 'float64' | 'float32' | 'float16' | 'bfloat16' | 'integer';

export interface ReadOptions {
  /** Default `auto`. */
  readonly layout?: Layout | 'auto';
  /** Default `mean`. Matrices need none. */
  readonly reduction?: Reduction;
  /** Instances to keep, in this order, repeats allowed; null or absent = all as they are. */
  readonly rows?: Int32Array | null;
  /** N×T, for tokens: those with 0 do not count in `mean`, `first` and `last`. */
  readonly mask?: ArrayPlace;
  /** Gives room for so many numbers, whatever stands there; else it is taken from the heap. */
  readonly room?: (length: number) => Float64Array;
  readonly signal?: AbortSignal;
}

/** An array as the matrix that measures compare. */
export interface ReadRepresentation {
  /** N×D, row-major. With `positions`, N = instances kept × positions. */
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
  readonly storedAs: StoredAs;
  readonly layout: Layout | null;
  /** In words: "mean over positions", "none". */
  readonly reduction: string;
  /** Rows of the matrix that stand for one instance: H·W or T with `positions`, else 1. */
  readonly rowsPerInstance: number;
  /** Instances (indices into those kept) with a NaN or Inf among their reduced numbers, ascending. */
  readonly nanRows: readonly number[];
}

/** What the header tells of the matrix, before anything is read. */
export type RepresentationSize = Pick<
  ReadRepresentation,
  'rows' | 'cols' | 'layout' | 'reduction' | 'rowsPerInstance'
> & {
  readonly instances: number;
};

/** Numbers read at a time (×8 bytes). */
const BLOCK_NUMBERS = 1024 * 1024;

/** N×D of an array of this shape. Throws `AmbiguousLayoutError`, `ExperimentError`. */
export function representationSize(
  path: string,
  shape: readonly number[],
  { layout = 'auto', reduction = 'mean', rows: kept, mask }: Omit<ReadOptions, 'signal'> = {},
): RepresentationSize {
  const arrangement = arrangeAxes(path, shape, layout);
  const size = reducedSize(path, arrangement, reduction);
  if (size.rows === 0 || size.cols === 0) {
    throw new ExperimentError(path, `An array of shape ${shape.join('×')} holds nothing to compare.`);
  }
  const rowsPerInstance = size.rows / arrangement.instances;
  const instances = kept?.length ?? arrangement.instances;
  const masked = mask !== undefined && arrangement.layout === 'NTD';
  return {
    rows: instances * rowsPerInstance,
    cols: size.cols,
    instances,
    layout: arrangement.layout,
    reduction: reductionInWords(arrangement, reduction, masked),
    rowsPerInstance,
  };
}

/** An array opened to be read as the matrix that measures compare, some of its instances at a time. */
export interface OpenRepresentation extends RepresentationSize {
  readonly storedAs: StoredAs;
  /** What `readInto` takes: floats where the matrix stands in the file as such. */
  readonly numbers: 'float64' | 'float32';
  /** How far behind a multiple of `ALIGNMENT` bytes the rows of an instance begin in the file; 0 where that is of no use. */
  phase(first: number): number;
  /**
   * The rows of the instances from `first` on, of those kept, as many as `into` takes. `around`: up to `ALIGNMENT` bytes before and
   * behind `into` may be overwritten, which is faster where it begins in the phase of the first. Throws `FormatError`,
   * `ExperimentError`, or the signal's reason.
   */
  readInto(into: Float64Array | Float32Array, first: number, around?: boolean): Promise<void>;
  close(): Promise<void>;
}

/** Close it in the end. Throws `FormatError`, `ExperimentError`, `AmbiguousLayoutError`. */
export async function openRepresentation(place: ArrayPlace, options: ReadOptions = {}): Promise<OpenRepresentation> {
  const array = await openArray(place);
  try {
    const { path } = place;
    const { layout = 'auto', reduction = 'mean', rows: kept = null } = options;
    if (array.dtype === 'string')
      throw new ExperimentError(path, 'It holds text, not activations. Choose another array.');
    const arrangement = arrangeAxes(path, array.shape, layout);
    const size = representationSize(path, array.shape, options);
    checkKept(path, kept, arrangement.instances);
    const run = runOf(kept, arrangement.instances);
    const asStored = run && arrangement.layout !== 'DN' && !instanceReduction(arrangement, reduction);
    const floats = asStored ? array.floats : undefined;
    return {
      ...size,
      storedAs: storedAs(array.dtype),
      numbers: floats ? 'float32' : 'float64',
      phase: (first) => floats?.phase(run!.first + first) ?? 0,
      async readInto(into, first, around = false) {
        const count = into.length / (size.cols * size.rowsPerInstance);
        if (into instanceof Float32Array) {
          if (!run || !floats) throw new RangeError(`${path} does not stand in its file as floats.`);
          return floats.read(run.first + first, count, into, around);
        }
        const chosen = run
          ? { first: run.first + first, end: run.first + first + count }
          : kept!.subarray(first, first + count);
        if (arrangement.layout === 'DN') await readTransposed(array, chosen, into, options.signal);
        else await readReduced(array, arrangement, reduction, chosen, into, options);
      },
      close: () => array.close(),
    };
  } catch (error) {
    await array.close();
    throw error;
  }
}

/**
 * Reads an array by blocks of rows and reduces each: memory is the matrix and one block.
 * Throws `FormatError`, `ExperimentError`, `AmbiguousLayoutError`, or the signal's reason.
 */
export async function readRepresentation(place: ArrayPlace, options: ReadOptions = {}): Promise<ReadRepresentation> {
  const { instances, readInto, close, ...opened } = await openRepresentation(place, options);
  try {
    const { rows, cols, layout, reduction, rowsPerInstance, storedAs: type } = opened;
    const data = allocate(place.path, rows * cols, options.room);
    await readInto(data, 0);
    const nanRows = nonFiniteRows(data, instances);
    return { rows, cols, data, storedAs: type, layout, reduction, rowsPerInstance, nanRows };
  } finally {
    await close();
  }
}

function checkKept(path: string, kept: Int32Array | null, instances: number): void {
  const outside = kept?.find((row) => row < 0 || row >= instances);
  if (outside === undefined) return;
  throw new ExperimentError(path, `It has no row ${outside}: it has ${instances} now. Compare again.`);
}

function allocate(
  path: string,
  length: number,
  room = (count: number): Float64Array => new Float64Array(count),
): Float64Array {
  try {
    return room(length);
  } catch (cause) {
    const gigabytes = ((length * 8) / 1e9).toFixed(1);
    throw new ExperimentError(
      path,
      `Its matrix needs ${gigabytes} GB at once. Take fewer instances, or reduce by mean.`,
      {
        cause,
      },
    );
  }
}

async function readReduced(
  array: OpenArray,
  arrangement: Arrangement,
  reduction: Reduction,
  chosen: Chosen,
  data: Float64Array,
  { mask, signal }: ReadOptions,
): Promise<void> {
  const { instances, positions, features } = arrangement;
  const width = positions * features;
  const reduce = instanceReduction(arrangement, reduction);
  const run = chosen instanceof Int32Array ? null : chosen;
  const places = chosen instanceof Int32Array ? placesByRow(chosen) : null;
  const { first, end } = run ?? { first: 0, end: instances };
  const perInstance = data.length / (places?.length ?? end - first);
  const tokens = mask && arrangement.layout === 'NTD' ? await readMask(mask, instances, positions) : undefined;
  // a Fortran-ordered file is read column by column, each time from the start: the fewer blocks the better
  const block = Math.max(1, Math.floor((BLOCK_NUMBERS * (array.order === 'F' ? 16 : 1)) / width));
  const buffer = new Float64Array(run && !reduce ? 0 : Math.min(block, end - first) * width);
  let next = 0;
  for (let start = first; start < end; start += block) {
    signal?.throwIfAborted();
    const count = Math.min(block, end - start);
    if (run && !reduce) {
      await array.readRows(start, count, data.subarray((start - first) * width, (start - first + count) * width));
      continue;
    }
    if (places && (next === places.length || places[next]!.row >= start + count)) continue;
    const source = await array.readRows(start, count, buffer.subarray(0, count * width));
    const take = (row: number, place: number): void => {
      const tokensOf = tokens?.subarray(row * positions, (row + 1) * positions);
      const from = (row - start) * width;
      if (reduce) reduce(source, from, data, place * perInstance, tokensOf);
      else data.set(source.subarray(from, from + width), place * perInstance);
    };
    if (!places) for (let row = start; row < start + count; row++) take(row, row - first);
    else
      while (next < places.length && places[next]!.row < start + count) take(places[next]!.row, places[next++]!.place);
  }
}

interface Place {
  /** In the file. */
  readonly row: number;
  /** Among those kept. */
  readonly place: number;
}

/** Rows that follow one another in the file. */
interface Run {
  readonly first: number;
  readonly end: number;
}

/** Rows of the file, in the order of the matrix. */
type Chosen = Run | Int32Array;

/** Null where they don't follow one another. */
function runOf(kept: Int32Array | null, instances: number): Run | null {
  if (!kept) return { first: 0, end: instances };
  const [first = 0] = kept;
  for (let i = 1; i < kept.length; i++) if (kept[i] !== first + i) return null;
  return { first, end: first + kept.length };
}

/** In the order of the file, so that it is read once, forward. */
function placesByRow(kept: Int32Array): readonly Place[] {
  return Array.from(kept, (row, place) => ({ row, place })).sort((a, b) => a.row - b.row);
}

async function readMask(mask: ArrayPlace, instances: number, positions: number): Promise<Float64Array> {
  const array = await openArray(mask);
  try {
    if (array.shape.length !== 2 || array.shape[0] !== instances || array.shape[1] !== positions) {
      const shape = array.shape.join('×');
      throw new ExperimentError(mask.path, `The mask is ${shape}, but the tokens are ${instances}×${positions}.`);
    }
    return await array.readRows(0, instances);
  } finally {
    await array.close();
  }
}

/** D×N in the file: each row is one feature of all instances. */
async function readTransposed(
  array: OpenArray,
  chosen: Chosen,
  data: Float64Array,
  signal?: AbortSignal,
): Promise<void> {
  const [features = 1, stored = 1] = array.shape;
  const instances = data.length / features;
  const block = Math.max(1, Math.floor(BLOCK_NUMBERS / stored));
  for (let start = 0; start < features; start += block) {
    signal?.throwIfAborted();
    const count = Math.min(block, features - start);
    const source = await array.readRows(start, count);
    for (let i = 0; i < instances; i++) {
      const row = chosen instanceof Int32Array ? chosen[i]! : chosen.first + i;
      for (let f = 0; f < count; f++) data[i * features + start + f] = source[f * stored + row]!;
    }
  }
}

/** Instances with a number that is NaN or infinite. */
export function nonFiniteRows(data: Float64Array | Float32Array, instances: number): readonly number[] {
  const width = data.length / instances;
  const rows: number[] = [];
  if (isFinite(data)) return rows;
  for (let row = 0; row < instances; row++) {
    for (let i = row * width; i < (row + 1) * width; i++) {
      if (!Number.isFinite(data[i])) {
        rows.push(row);
        break;
      }
    }
  }
  return rows;
}

/** In four sums, of which none has to wait for another. */
function isFinite(data: Float64Array | Float32Array): boolean {
  let [p0, p1, p2, p3] = [0, 0, 0, 0];
  const whole = data.length - (data.length % 4);
  for (let i = 0; i < whole; i += 4) {
    p0 += data[i]! * 0;
    p1 += data[i + 1]! * 0;
    p2 += data[i + 2]! * 0;
    p3 += data[i + 3]! * 0;
  }
  for (let i = whole; i < data.length; i++) p0 += data[i]! * 0;
  return p0 + p1 + p2 + p3 === 0;
}

/** 8-bit floats are coarser than any class we have a noise level for; bfloat16 is the nearest. */
function storedAs(dtype: Dtype): StoredAs {
  if (dtype === 'float64' || dtype === 'float32' || dtype === 'float16' || dtype === 'bfloat16') return dtype;
  return dtype.startsWith('float8') ? 'bfloat16' : 'integer';
}
