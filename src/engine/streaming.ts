import { readsInBlocks, type BlockedSide } from '../comparison/row-blocks';
import { nonFiniteRows } from '../comparison/unusable';
import type { Measure, Outcome } from '../measures/measure';
import { joinedSums, momentsOf, pairMomentsOf, type RowSums } from '../measures/moments';
import type { Parameters } from '../measures/parameters';

/** A cell whose sides are read in blocks of rows, because they don't fit into memory. */
export interface Streaming {
  readonly sides: readonly BlockedSide[];
  readonly rowsPerBlock: number;
  /** Into how many parts of about as many rows it is cut, which threads sum up one each at a time. */
  readonly parts: number;
}

/** What a part of the rows adds up to. */
export interface Summed {
  readonly kind: 'summed';
  readonly sums: RowSums;
  /** Rows that hold NaN or Inf, of each side: the sums are of no use then. */
  readonly nonFinite: readonly number[];
  readonly seconds: number;
}

/** A side in memory takes its matrix and a centred copy, at least. */
const COPIES = 2;
/** One block is read while another is added up; and what reading takes besides, of formats that have to be unpacked. */
const BLOCK_COPIES = 6;
/** The kernels' sums, those that come of them, and those of a part that is done. */
const SUM_COPIES = 4;
/** Numbers of a block: more make nothing faster, and one has to be done before a thread can hear that it is cancelled. */
const MOST = 2 ** 19;
/** Parts: as many as keep the threads of a large machine busy to the end. Fewer where sums are large, or blocks few. */
const MOST_PARTS = 32;
/** Every part reads the first block, too, to begin with the same row. */
const LEAST_BLOCKS = 16;
/** Rows of a block: fewer would be all overhead. */
const LEAST_ROWS = 64;

/** How to stream a cell over these sides; undefined where memory holds them, or where they cannot be streamed. */
export function streamingOf(sides: readonly BlockedSide[], memory: number): Streaming | undefined {
  const prepared = COPIES * sides.reduce((sum, { read }) => sum + read.bytes, 0);
  if (prepared <= memory || !sides.every(readsInBlocks)) return undefined;
  const widths = sides.map(({ cols }) => cols);
  const width = widths.reduce((sum, each) => sum + each, 0);
  const sums = 8 * SUM_COPIES * width ** 2;
  const row = 8 * BLOCK_COPIES * width;
  const rowsPerBlock = Math.max(
    LEAST_ROWS,
    Math.min(Math.floor((memory - sums) / row), Math.floor(MOST / Math.max(...widths))),
  );
  if (sums + rowsPerBlock * row >= prepared) return undefined;
  const [{ rows }] = sides as readonly [BlockedSide];
  const parts = Math.min(MOST_PARTS, memory / sums, rows / (rowsPerBlock * LEAST_BLOCKS));
  return { sides, rowsPerBlock, parts: Math.max(1, Math.floor(parts)) };
}

/** The outcome of a measure out of the sums of all parts; throws an `UnusableError` where rows held NaN or Inf. */
export function judgeSums(
  measure: Measure,
  params: Parameters,
  { sides }: Streaming,
  summed: readonly Summed[],
): Outcome {
  if (measure.arity === 'group' || !measure.streamed) throw new Error(`${measure.id} cannot be streamed.`);
  for (const [at, { rows }] of sides.entries()) {
    const nonFinite = summed.reduce((count, part) => count + part.nonFinite[at]!, 0);
    if (nonFinite > 0) throw nonFiniteRows(nonFinite, rows);
  }
  const sums = joinedSums(summed.map((part) => part.sums));
  if (measure.arity === 'pair') return measure.streamed.judge(pairMomentsOf(sums), params);
  return measure.streamed.judge(momentsOf(sums, 0), params);
}
