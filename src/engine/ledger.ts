import type { PlannedCell } from './cell-table';
import { append } from './lists';
import { LoadingOrder, type Pair } from './order';
import type { Use } from './task';

/** Keeps account of the cells of a run: which wait for which sides, which are left, and in what order to load sides. */
export class CellLedger {
  readonly order: LoadingOrder;
  readonly #unfinished: Set<PlannedCell>;
  /** By pair of sides: the cells that wait for both to be there, and how many have not closed the pair yet. */
  readonly #waiting = new Map<string, PlannedCell[]>();
  readonly #open = new Map<string, number>();
  /** The sides that a group has not seen yet. */
  readonly #missing = new Map<PlannedCell, Set<number>>();
  readonly #bySide = new Map<number, PlannedCell[]>();

  constructor(cells: readonly PlannedCell[]) {
    this.#unfinished = new Set(cells);
    for (const cell of cells) {
      if (cell.kind === 'group') this.#missing.set(cell, new Set(indicesOf(cell)));
      for (const pair of pairsOf(cell)) {
        append(this.#waiting, nameOf(pair), cell);
        this.#open.set(nameOf(pair), (this.#open.get(nameOf(pair)) ?? 0) + 1);
      }
      for (const side of indicesOf(cell)) append(this.#bySide, side, cell);
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

  /** A side is there, prepared: groups see it (`gather`), and the cells that waited for nothing else are returned. */
  arrive(side: number, present: Iterable<number>, gather: (group: PlannedCell) => void): PlannedCell[] {
    const ready: PlannedCell[] = [];
    for (const other of present) {
      const name = nameOf([side, other]);
      const cells = this.#waiting.get(name) ?? [];
      this.#waiting.delete(name);
      for (const cell of cells.filter((waiting) => this.#unfinished.has(waiting))) {
        const missing = this.#missing.get(cell);
        if (missing) {
          gather(cell);
          missing.delete(side);
          this.#close([side, side]);
        }
        if (!missing || missing.size === 0) ready.push(cell);
      }
    }
    return ready;
  }

  finish(cell: PlannedCell): void {
    if (!this.#unfinished.delete(cell)) return;
    const missing = this.#missing.get(cell);
    if (missing) for (const side of missing) this.#close([side, side]);
    else for (const pair of pairsOf(cell)) this.#close(pair);
  }

  #close(pair: Pair): void {
    const name = nameOf(pair);
    const open = (this.#open.get(name) ?? 0) - 1;
    this.#open.set(name, open);
    if (open === 0) this.order.finish(pair);
  }
}

function indicesOf(cell: PlannedCell): number[] {
  return [...new Set(cell.sides.map(({ index }) => index))];
}

/** A group and a statistic want one side at a time. */
function pairsOf(cell: PlannedCell): Pair[] {
  if (cell.kind !== 'pair') return indicesOf(cell).map((index) => [index, index]);
  const [a, b] = cell.sides;
  return [[a!.index, b!.index]];
}

function nameOf([a, b]: Pair): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
