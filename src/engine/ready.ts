import type { PlannedCell } from './cell-table';
import { append } from './lists';

/** Sides of a block at most, in rows and in columns: each is then read once for eight cells. */
const ACROSS = 8;

/** Cells by the index of their second side; several where equal items stand on one side. */
type Row = Map<number, PlannedCell[]>;

/** The cells whose sides are there: those to compare one by one, and those to compare in blocks of sides by sides. */
export class ReadyCells {
  readonly #single: PlannedCell[] = [];
  /** By use, then by the index of their first side. */
  readonly #grids = new Map<string, Map<number, Row>>();
  #waiting = 0;
  #given = 0;

  add(cells: readonly PlannedCell[]): void {
    for (const cell of cells) {
      if (cell.together) this.#place(cell);
      else this.#single.push(cell);
    }
  }

  /** Whatever they are, they are to be compared one by one. */
  addSingle(cells: readonly PlannedCell[]): void {
    this.#single.push(...cells);
  }

  single(): PlannedCell[] | undefined {
    const cell = this.#single.shift();
    return cell && [cell];
  }

  /**
   * A block, unless it is better to bring more sides first: a full one, or any where cells wait that are compared one by one, or
   * where twice as many wait as were given. So the first ones come at once, and others soon.
   */
  worthyBlock(): PlannedCell[] | undefined {
    const many = this.#waiting > 2 * this.#given || this.#single.length > 0;
    return many || this.#shape().length === ACROSS ** 2 ? this.block() : undefined;
  }

  block(): PlannedCell[] | undefined {
    const places = this.#shape();
    const cells = places.flatMap(([row, column]) => row.get(column) ?? []);
    for (const [row, column] of places) row.delete(column);
    for (const [use, rows] of this.#grids) {
      for (const [side, row] of rows) if (row.size === 0) rows.delete(side);
      if (rows.size === 0) this.#grids.delete(use);
    }
    this.#waiting -= cells.length;
    this.#given += cells.length;
    return cells.length > 0 ? cells : undefined;
  }

  /** Of one use: places of the side that has most, and of the sides that have about as many in the same columns. */
  #shape(): readonly (readonly [Row, number])[] {
    const [rows] = this.#grids.values();
    const all = [...(rows?.values() ?? [])];
    const fullest = all.reduce<Row | undefined>((most, row) => (most && most.size >= row.size ? most : row), undefined);
    const columns = [...(fullest?.keys() ?? [])].slice(0, ACROSS);
    return all
      .map((row) => columns.filter((column) => row.has(column)).map((column) => [row, column] as const))
      .filter((shared) => 2 * shared.length >= columns.length)
      .sort((a, b) => b.length - a.length)
      .slice(0, ACROSS)
      .flat();
  }

  #place(cell: PlannedCell): void {
    const [first, second] = cell.sides.map(({ index }) => index) as [number, number];
    const rows = this.#grids.get(cell.use.key) ?? new Map<number, Row>();
    const row = rows.get(first) ?? new Map<number, PlannedCell[]>();
    this.#grids.set(cell.use.key, rows.set(first, row));
    append(row, second, cell);
    this.#waiting++;
  }
}
