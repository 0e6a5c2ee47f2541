import type { PlannedCell } from './cell-table';
import { append } from './lists';
import { LoadingOrder, type Pair } from './order';
import type { Use } from './task';

/** Keeps account of the cells of a run: which wait for which sides, which are left, and in what order to load sides. */
export class CellLedger {
  readonly order: LoadingOrder;
  readonly #unfinished: Set<PlannedCell>;
  /** The sides that are not there, prepared for the cell's use; of a group, those that it has not seen yet. */
  readonly #missing = new Map<PlannedCell, Set<number>>();
  readonly #bySide = new Map<number, PlannedCell[]>();
  /** By pair of sides: how many cells have not closed it yet. */
  readonly #open = new Map<string, number>();

  constructor(cells: readonly PlannedCell[]) {
    this.#unfinished = new Set(cells);
    for (const cell of cells) {
      this.#missing.set(cell, new Set(indicesOf(cell)));
      for (const side of indicesOf(cell)) append(this.#bySide, side, cell);
      for (const pair of pairsOf(cell)) this.#open.set(nameOf(pair), (this.#open.get(nameOf(pair)) ?? 0) + 1);
    }
    this.order = new LoadingOrder(cells.flatMap(pairsOf));
  }

  get left(): number {
    return this.#unfinished.size;
  }

  has(cell: PlannedCell): boolean {
    return this.#unfinished.has(cell);
  }

  /** The unfinished cells that stand on a side, all or those of one use. */
  cellsOf(side: number, use?: string): PlannedCell[] {
    const all = this.#bySide.get(side) ?? [];
    return all.filter((cell) => this.#unfinished.has(cell) && (use === undefined || cell.use.key === use));
  }

  /** What a side must be prepared for. */
  usesOf(side: number): Use[] {
    return [...new Map(this.cellsOf(side).map(({ use }) => [use.key, use])).values()];
  }

  /** A side is there, prepared for a use: groups see it (`gather`), and the cells that waited for nothing else are returned. */
  arrive(side: number, use: string, gather: (group: PlannedCell) => void): PlannedCell[] {
    return this.cellsOf(side, use).filter((cell) => {
      const missing = this.#missing.get(cell)!;
      if (!missing.delete(side)) return false;
      if (cell.kind === 'group') {
        gather(cell);
        this.#close([side, side]);
      }
      return missing.size === 0;
    });
  }

  /** A side is gone: its cells wait for it again. Groups keep what they have seen. */
  depart(side: number): void {
    for (const cell of this.cellsOf(side)) if (cell.kind !== 'group') this.#missing.get(cell)!.add(side);
  }

  finish(cell: PlannedCell): void {
    if (!this.#unfinished.delete(cell)) return;
    if (cell.kind === 'group') for (const side of this.#missing.get(cell)!) this.#close([side, side]);
    else for (const pair of pairsOf(cell)) this.#close(pair);
  }

  #close(pair: Pair): void {
    const name = nameOf(pair);
    const open = (this.#open.get(name) ?? 0) - 1;
    this.#open.set(name, open);
    if (open === 0) this.order.finish(pair);
  }
}

/** The sides that have to be in memory. */
function indicesOf(cell: PlannedCell): number[] {
  if (cell.streamed) return [];
  return [...new Set(cell.sides.map(({ index }) => index))];
}

/** A group and a statistic want one side at a time. */
function pairsOf(cell: PlannedCell): Pair[] {
  if (cell.kind !== 'pair' || cell.streamed) return indicesOf(cell).map((index) => [index, index]);
  const [a, b] = cell.sides;
  return [[a!.index, b!.index]];
}

function nameOf([a, b]: Pair): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
