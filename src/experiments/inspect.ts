import { withDump } from '../formats';
import type { ArrayHeader, Dump } from '../formats';
import { ExperimentError } from './errors';
import { DuplicateRows } from './duplicates';
import { StreamingHistogram } from './histogram';
import { RowSample, type SampledRows } from './row-sample';
import type { ArraySummary, EffectiveRank, Inspection } from './types';

/** Numbers read at a time (×8 bytes). */
const BLOCK_NUMBERS = 1024 * 1024;

export interface InspectOptions {
  /** Only this array. */
  readonly key?: string;
  readonly signal?: AbortSignal;
  /** Told after each block: rows seen, of all rows of all arrays. */
  readonly onProgress?: (stage: string, done: number, of: number) => void;
  /** Judges sampled rows; where it is absent, effective ranks are null. */
  readonly effectiveRank?: (sample: SampledRows) => EffectiveRank | null;
}

/**
 * The health of a dump's arrays, each read once by blocks of rows. Memory is a block, a row, and 16 bytes a row. Throws `FormatError`, `ExperimentError`, or the signal's reason.
 */
export async function inspect(path: string, options: InspectOptions = {}): Promise<Inspection> {
  const { key, onProgress } = options;
  return withDump(path, async (dump) => {
    const chosen = dump.arrays.filter((array) => key === undefined || array.key === key);
    if (chosen.length === 0 && key !== undefined) {
      const keys = dump.arrays.map((array) => array.key ?? '').join(', ');
      throw new ExperimentError(
        path,
        `There is no array "${key}" in it. ${keys ? `It holds ${keys}.` : 'It holds no arrays with keys.'}`,
      );
    }
    const of = chosen.reduce((rows, { shape }) => rows + (shape[0] ?? 1), 0);
    const arrays: ArraySummary[] = [];
    let before = 0;
    for (const header of chosen) {
      const stage = `Inspecting ${header.key ?? path}`;
      const tell = (rows: number): void => onProgress?.(stage, before + rows, of);
      arrays.push(await summarise(dump, header, tell, options));
      before += header.shape[0] ?? 1;
    }
    return { path, format: dump.format, arrays, ignored: dump.ignored };
  });
}

async function summarise(
  dump: Dump,
  header: ArrayHeader,
  tell: (rows: number) => void,
  { signal, effectiveRank }: InspectOptions,
): Promise<ArraySummary> {
  const { key, shape, dtype, order } = header;
  const rows = shape[0] ?? 1;
  const width = shape.slice(1).reduce((product, side) => product * side, 1);
  const health = new Health(width);
  let rank: EffectiveRank | null = null;
  if (dtype !== 'string' && rows * width > 0) {
    const duplicates = new DuplicateRows(rows, width);
    const sample = effectiveRank && new RowSample(rows, width);
    // a Fortran-ordered file is read column by column, each time from the start: the fewer blocks the better
    const block = Math.min(rows, Math.max(1, Math.floor((BLOCK_NUMBERS * (order === 'F' ? 16 : 1)) / width)));
    const buffer = new Float64Array(block * width);
    const readRows = (start: number, count: number): Promise<Float64Array> =>
      dump.readRows(key, start, count, buffer.subarray(0, count * width));
    for (let start = 0; start < rows; start += block) {
      signal?.throwIfAborted();
      const count = Math.min(block, rows - start);
      const values = await readRows(start, count);
      health.add(values, count);
      duplicates.add(values, count);
      sample?.add(values, count);
      tell(start + count);
    }
    health.duplicateRows = await duplicates.count(readRows, block, signal);
    rank = sample ? effectiveRank(sample.result()) : null;
  } else tell(rows);
  return { key, shape, dtype, order, ...health.summary(), effectiveRank: rank };
}

/** Running statistics of an array that comes in blocks of rows. */
class Health {
  duplicateRows = 0;
  private min = Infinity;
  private max = -Infinity;
  private finite = 0;
  private mean = 0;
  /** Sum of squared deviations from the mean. */
  private deviations = 0;
  private nan = 0;
  private inf = 0;
  private zeroRows = 0;
  private readonly histogram = new StreamingHistogram();
  /** The first row; a column is marked when it differs from it. NaN equals NaN here. */
  private first: Float64Array | null = null;
  private readonly varies: Uint8Array;

  constructor(private readonly width: number) {
    this.varies = new Uint8Array(width);
  }

  add(values: Float64Array, rows: number): void {
    const first = (this.first ??= values.slice(0, this.width));
    let sum = 0;
    let finite = 0;
    for (let row = 0; row < rows; row++) {
      let zeros = true;
      for (let column = 0; column < this.width; column++) {
        const value = values[row * this.width + column]!;
        const before = first[column]!;
        if (value !== before && !(Number.isNaN(value) && Number.isNaN(before))) this.varies[column] = 1;
        if (value !== 0) zeros = false;
        if (Number.isFinite(value)) {
          sum += value;
          finite++;
          if (value < this.min) this.min = value;
          if (value > this.max) this.max = value;
          this.histogram.add(value);
        } else if (Number.isNaN(value)) this.nan++;
        else this.inf++;
      }
      if (zeros) this.zeroRows++;
    }
    this.merge(values.subarray(0, rows * this.width), finite, finite === 0 ? 0 : sum / finite);
  }

  /** Joins a block's mean and deviations to those before it (Chan, Golub & LeVeque 1979). */
  private merge(values: Float64Array, finite: number, mean: number): void {
    if (finite === 0) return;
    let deviations = 0;
    for (const value of values) if (Number.isFinite(value)) deviations += (value - mean) ** 2;
    const all = this.finite + finite;
    const shift = mean - this.mean;
    this.deviations += deviations + shift * shift * ((this.finite * finite) / all);
    this.mean += shift * (finite / all);
    this.finite = all;
  }

  summary(): Omit<ArraySummary, 'key' | 'shape' | 'dtype' | 'order' | 'effectiveRank'> {
    const some = this.finite > 0;
    const finiteOrNull = (value: number): number | null => (some && Number.isFinite(value) ? value : null);
    return {
      min: finiteOrNull(this.min),
      max: finiteOrNull(this.max),
      mean: finiteOrNull(this.mean),
      std: finiteOrNull(Math.sqrt(this.deviations / this.finite)),
      nan: this.nan,
      inf: this.inf,
      zeroRows: this.zeroRows,
      constantColumns: this.countConstant(() => true),
      deadColumns: this.countConstant((value) => value === 0),
      duplicateRows: this.duplicateRows,
      histogram: this.histogram.result(),
    };
  }
  /** The columns that never vary and whose value is wanted. */
  private countConstant(wanted: (value: number) => boolean): number {
    const { first, varies } = this;
    return first ? first.reduce((count, value, column) => count + (!varies[column] && wanted(value) ? 1 : 0), 0) : 0;
  }
}
