/** Two items whose cells are to be computed together; an item's own cells are the pair of it with itself. */
export type Pair = readonly [number, number];

/**
 * In what order sides are loaded when not all of them fit into memory at once.
 *
 * The sides that are held stay as a tile while the others are streamed past it, one after the other: the next side is the one
 * with the most pairs left among those held, and what has to make room is the newest, so the streamed one. With n items of which k fit
 * that is about n²/2k loads instead of n² when pairs are taken row by row.
 *
 * Where all pairs go from one set of items to another, as from the layers of one model to those of another, the tile is of the
 * smaller set alone, and the other one is streamed: with room for the one set and two more, everything is loaded once.
 */
export class LoadingOrder {
  /** For each item, its partners of the pairs that are left (itself included). */
  readonly #partners = new Map<number, Set<number>>();
  /** Items held, oldest first. */
  readonly #held = new Set<number>();
  /** For each item, how many of its pairs left are with items held. */
  readonly #attraction = new Map<number, number>();
  /** Of what the tile is made, where it is made of one set alone. */
  readonly #tile: ReadonlySet<number>;

  constructor(pairs: readonly Pair[]) {
    this.#tile = smallerSet(pairs);
    for (const [a, b] of pairs) {
      this.#link(a, b);
      this.#link(b, a);
    }
    for (const item of [...this.#partners.keys()].sort((a, b) => a - b)) this.#attraction.set(item, 0);
  }

  /** Pairs of the item that are left. */
  left(item: number): number {
    return this.#partners.get(item)?.size ?? 0;
  }

  load(item: number): void {
    this.#held.add(item);
    for (const partner of this.#partners.get(item) ?? []) this.#attract(partner, 1);
  }

  drop(item: number): void {
    this.#held.delete(item);
    for (const partner of this.#partners.get(item) ?? []) this.#attract(partner, -1);
  }

  /** The pair is done, or given up; items that aren't held can be given up too. */
  finish([a, b]: Pair): void {
    this.#unlink(a, b);
    if (a !== b) this.#unlink(b, a);
  }

  /**
   * The item to load next; undefined when every item with pairs left is held. `full`: the tile cannot grow, so that what is
   * streamed comes first.
   */
  next(full = false): number | undefined {
    const held = [...this.#held];
    const tileBegun = held.some((item) => this.#tile.has(item));
    // The first two make the first pair; then the tile grows.
    const ofTile = !tileBegun || (!full && held.some((item) => !this.#tile.has(item)));
    let best: number | undefined;
    let highest = -1;
    for (const [item, attraction] of this.#attraction) {
      if (this.#held.has(item) || this.left(item) === 0) continue;
      const preferred = this.#tile.has(item) === ofTile && (ofTile || attraction > 0);
      const rank = preferred ? attraction + this.#attraction.size : attraction;
      if (rank > highest) [best, highest] = [item, rank];
    }
    return best;
  }

  /** True for an item by which the tile would grow: others may be streamed past what it is already. */
  growsTile(item: number): boolean {
    return this.#tile.has(item) && [...this.#held].some((held) => this.#tile.has(held));
  }

  /** The item held that can best make room: one without pairs left, else the newest that is streamed. */
  victim(): number | undefined {
    const held = [...this.#held];
    const done = held.find((item) => this.left(item) === 0);
    return done ?? held.filter((item) => !this.#tile.has(item)).at(-1) ?? held.at(-1);
  }

  /** Items held that have been streamed past all of the tile that there is. */
  passed(): number[] {
    if (this.#tile.size === 0) return [];
    return [...this.#held].filter((item) => !this.#tile.has(item) && this.#attraction.get(item) === 0);
  }

  get held(): ReadonlySet<number> {
    return this.#held;
  }

  #link(from: number, to: number): void {
    const partners = this.#partners.get(from);
    if (partners) partners.add(to);
    else this.#partners.set(from, new Set([to]));
  }

  #unlink(from: number, to: number): void {
    if (this.#partners.get(from)?.delete(to) && this.#held.has(to)) this.#attract(from, -1);
  }

  #attract(item: number, by: number): void {
    this.#attraction.set(item, (this.#attraction.get(item) ?? 0) + by);
  }
}

/** The smaller one of the two sets that all pairs go between; empty where they don't. */
function smallerSet(pairs: readonly Pair[]): ReadonlySet<number> {
  const [firsts, seconds] = [new Set(pairs.map(([first]) => first)), new Set(pairs.map(([, second]) => second))];
  if ([...firsts].some((item) => seconds.has(item))) return new Set();
  return firsts.size <= seconds.size ? firsts : seconds;
}
