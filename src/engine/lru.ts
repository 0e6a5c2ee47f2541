interface Entry<V> {
  readonly value: V;
  readonly bytes: number;
  pins: number;
}

/**
 * A cache that holds at most `budget` bytes: what was used longest ago goes first. Pinned entries stay, so that pins
 * alone can exceed the budget.
 */
export class BoundedCache<V> {
  /** In order of use: a Map keeps its keys as they came. */
  readonly #entries = new Map<string, Entry<V>>();
  #used = 0;

  /** `dropped` hears the bytes of every entry that goes. */
  constructor(
    private limit: number,
    private readonly dropped: (bytes: number) => void = () => undefined,
  ) {}

  get budget(): number {
    return this.limit;
  }

  /** Bytes of everything held. */
  get used(): number {
    return this.#used;
  }

  /** Changes the budget, and drops what no longer fits. */
  resize(budget: number): void {
    this.limit = budget;
    this.makeRoom(0);
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Puts the value in, in the place of an older one, whose pins it takes over. */
  set(key: string, value: V, bytes: number): void {
    const before = this.#entries.get(key);
    if (before) this.#remove(key, before);
    this.#entries.set(key, { value, bytes, pins: before?.pins ?? 0 });
    this.#used += bytes;
    this.makeRoom(0);
  }

  /** Keeps the entry until it is unpinned as often. */
  pin(key: string): void {
    const entry = this.#entries.get(key);
    if (entry) entry.pins++;
  }

  unpin(key: string): void {
    const entry = this.#entries.get(key);
    if (entry && entry.pins > 0) entry.pins--;
    this.makeRoom(0);
  }

  /** Drops entries until `bytes` more fit; false when pins don't allow that. */
  makeRoom(bytes: number): boolean {
    for (const [key, entry] of this.#entries) {
      if (this.#used + bytes <= this.limit) break;
      if (entry.pins === 0) this.#remove(key, entry);
    }
    return this.#used + bytes <= this.limit;
  }

  #remove(key: string, entry: Entry<V>): void {
    this.#entries.delete(key);
    this.#used -= entry.bytes;
    this.dropped(entry.bytes);
  }
}
