import type { Matrix } from './matrix';

/** An optimal transport plan: `mass[k]` goes from source `from[k]` to target `to[k]`; every other pair carries none. */
export interface TransportPlan {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly mass: Float64Array;
}

/** Reduced costs above −this share of the largest cost count as zero: rounding of the sums along the tree. */
const ROUNDING = 1e-13;

/**
 * The cheapest transport between uniform masses 1/n on the rows and 1/m on the columns of an n×m cost matrix.
 *
 * Network simplex on whole numbers: each row supplies m units, each column takes n. Supplies are perturbed so that no
 * basis is degenerate and every pivot gains (Charnes, 1952); the plan is then read off the optimal tree with the true
 * masses, so it is exact. `tick` is called between pivots, and may throw to stop.
 */
export function optimalTransport(cost: Matrix, tick: () => void = () => undefined): TransportPlan {
  const tree = new TransportTree(cost);
  for (let pivots = 0; ; pivots++) {
    if (pivots % 256 === 0) tick();
    const entering = tree.cheaperArc();
    if (entering < 0) return tree.plan();
    tree.pivot(entering);
  }
}

/**
 * A spanning tree of the bipartite graph: nodes 0 … n−1 are rows, n … n+m−1 columns; node 0 is the root. `flow[v]` is
 * on the arc between v and its parent, and always goes from the row to the column.
 */
class TransportTree {
  private readonly n: number;
  private readonly m: number;
  private readonly parent: Int32Array;
  private readonly depth: Int32Array;
  private readonly firstChild: Int32Array;
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  private readonly flow: Float64Array;
  /** Rows: u, columns: v; cost − u − v is 0 on the tree. */
  private readonly potential: Float64Array;
  private readonly threshold: number;
  private readonly block: number;
  private scan = 0;

  constructor(private readonly cost: Matrix) {
    this.n = cost.rows;
    this.m = cost.cols;
    const nodes = this.n + this.m;
    this.parent = new Int32Array(nodes).fill(-1);
    this.depth = new Int32Array(nodes);
    this.firstChild = new Int32Array(nodes).fill(-1);
    this.next = new Int32Array(nodes).fill(-1);
    this.previous = new Int32Array(nodes).fill(-1);
    this.flow = new Float64Array(nodes);
    this.potential = new Float64Array(nodes);
    let largest = 0;
    for (const each of cost.data) largest = Math.max(largest, Math.abs(each));
    this.threshold = -ROUNDING * largest;
    this.block = Math.max(64, Math.ceil(Math.sqrt(this.n * this.m)) * 2);
    this.grow(this.greedyArcs());
  }

  /** The arc of most negative reduced cost in the next block that has one, as row·m + column; −1 at the optimum. */
  cheaperArc(): number {
    const { n, m, potential } = this;
    const { data } = this.cost;
    const arcs = n * m;
    let lowest = this.threshold;
    let best = -1;
    let row = Math.floor(this.scan / m);
    let column = this.scan - row * m;
    for (let seen = 1; seen <= arcs; seen++) {
      const reduced = data[row * m + column]! - potential[row]! - potential[n + column]!;
      if (reduced < lowest) {
        lowest = reduced;
        best = row * m + column;
      }
      if (++column === m) {
        column = 0;
        if (++row === n) row = 0;
      }
      if (best >= 0 && seen % this.block === 0) break;
    }
    this.scan = row * m + column;
    return best;
  }

  /** Brings an arc into the tree and takes out the one that first runs empty on the cycle it closes. */
  pivot(arc: number): void {
    const { n, m, parent, depth, flow } = this;
    const row = Math.floor(arc / m);
    const column = n + (arc - row * m);
    // Flow rises on the new arc; along the cycle, up from either end, it falls on every arc that leaves a row there.
    let a = row;
    let b = column;
    let least = Infinity;
    let leaving = -1;
    let onRowSide = true;
    while (a !== b) {
      if (depth[a]! >= depth[b]!) {
        if (this.falls(a, true) && flow[a]! < least) [least, leaving, onRowSide] = [flow[a]!, a, true];
        a = parent[a]!;
      } else {
        if (this.falls(b, false) && flow[b]! < least) [least, leaving, onRowSide] = [flow[b]!, b, false];
        b = parent[b]!;
      }
    }
    const apex = a;
    for (let v = row; v !== apex; v = parent[v]!) flow[v]! += this.falls(v, true) ? -least : least;
    for (let v = column; v !== apex; v = parent[v]!) flow[v]! += this.falls(v, false) ? -least : least;
    if (onRowSide) this.rehang(row, leaving, column, least);
    else this.rehang(column, leaving, row, least);
  }

  /** The plan with the true masses on this tree: leaves first, each arc carries what its subtree has too much. */
  plan(): TransportPlan {
    const { n, m, parent } = this;
    const nodes = n + m;
    const excess = Float64Array.from({ length: nodes }, (_, v) => (v < n ? m : -n));
    const order = Array.from({ length: nodes }, (_, v) => v).sort((a, b) => this.depth[b]! - this.depth[a]!);
    const carrying: { from: number; to: number; mass: number }[] = [];
    for (const v of order) {
      const up = parent[v]!;
      if (up < 0) continue;
      const mass = Math.abs(excess[v]!);
      if (mass > 0) carrying.push(v < n ? { from: v, to: up - n, mass } : { from: up, to: v - n, mass });
      excess[up]! += excess[v]!;
    }
    return {
      from: Int32Array.from(carrying, ({ from }) => from),
      to: Int32Array.from(carrying, ({ to }) => to),
      mass: Float64Array.from(carrying, ({ mass }) => mass / (n * m)),
    };
  }

  /** Going up from the row end, flow falls on arcs out of rows; from the column end, on arcs into columns. */
  private falls(v: number, rowEnd: boolean): boolean {
    return v < this.n === rowEnd;
  }

  /** Each row in turn sends to its cheapest columns with room. Perturbed supplies leave exactly n + m − 1 arcs. */
  private greedyArcs(): { row: number; column: number; amount: number }[] {
    const { n, m } = this;
    // Whole numbers: supplies m·scale + 1, demands n·scale, the last n more; scale > n keeps partial sums apart.
    const scale = 2 * (n + m);
    const room = Float64Array.from({ length: m }, (_, j) => n * scale + (j === m - 1 ? n : 0));
    const arcs: { row: number; column: number; amount: number }[] = [];
    for (let row = 0; row < n; row++) {
      let supply = m * scale + 1;
      while (supply > 0) {
        let column = -1;
        for (let j = 0; j < m; j++) {
          if (room[j]! > 0 && (column < 0 || this.cost.data[row * m + j]! < this.cost.data[row * m + column]!))
            column = j;
        }
        const amount = Math.min(supply, room[column]!);
        arcs.push({ row, column, amount });
        supply -= amount;
        room[column]! -= amount;
      }
    }
    return arcs;
  }

  /** Hangs the arcs of a spanning tree under the root. */
  private grow(arcs: readonly { row: number; column: number; amount: number }[]): void {
    const incident = Array.from({ length: this.n + this.m }, (): { other: number; amount: number }[] => []);
    for (const { row, column, amount } of arcs) {
      incident[row]!.push({ other: this.n + column, amount });
      incident[this.n + column]!.push({ other: row, amount });
    }
    const open = [0];
    for (let v = open.pop(); v !== undefined; v = open.pop()) {
      for (const { other, amount } of incident[v]!) {
        if (other === this.parent[v]) continue;
        this.attach(other, v, amount);
        this.settle(other);
        open.push(other);
      }
    }
  }

  /** Cuts the subtree of `top` off its parent, turns it so that `base` leads it, and hangs that under `under`. */
  private rehang(base: number, top: number, under: number, amount: number): void {
    let v = base;
    let above = under;
    let carried = amount;
    for (;;) {
      const up = this.parent[v]!;
      const flow = this.flow[v]!;
      this.detach(v);
      this.attach(v, above, carried);
      if (v === top) break;
      [above, v, carried] = [v, up, flow];
    }
    const open = [base];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      this.settle(node);
      for (let child = this.firstChild[node]!; child >= 0; child = this.next[child]!) open.push(child);
    }
  }

  private attach(v: number, under: number, flow: number): void {
    this.parent[v] = under;
    this.flow[v] = flow;
    const sibling = this.firstChild[under]!;
    this.next[v] = sibling;
    this.previous[v] = -1;
    if (sibling >= 0) this.previous[sibling] = v;
    this.firstChild[under] = v;
  }

  private detach(v: number): void {
    const before = this.previous[v]!;
    const after = this.next[v]!;
    if (before >= 0) this.next[before] = after;
    else this.firstChild[this.parent[v]!] = after;
    if (after >= 0) this.previous[after] = before;
  }

  /** Depth and potential of a node from its parent's. */
  private settle(v: number): void {
    const up = this.parent[v]!;
    const [row, column] = v < this.n ? [v, up] : [up, v];
    this.depth[v] = this.depth[up]! + 1;
    this.potential[v] = this.cost.data[row * this.m + column - this.n]! - this.potential[up]!;
  }
}
