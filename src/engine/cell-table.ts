import type { PermutationOrder } from '../comparison/permutation';
import type { Plan, PlannedBlock, PlannedItem } from '../comparison/plan';
import type { BlockedSide } from '../comparison/row-blocks';
import { cellsOfShard } from '../comparison/shard';
import type { Precision } from '../linalg/linalg';
import type { CellRef } from './protocol';
import { streamingOf, type Streaming } from './streaming';
import type { Use } from './task';

/** A side of the comparison: items with equal fingerprints are one side, read and prepared once. */
export interface PlannedSide {
  readonly index: number;
  /** The first item that stands on it, and its name for a person. */
  readonly item: PlannedItem;
  readonly label: string;
  /** Its key in the cache of prepared sides. */
  readonly key: string;
}

/** A cell to compute: what of, and on which sides. */
export interface PlannedCell extends CellRef {
  readonly kind: PlannedBlock['arity'];
  readonly use: Use;
  readonly sides: readonly PlannedSide[];
  readonly permutation?: PermutationOrder;
  /** Computed together with others of its use: they are inner products. */
  readonly together?: boolean;
  /** Its sides are too large for memory: they are read in blocks of rows. */
  readonly streamed?: Streaming;
  /** Its key in the cache of results. */
  readonly key: string;
}

export interface CellTable {
  readonly sides: readonly PlannedSide[];
  readonly cells: readonly PlannedCell[];
}

/** What decides a number besides the side and the measure. */
export interface Grounds {
  readonly engine: string;
  readonly precision: Precision;
  /** Bytes for prepared sides. */
  readonly memory: number;
}

/**
 * Every cell that a plan leaves to compute, of a sharded comparison those of its part. Those that its document calls undefined
 * already are settled.
 */
export function tabulate({ document, items, blocks }: Plan, grounds: Grounds): CellTable {
  const sides = new Map<string, PlannedSide>();
  const sideOf = (index: number): PlannedSide => {
    const item = items[index]!;
    const key = `${grounds.engine} ${grounds.precision} ${item.read.fingerprint}`;
    const known = sides.get(key);
    if (known) return known;
    const side = { index: sides.size, item, label: document.items[index]?.label ?? item.id, key };
    sides.set(key, side);
    return side;
  };
  const blockedOf = (index: number): BlockedSide => {
    const [rows = 0, cols = 0] = document.items[index]?.reduced ?? [];
    return { read: items[index]!.read, rows, cols };
  };
  const cells = blocks.flatMap((block, result) => {
    const use = useOf(block);
    const settled = new Set(document.results[result]?.undefined.map(({ row, col }) => `${row} ${col}`));
    return placesOf(block)
      .filter(({ row, col }) => !settled.has(`${row} ${col}`))
      .map(({ row, col, items: taking }): PlannedCell => {
        const over = taking.map(sideOf);
        const { arity: kind, permutation, together } = block;
        const distribution = permutation ? [`null ${permutation.permutations} ${permutation.seed}`] : [];
        const key = [use.key, ...over.map((side) => side.key), ...distribution].join('\n');
        const blocked = block.streamed ? streamingOf(taking.map(blockedOf), grounds.memory) : undefined;
        const how = {
          ...(permutation && { permutation }),
          ...(together && !blocked && { together }),
          ...(blocked && { streamed: blocked }),
        };
        return { result, row, col, kind, use, sides: over, ...how, key };
      });
  });
  const { shard } = document.request;
  const own = shard ? cellsOfShard(cells, shard) : cells;
  const needed = new Set(own.flatMap((cell) => (cell.streamed ? [] : cell.sides)));
  return { sides: [...sides.values()].filter((side) => needed.has(side)), cells: own };
}

interface Place {
  readonly row: number;
  readonly col: number;
  readonly items: readonly number[];
}

function placesOf({ arity, rows, cols, symmetric }: PlannedBlock): readonly Place[] {
  switch (arity) {
    case 'group':
      return [{ row: 0, col: 0, items: rows }];
    case 'statistic':
      return rows.map((item, row) => ({ row, col: 0, items: [item] }));
    case 'pair':
      return rows.flatMap((a, row) =>
        cols.map((b, col) => ({ row, col, items: [a, b] })).filter(({ col }) => !symmetric || row <= col),
      );
  }
}

function useOf({ measure, params, many }: PlannedBlock): Use {
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  const key = `prepared ${measure} ${JSON.stringify(sorted)}${many ? ' many' : ''}`;
  return { measure, params, key, ...(many && { many }) };
}
