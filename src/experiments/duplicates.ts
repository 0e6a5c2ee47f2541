/** Reads rows again, to see whether equal hashes are equal rows. */
export type ReadRows = (start: number, count: number) => Promise<Float64Array>;

/** Numbers kept to compare with in one pass over the file (×8 bytes). */
const KEPT_NUMBERS = 4 * 1024 * 1024;

/**
 * Counts rows that equal an earlier row. Each row is hashed as it comes by; then the blocks with rows of equal hash are read
 * again, and these compared number by number (NaN equals NaN, 0 equals −0). 16 bytes a row, and the rows kept to compare with.
 */
export class DuplicateRows {
  private readonly low: Uint32Array;
  private readonly high: Uint32Array;
  private seen = 0;

  constructor(
    rows: number,
    private readonly width: number,
  ) {
    this.low = new Uint32Array(rows);
    this.high = new Uint32Array(rows);
  }

  add(values: Float64Array, rows: number): void {
    const one = new Float64Array(1);
    const bits = new Uint32Array(one.buffer);
    for (let row = 0; row < rows; row++) {
      let a = 0x9e3779b9;
      let b = 0x85ebca6b;
      for (let i = row * this.width; i < (row + 1) * this.width; i++) {
        const value = values[i]!;
        one[0] = Number.isNaN(value) ? NaN : value + 0; // −0 + 0 = 0
        const low = bits[0]!;
        const high = bits[1]!;
        a = Math.imul(a ^ low, 0x01000193) ^ (a >>> 15);
        a = Math.imul(a ^ high, 0x85ebca6b) ^ (a >>> 13);
        b = Math.imul(b + high, 0xcc9e2d51) ^ (b >>> 14);
        b = Math.imul(b + low, 0x1b873593) ^ (b >>> 16);
      }
      this.low[this.seen] = a >>> 0;
      this.high[this.seen] = b >>> 0;
      this.seen++;
    }
  }

  /** `block`: rows to read at a time. */
  async count(readRows: ReadRows, block: number, signal?: AbortSignal): Promise<number> {
    const { groups, groupOf } = this.group();
    const perPass = Math.max(1, Math.floor(KEPT_NUMBERS / this.width));
    let duplicates = 0;
    for (let first = 0; first < groups; first += perPass) {
      const kept: Float64Array[][] = Array.from({ length: Math.min(perPass, groups - first) }, () => []);
      for (let start = 0; start < groupOf.length; start += block) {
        signal?.throwIfAborted();
        const count = Math.min(block, groupOf.length - start);
        const mine = groupOf.subarray(start, start + count);
        if (!mine.some((group) => group >= first && group < first + kept.length)) continue;
        const values = await readRows(start, count);
        for (const [row, group] of mine.entries()) {
          const equals = kept[group - first];
          if (!equals) continue;
          const candidate = values.subarray(row * this.width, (row + 1) * this.width);
          if (equals.some((other) => equalRows(other, candidate))) duplicates++;
          else equals.push(candidate.slice());
        }
      }
    }
    return duplicates;
  }

  /** Rows of equal hash, for hashes that occur more than once; −1 for all others. */
  private group(): { readonly groups: number; readonly groupOf: Int32Array } {
    const { low, high } = this;
    const order = Uint32Array.from(low, (_, row) => row);
    order.sort((a, b) => low[a]! - low[b]! || high[a]! - high[b]!);
    const groupOf = new Int32Array(order.length).fill(-1);
    const same = (a: number, b: number): boolean => low[a] === low[b] && high[a] === high[b];
    let groups = 0;
    for (let i = 1; i < order.length; i++) {
      const before = order[i - 1]!;
      const row = order[i]!;
      if (!same(before, row)) continue;
      if (groupOf[before] === -1) groupOf[before] = groups++;
      groupOf[row] = groupOf[before]!;
    }
    return { groups, groupOf };
  }
}

function equalRows(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, i) => value === b[i] || (Number.isNaN(value) && Number.isNaN(b[i]!)));
}
