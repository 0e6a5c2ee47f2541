/*
 * Persistent first homology of a filtered 2-complex, by cohomology with clearing (de Silva, Morozov & Vejdemo-Johansson,
 * 2011; Bauer, 2021): columns are edges, latest first; a column's pivot is its earliest triangle.
 */

/** A filtered complex as its edges see it. Ids are whole numbers of the complex's own choice. */
export interface FilteredComplex {
  /** The edges that open a loop (those that join components are cleared), latest first. */
  readonly openers: ArrayLike<number>;
  /** No edge has more cofacets. */
  readonly mostCofacets: number;
  birth(edge: number): number;
  /** Writes when each triangle on `edge` enters, and its id, and tells how many there are. Equal triangles have equal ids. */
  cofacets(edge: number, values: Float64Array, ids: Float64Array): number;
}

/** Reports every loop's birth and death (Infinity where it never closes); `onProgress` may throw to cancel. */
export function persistentLoops(
  complex: FilteredComplex,
  onLoop: (birth: number, death: number) => void,
  onProgress: (done: number) => void,
): void {
  const { openers } = complex;
  const reduction = new Reduction(complex);
  for (let column = 0; column < openers.length; column++) {
    if (column % 256 === 0) onProgress(column / openers.length);
    onLoop(complex.birth(openers[column]!), reduction.deathOf(column));
  }
}

class Reduction {
  /** Pivot triangle → the column that owns it. */
  private readonly owner = new Map<number, number>();
  /** The columns added to a column besides itself; absent = none. */
  private readonly added = new Map<number, number[]>();
  private readonly heap = new CofacetHeap();
  private readonly values: Float64Array;
  private readonly ids: Float64Array;

  constructor(private readonly complex: FilteredComplex) {
    this.values = new Float64Array(complex.mostCofacets);
    this.ids = new Float64Array(complex.mostCofacets);
  }

  deathOf(column: number): number {
    const { values, ids } = this;
    const count = this.complex.cofacets(this.complex.openers[column]!, values, ids);
    if (count === 0) return Infinity;
    let first = 0;
    for (let at = 1; at < count; at++) {
      if (values[at]! < values[first]! || (values[at] === values[first] && ids[at]! < ids[first]!)) first = at;
    }
    // Most columns end here: their earliest triangle is still free.
    if (this.owner.has(ids[first]!)) return this.reduce(column);
    this.owner.set(ids[first]!, column);
    return values[first]!;
  }

  private reduce(column: number): number {
    const { heap, owner, added } = this;
    heap.clear();
    this.addColumn(column);
    const members = new Set<number>(); // modulo 2
    for (;;) {
      const pivot = heap.popOdd();
      if (pivot < 0) return Infinity;
      const value = heap.poppedValue;
      const owning = owner.get(pivot);
      if (owning === undefined) {
        owner.set(pivot, column);
        if (members.size > 0) added.set(column, [...members]);
        return value;
      }
      heap.push(value, pivot);
      for (const member of [owning, ...(added.get(owning) ?? [])]) {
        if (!members.delete(member)) members.add(member);
        this.addColumn(member);
      }
    }
  }

  private addColumn(column: number): void {
    const count = this.complex.cofacets(this.complex.openers[column]!, this.values, this.ids);
    for (let at = 0; at < count; at++) this.heap.push(this.values[at]!, this.ids[at]!);
  }
}

/** A binary heap of (value, id), smallest first; equal entries cancel in pairs, as sums modulo 2 do. */
class CofacetHeap {
  private values = new Float64Array(1 << 12);
  private ids = new Float64Array(1 << 12);
  private size = 0;
  poppedValue = 0;

  clear(): void {
    this.size = 0;
  }

  push(value: number, id: number): void {
    if (this.size === this.values.length) this.grow();
    const { values, ids } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = values[parent]!;
      if (above < value || (above === value && ids[parent]! <= id)) break;
      values[at] = above;
      ids[at] = ids[parent]!;
      at = parent;
    }
    values[at] = value;
    ids[at] = id;
  }

  /** The smallest id that occurs an odd number of times, removed; −1 when nothing is left. */
  popOdd(): number {
    while (this.size > 0) {
      const id = this.ids[0]!;
      this.poppedValue = this.values[0]!;
      let odd = false;
      while (this.size > 0 && this.ids[0] === id) {
        this.removeTop();
        odd = !odd;
      }
      if (odd) return id;
    }
    return -1;
  }

  private removeTop(): void {
    const { values, ids } = this;
    const last = --this.size;
    const value = values[last]!;
    const id = ids[last]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      const right = child + 1;
      if (
        right < last &&
        (values[right]! < values[child]! || (values[right] === values[child] && ids[right]! < ids[child]!))
      ) {
        child = right;
      }
      if (value < values[child]! || (value === values[child] && id <= ids[child]!)) break;
      values[at] = values[child]!;
      ids[at] = ids[child]!;
      at = child;
    }
    values[at] = value;
    ids[at] = id;
  }

  private grow(): void {
    const longer = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(old.length * 2);
      grown.set(old);
      return grown;
    };
    this.values = longer(this.values);
    this.ids = longer(this.ids);
  }
}
