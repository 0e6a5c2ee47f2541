import type { ComparisonRequest } from './request';

/** The I-th (from 1) of N parts of a comparison. */
export type Shard = NonNullable<ComparisonRequest['shard']>;

/** A cell, as far as the split needs to know it: which sides it stands on. */
interface Splittable {
  readonly sides: readonly { readonly index: number }[];
}

/** Cells on the same sides: they stay together, whatever their measures. */
interface Tile<C> {
  readonly order: bigint;
  readonly cells: C[];
  work: number;
}

/**
 * The cells of one part. Everybody who splits the same cells gets the same parts, which are disjoint and together are all.
 *
 * Cells on the same two sides stay together. These tiles are put on a Z-order curve over (side, side) and the curve is cut
 * into N stretches of equal work: a stretch of m tiles fills about a square, so a part prepares about 2√m sides.
 */
export function cellsOfShard<C extends Splittable>(cells: readonly C[], { index, of }: Shard): C[] {
  const tiles = [...tilesOf(cells).values()].sort((a, b) => (a.order < b.order ? -1 : 1));
  const all = tiles.reduce((sum, { work }) => sum + work, 0);
  const mine = new Set<C>();
  let before = 0;
  for (const { work, cells: own } of tiles) {
    if (Math.floor(((before + work / 2) * of) / all) === index - 1) for (const cell of own) mine.add(cell);
    before += work;
  }
  return cells.filter((cell) => mine.has(cell));
}

function tilesOf<C extends Splittable>(cells: readonly C[]): Map<bigint, Tile<C>> {
  const tiles = new Map<bigint, Tile<C>>();
  for (const cell of cells) {
    const indices = cell.sides.map((side) => side.index).sort((a, b) => a - b);
    const [low = 0] = indices;
    // A group of many sides is as much work as that many pairs, and stands with the first of its sides.
    const order = interleave(low, indices.length === 2 ? indices[1]! : low);
    const tile = tiles.get(order) ?? { order, cells: [], work: 0 };
    tiles.set(order, tile);
    tile.cells.push(cell);
    tile.work += Math.max(1, indices.length - 1);
  }
  return tiles;
}

/** The place of (x, y) on the Z-order curve: their bits in turn. */
function interleave(x: number, y: number): bigint {
  let place = 0n;
  for (let bit = 0; x >> bit > 0 || y >> bit > 0; bit++) {
    place |= BigInt((((x >> bit) & 1) << 1) | ((y >> bit) & 1)) << BigInt(2 * bit);
  }
  return place;
}

/** What has to be known of a part when it is looked at alone. */
export function shardFact({ index, of }: Shard): string {
  return `part ${index} of ${of}: the other cells are computed elsewhere`;
}
