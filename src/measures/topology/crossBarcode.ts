/*
 * Representation topology divergence's kernel: the first persistent homology of the R-cross-barcode
 * (Barannikov et al., ICML 2022), by cohomology with clearing.
 *
 * The definition builds a Vietoris–Rips complex on 2N points with the distances [[0, w], [w, m]], m = min(w, w′). Its first N
 * points are pairwise at distance 0, so they span a simplex from the start, and collapsing them to one apex ∗ changes no
 * homology at any scale (Quillen's fibre lemma: the preimage of a simplex τ∪{∗} is a cone over any point that sees all of τ).
 * What remains has N + 1 points:
 *
 *   edge {j,k}        enters at m_jk                                edge {∗,j}      enters at 0
 *   triangle {j,k,l}  enters at max(m_jk, m_jl, m_kl)               triangle {∗,j,k} enters at
 *                                                                   max(m_jk, min_i max(w_ij, w_ik))
 *
 * A quarter of the edges, and most of those left die at birth: a 500-point barcode takes a second instead of minutes.
 */

/** Called now and then with the share of edges done; may throw to cancel. */
type OnProgress = (done: number) => void;

/**
 * The summed lengths of the H₁ bars of the cross-barcode of `w` against `other`, both symmetric N×N with zero diagonals,
 * row-major. Time O(N³) and up; memory O(N²).
 */
export function crossBarcodeLength(n: number, w: Float64Array, other: Float64Array, onProgress: OnProgress): number {
  const complex = coneComplex(n, w, other);
  return new CohomologyReduction(n, complex).totalLength(onProgress);
}

interface ConeComplex {
  /** When edge {j,k} enters, N×N. */
  readonly birth: Float64Array;
  /** When triangle {∗,j,k} enters, N×N; at least `birth`. */
  readonly cone: Float64Array;
}

function coneComplex(n: number, w: Float64Array, other: Float64Array): ConeComplex {
  const birth = new Float64Array(n * n);
  const cone = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let k = j + 1; k < n; k++) {
      const m = Math.min(w[j * n + k]!, other[j * n + k]!);
      const both = m >= w[j * n + k]! ? m : Math.max(m, bottleneck(w, n, j, k, m));
      birth[j * n + k] = birth[k * n + j] = m;
      cone[j * n + k] = cone[k * n + j] = both;
    }
  }
  return { birth, cone };
}

/** min_i max(w_ij, w_ik); any value at most `enough` will do, for it cannot matter further. */
function bottleneck(w: Float64Array, n: number, j: number, k: number, enough: number): number {
  let best = w[j * n + k]!; // i = j
  for (let i = 0, a = j * n, b = k * n; i < n && best > enough; i++, a++, b++) {
    const reach = w[a]! > w[b]! ? w[a]! : w[b]!;
    if (reach < best) best = reach;
  }
  return best;
}

/**
 * Columns are edges {j,k}, latest first; a column's pivot is its earliest cofacet. Every edge to ∗ closes a component (it is
 * cleared), so every other edge opens a loop. Where {∗,j,k} enters together with {j,k} the two cancel at once, and since only
 * {j,k} has that cofacet no other column ever meets it: such edges are left out altogether.
 */
class CohomologyReduction {
  private readonly edges: Int32Array;
  /** Pivot triangle → the position in `edges` of the column that owns it. */
  private readonly owner = new Map<number, number>();
  /** What was added to a column besides its own edge, as positions in `edges`; absent = nothing. */
  private readonly added = new Map<number, number[]>();
  private readonly heap = new CofacetHeap();

  constructor(
    private readonly n: number,
    private readonly complex: ConeComplex,
  ) {
    const { birth, cone } = complex;
    const open: number[] = [];
    for (let j = 0; j < n; j++) {
      for (let k = j + 1; k < n; k++) if (cone[j * n + k]! > birth[j * n + k]!) open.push(j * n + k);
    }
    this.edges = Int32Array.from(open.sort((a, b) => birth[b]! - birth[a]! || b - a));
  }

  totalLength(onProgress: OnProgress): number {
    let total = 0;
    for (let column = 0; column < this.edges.length; column++) {
      if ((column & 255) === 0) onProgress(column / this.edges.length);
      total += this.deathOf(column) - this.complex.birth[this.edges[column]!]!;
    }
    return total;
  }

  private deathOf(column: number): number {
    const first = this.earliestCofacet(this.edges[column]!);
    if (!this.owner.has(first.id)) {
      this.owner.set(first.id, column);
      return first.value;
    }
    return this.reduce(column);
  }

  private reduce(column: number): number {
    const heap = this.heap;
    heap.clear();
    this.pushCofacets(this.edges[column]!);
    /** Edges in the sum, modulo 2. */
    const members = new Set<number>();
    for (;;) {
      const pivot = heap.popOdd();
      if (pivot < 0) throw new Error('A loop of the cross-barcode never closes: the distances are not symmetric.');
      const value = heap.poppedValue;
      const owner = this.owner.get(pivot);
      if (owner === undefined) {
        this.owner.set(pivot, column);
        if (members.size > 0) this.added.set(column, [...members]);
        return value;
      }
      heap.push(value, pivot);
      for (const member of [owner, ...(this.added.get(owner) ?? [])]) {
        if (!members.delete(member)) members.add(member);
        this.pushCofacets(this.edges[member]!);
      }
    }
  }

  /** Triangle ids: {∗,j,k} first (they win ties: each has one edge of ours), then {a,b,c} by its sorted corners. */
  private triangleId(j: number, k: number, l: number): number {
    const n = this.n;
    const a = Math.min(j, k, l);
    const c = Math.max(j, k, l);
    const b = j + k + l - a - c;
    return n * n + (a * n + b) * n + c;
  }

  private earliestCofacet(edge: number): { value: number; id: number } {
    const n = this.n;
    const { birth, cone } = this.complex;
    const k = edge % n;
    const j = (edge - k) / n;
    const own = birth[edge]!;
    let value = cone[edge]!;
    let third = -1;
    for (let l = 0, a = j * n, b = k * n; l < n; l++, a++, b++) {
      if (l === j || l === k) continue;
      const left = birth[a]!;
      const right = birth[b]!;
      const sides = left > right ? left : right;
      const enters = sides > own ? sides : own;
      if (enters < value) {
        value = enters;
        third = l;
      } else if (enters === value && third >= 0 && this.triangleId(j, k, l) < this.triangleId(j, k, third)) {
        third = l;
      }
    }
    return { value, id: third < 0 ? edge : this.triangleId(j, k, third) };
  }

  private pushCofacets(edge: number): void {
    const n = this.n;
    const { birth, cone } = this.complex;
    const k = edge % n;
    const j = (edge - k) / n;
    const own = birth[edge]!;
    this.heap.push(cone[edge]!, edge);
    for (let l = 0, a = j * n, b = k * n; l < n; l++, a++, b++) {
      if (l === j || l === k) continue;
      const left = birth[a]!;
      const right = birth[b]!;
      const sides = left > right ? left : right;
      this.heap.push(sides > own ? sides : own, this.triangleId(j, k, l));
    }
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
