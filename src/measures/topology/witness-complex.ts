import { persistentLoops, type FilteredComplex } from './loops';

/*
 * The relaxed witness complex and its loops, for the geometry score (Khrulkov & Oseledets, ICML 2018).
 */

/** An H₁ bar: [birth, death); `death` is Infinity for a loop that never closes. */
export type Interval = readonly [birth: number, death: number];

/** Up to triangles on L vertices, all of which enter at 0. Infinity: the simplex never enters. */
interface Complex {
  /** Entry of edge {a, b}, at a·L + b and b·L + a. */
  readonly edges: Float64Array;
  /** Entry of triangle {a, b, c}, at its place in the combinatorial number system: dense, to stay in the cache. */
  readonly triangles: Float64Array;
}

/**
 * The H₁ intervals of positive length of the witness complex of landmarks 0 … L − 1, seen by every row of `distances` (W×L,
 * row-major: from witness to landmark), for relaxations up to `alphaMax`. O(L³) memory.
 *
 * Witness w shows simplex σ at relaxation α when every landmark of σ is at most α farther from w than every landmark outside
 * σ; σ enters at the smallest such α over the witnesses, and not before its faces.
 */
export function witnessIntervals(distances: Float64Array, landmarks: number, alphaMax: number): Interval[] {
  const intervals: Interval[] = [];
  persistentLoops(
    filtered(landmarks, witnessComplex(distances, landmarks, alphaMax)),
    (birth, death) => void (death > birth && intervals.push([birth, death])),
    () => undefined,
  );
  return intervals;
}

function witnessComplex(distances: Float64Array, landmarks: number, alphaMax: number): Complex {
  const { two, three } = binomials(landmarks);
  const edges = new Float64Array(landmarks ** 2).fill(Infinity);
  const triangles = new Float64Array(three[landmarks]!).fill(Infinity);
  const witnesses = new Witnesses(distances, landmarks, alphaMax);
  for (let w = 0; w < witnesses.count; w++) addEdges(witnesses.see(w));
  // Triangles after all edges: a face's entry is the least over every witness.
  for (let w = 0; w < witnesses.count; w++) {
    const witness = witnesses.see(w);
    addTrianglesWithoutNearest(witness);
    addTrianglesWithNearest(witness);
  }
  return { edges, triangles };

  function addEdges({ nearCount, near, excess, order, sorted }: Witness): void {
    for (let i = 1; i < nearCount; i++) {
      for (let j = 0; j < i; j++) lowerEdge(near[i]!, near[j]!, Math.max(excess[i]!, excess[j]!));
    }
    for (let i = 1; i < landmarks; i++) {
      const alpha = i === 1 ? 0 : sorted[i]! - sorted[1]!;
      if (alpha > alphaMax) return;
      lowerEdge(order[0]!, order[i]!, alpha);
    }
  }

  function lowerEdge(a: number, b: number, alpha: number): void {
    if (alpha < edges[a * landmarks + b]!) edges[a * landmarks + b] = edges[b * landmarks + a] = alpha;
  }

  /** The innermost of four loops: memory in order, and no branch to mispredict. */
  function addTrianglesWithoutNearest({ nearCount, near, excess }: Witness): void {
    for (let i = 2; i < nearCount; i++) {
      const c = near[i]! * landmarks;
      for (let j = 1; j < i; j++) {
        const b = near[j]! * landmarks;
        const soFar = Math.max(excess[i]!, excess[j]!, edges[c + near[j]!]!);
        const row = three[near[i]!]! + two[near[j]!]!;
        for (let k = 0; k < j; k++) {
          const a = near[k]!;
          const entry = Math.max(Math.max(soFar, excess[k]!), Math.max(edges[c + a]!, edges[b + a]!));
          if (entry < triangles[row + a]!) triangles[row + a] = entry;
        }
      }
    }
  }

  /** Ranks 0 < i < j: of the landmarks left out, rank 1 is the nearest, or rank 2 where i = 1. */
  function addTrianglesWithNearest({ order, sorted }: Witness): void {
    for (let i = 1; i < landmarks; i++) {
      const omitted = i === 1 ? 2 : 1;
      if (i > 1 && sorted[i]! - sorted[1]! > alphaMax) return;
      for (let j = i + 1; j < landmarks; j++) {
        const alpha = j === 2 ? 0 : sorted[j]! - sorted[omitted]!;
        if (alpha > alphaMax) break;
        const a = Math.min(order[0]!, order[i]!, order[j]!);
        const c = Math.max(order[0]!, order[i]!, order[j]!);
        const b = order[0]! + order[i]! + order[j]! - a - c;
        const entry = Math.max(alpha, edges[a * landmarks + b]!, edges[a * landmarks + c]!, edges[b * landmarks + c]!);
        const at = three[c]! + two[b]! + a;
        if (entry < triangles[at]!) triangles[at] = entry;
      }
    }
  }
}

/** How one instance sees the landmarks. */
interface Witness {
  /** The landmarks from near to far, ties to the smaller index, and their distances. */
  readonly order: Int32Array;
  readonly sorted: Float64Array;
  /** The landmarks at most `alphaMax` farther than the nearest, without it, by index; and how much farther each is. */
  readonly nearCount: number;
  readonly near: Int32Array;
  readonly excess: Float64Array;
}

/** Every witness in turn, through one set of buffers: what `see` returned is gone with its next call. */
class Witnesses {
  readonly count: number;
  private readonly near: Int32Array;
  private readonly excess: Float64Array;
  private readonly orders: Int32Array;
  private readonly sorted: Float64Array;

  constructor(
    private readonly distances: Float64Array,
    private readonly landmarks: number,
    private readonly alphaMax: number,
  ) {
    this.count = distances.length / landmarks;
    this.near = new Int32Array(landmarks);
    this.excess = new Float64Array(landmarks);
    this.orders = new Int32Array(distances.length);
    this.sorted = new Float64Array(distances.length);
    for (let from = 0; from < distances.length; from += landmarks) this.rank(from);
  }

  see(w: number): Witness {
    const { distances, landmarks, near, excess } = this;
    const from = w * landmarks;
    const order = this.orders.subarray(from, from + landmarks);
    const sorted = this.sorted.subarray(from, from + landmarks);
    let nearCount = 0;
    for (let l = 0; l < landmarks; l++) {
      const farther = distances[from + l]! - sorted[0]!;
      if (l === order[0] || farther > this.alphaMax) continue;
      near[nearCount] = l;
      excess[nearCount++] = farther;
    }
    return { order, sorted, nearCount, near, excess };
  }

  /** Insertion sort: rows are short. */
  private rank(from: number): void {
    const { distances, orders, sorted } = this;
    for (let l = 0; l < this.landmarks; l++) {
      const distance = distances[from + l]!;
      let at = from + l;
      for (; at > from && sorted[at - 1]! > distance; at--) {
        sorted[at] = sorted[at - 1]!;
        orders[at] = orders[at - 1]!;
      }
      sorted[at] = distance;
      orders[at] = l;
    }
  }
}

/** C(n, 2) and C(n, 3) for every vertex n: triangle a < b < c stands at C(c, 3) + C(b, 2) + a. */
function binomials(landmarks: number): { readonly two: Int32Array; readonly three: Int32Array } {
  const two = Int32Array.from({ length: landmarks + 1 }, (_, n) => (n * (n - 1)) / 2);
  return { two, three: two.map((pairs, n) => (pairs * (n - 2)) / 3) };
}

function filtered(landmarks: number, { edges, triangles }: Complex): FilteredComplex {
  const { two, three } = binomials(landmarks);
  return {
    openers: loopOpeners(landmarks, edges).reverse(),
    mostCofacets: landmarks,
    birth: (edge) => edges[edge]!,
    cofacets(edge, values, ids) {
      const b = edge % landmarks;
      const a = (edge - b) / landmarks;
      let count = 0;
      for (let c = 0; c < landmarks; c++) {
        if (c === a || c === b) continue;
        const [low, middle, high] = c > b ? [a, b, c] : c > a ? [a, c, b] : [c, a, b];
        const at = three[high]! + two[middle]! + low;
        if (triangles[at] === Infinity) continue;
        values[count] = triangles[at]!;
        ids[count++] = at;
      }
      return count;
    },
  };
}

/** The edges that join nothing new, in the order they enter: each opens a loop. */
function loopOpeners(landmarks: number, edges: Float64Array): number[] {
  const parent = Int32Array.from({ length: landmarks }, (_, vertex) => vertex);
  const root = (vertex: number): number => {
    while (parent[vertex] !== vertex) vertex = parent[vertex] = parent[parent[vertex]!]!;
    return vertex;
  };
  const entering = Array.from(edges.keys()).filter(
    (edge) => edges[edge]! < Infinity && Math.floor(edge / landmarks) < edge % landmarks,
  );
  return entering
    .sort((x, y) => edges[x]! - edges[y]! || x - y)
    .filter((edge) => {
      const a = root(Math.floor(edge / landmarks));
      const b = root(edge % landmarks);
      if (a !== b) parent[a] = b;
      return a === b;
    });
}
