import { withBlockedSides } from '../comparison/row-blocks';
import { nonFiniteRows } from '../experiments';
import { matrix, type Matrix } from '../linalg/matrix';
import type { MeasureContext } from '../measures/measure';
import { MomentSums } from '../measures/moments';
import type { Streaming, Summed } from './streaming';

type Numbers = Float64Array | Float32Array;
type Turn = 0 | 1;

/** A block of each side that is being read. */
interface Coming {
  readonly blocks: readonly Numbers[];
  readonly there: Promise<void>;
}

/**
 * Sums up the rows of a part, block by block: while one is added up, the next is read. All parts begin with the same first rows, so
 * that the result depends on how the rows are cut, but not on how many threads take the parts.
 */
export function sumPart(streaming: Streaming, part: number, context: MeasureContext): Promise<Summed> {
  const began = performance.now();
  const { sides, rowsPerBlock, parts } = streaming;
  const [{ rows }] = sides as [Streaming['sides'][number]];
  const rowsOfPart = Math.ceil(rows / parts / rowsPerBlock) * rowsPerBlock;
  const [first, end] = [part, part + 1].map((each) => Math.min(each * rowsOfPart, rows)) as [number, number];
  return withBlockedSides(sides, async (opened) => {
    const begin = sides.map(({ cols }): Matrix => matrix(Math.min(rowsPerBlock, rows), cols));
    await all(opened.map((side, at) => side.readInto(begin[at]!.data, 0)));
    const how = { stored: opened.map(({ numbers }) => numbers), rowsPerBlock };
    const sums = new MomentSums(begin, how, context.linalg, context.precision);
    const nonFinite = sides.map(() => 0);
    const read = (start: number, turn: Turn): Coming => {
      const blocks = opened.map((side, at) =>
        sums.room(at, turn, side.phase(start)).subarray(0, Math.min(rowsPerBlock, end - start) * side.cols),
      );
      return { blocks, there: all(opened.map((side, at) => side.readInto(blocks[at]!, start, true))) };
    };
    let coming = first < end ? read(first, 0) : { blocks: [], there: Promise.resolve() };
    let finite = true;
    try {
      for (let [start, turn] = [first, 0 as Turn]; start < end; start += rowsPerBlock, turn = turn === 0 ? 1 : 0) {
        context.progress((start - first) / (end - first));
        await coming.there;
        const { blocks } = coming;
        const next = start + rowsPerBlock;
        if (next < end) coming = read(next, turn === 0 ? 1 : 0);
        const count = Math.min(rowsPerBlock, end - start);
        finite &&= sums.add(turn, count);
        if (finite) continue;
        for (const [at, block] of blocks.entries()) nonFinite[at]! += nonFiniteRows(block, count).length;
      }
      return { kind: 'summed', sums: sums.sums, nonFinite, seconds: (performance.now() - began) / 1000 };
    } finally {
      await coming.there.catch(() => undefined); // it may still write into the rooms
      sums.end();
    }
  });
}

/** When all of them have settled: what reads into memory must not go on where another failed. */
async function all(reads: readonly Promise<void>[]): Promise<void> {
  for (const settled of await Promise.allSettled(reads)) if (settled.status === 'rejected') throw settled.reason;
}
