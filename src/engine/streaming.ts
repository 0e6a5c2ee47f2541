import { readsInBlocks, type BlockedSide } from '../comparison/row-blocks';
import type { Matrix } from '../linalg/matrix';
import type { Measure, MeasureContext, Outcome } from '../measures/measure';
import { MomentSums } from '../measures/moments';
import type { Parameters } from '../measures/parameters';

/** A cell whose sides are read in blocks of rows, because they don't fit into memory. */
export interface Streaming {
  readonly sides: readonly BlockedSide[];
  readonly rowsPerBlock: number;
}

export type ReadBlocks = (side: BlockedSide, rowsPerBlock: number) => AsyncIterable<Matrix>;

/** A side in memory takes its matrix and a centred copy, at least. */
const COPIES = 2;
/** A block is read, widened, shifted, and copied for the kernels. */
const BLOCK_COPIES = 6;
/** Sums, a product, and the kernels' copy of it. */
const SUM_COPIES = 3;
/** Numbers of a block: more make nothing faster. */
const MOST = 2 ** 21;
/** Rows of a block: fewer would be all overhead. */
const LEAST_ROWS = 64;

/** How to stream a cell over these sides; undefined where memory holds them, or where they cannot be streamed. */
export function streamingOf(sides: readonly BlockedSide[], memory: number): Streaming | undefined {
  const prepared = COPIES * sides.reduce((sum, { read }) => sum + read.bytes, 0);
  if (prepared <= memory || !sides.every(readsInBlocks)) return undefined;
  const widths = sides.map(({ cols }) => cols);
  const products = widths.flatMap((a, at) => widths.slice(at).map((b) => a * b));
  const sums = 8 * SUM_COPIES * products.reduce((sum, size) => sum + size, 0);
  const row = 8 * BLOCK_COPIES * widths.reduce((sum, width) => sum + width, 0);
  const rowsPerBlock = Math.max(
    LEAST_ROWS,
    Math.min(Math.floor((memory - sums) / row), Math.floor(MOST / Math.max(...widths))),
  );
  return sums + rowsPerBlock * row < prepared ? { sides, rowsPerBlock } : undefined;
}

/** The outcome of a measure out of sums over the rows of its sides, which are read block by block. */
export async function streamCell(
  measure: Measure,
  params: Parameters,
  { sides, rowsPerBlock }: Streaming,
  read: ReadBlocks,
  context: MeasureContext,
): Promise<Outcome> {
  if (measure.arity === 'group' || !measure.streamed) throw new Error(`${measure.id} cannot be streamed.`);
  const [{ rows }] = sides as readonly [BlockedSide];
  const sums = new MomentSums(context.linalg, context.precision);
  const readers = sides.map((side) => read(side, rowsPerBlock)[Symbol.asyncIterator]());
  for (let done = 0; ; done += rowsPerBlock) {
    context.progress(Math.min(done / rows, 1));
    const blocks: Matrix[] = [];
    for (const reader of readers) {
      const next = await reader.next();
      if (next.done !== true) blocks.push(next.value);
    }
    if (blocks.length < readers.length) break;
    sums.add(blocks);
  }
  if (measure.arity === 'pair') return measure.streamed.judge(sums.pair(), params);
  return measure.streamed.judge(sums.side(0), params);
}
