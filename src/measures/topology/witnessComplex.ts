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
  /** Entry of triangle {a, b, c}, at (a·L + b)·L + c for a < b < c. */
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
  const ranks = rankLandmarks(distances, landmarks);
  const edges = new Float64Array(landmarks ** 2).fill(Infinity);
  const triangles = new Float64Array(landmarks ** 3).fill(Infinity);
  for (let w = 0; w < ranks.witnesses; w++) {
    const { order, sorted } = ranks.of(w);
    for (let i = 0; i < landmarks && relaxation(sorted, i, i === 0 ? 1 : 0) <= alphaMax; i++) {
      for (let j = i + 1; j < landmarks; j++) {
        const alpha = relaxation(sorted, j, firstOmitted(i, j));
        if (alpha > alphaMax) break;
        const a = order[i]!;
        const b = order[j]!;
        if (alpha < edges[a * landmarks + b]!) edges[a * landmarks + b] = edges[b * landmarks + a] = alpha;
      }
    }
  }
  // Triangles after all edges: a face's entry is the least over every witness.
  for (let w = 0; w < ranks.witnesses; w++) {
    const { order, sorted } = ranks.of(w);
    for (let i = 0; i < landmarks && relaxation(sorted, i, i === 0 ? 1 : 0) <= alphaMax; i++) {
      for (let j = i + 1; j < landmarks && relaxation(sorted, j, firstOmitted(i, j)) <= alphaMax; j++) {
        addTriangles(order, sorted, i, j);
      }
    }
  }
  return { edges, triangles };

  /** Those of ranks i < j < k for every k in reach: the innermost of four loops. */
  function addTriangles(order: Int32Array, sorted: Float64Array, i: number, j: number): void {
    const a = Math.min(order[i]!, order[j]!);
    const b = Math.max(order[i]!, order[j]!);
    const ab = edges[a * landmarks + b]!;
    const omitted = firstOmitted(i, j);
    for (let k = j + 1; k < landmarks; k++) {
      const alpha = relaxation(sorted, k, k === 2 ? 3 : omitted);
      if (alpha > alphaMax) return;
      const c = order[k]!;
      const ac = edges[a * landmarks + c]!;
      const bc = edges[b * landmarks + c]!;
      const side = ac > bc ? ac : bc;
      const face = ab > side ? ab : side;
      const entry = alpha > face ? alpha : face;
      const at = triangleAt(a, b, c, landmarks);
      if (entry < triangles[at]!) triangles[at] = entry;
    }
  }
}

/** The nearest landmark outside the simplex of ranks i < j (and of any third rank but 2), as a rank. */
function firstOmitted(i: number, j: number): number {
  if (i > 0) return 0;
  return j > 1 ? 1 : 2;
}

/** How much farther the simplex's last landmark is than the nearest one outside; 0 where all outside are farther. */
function relaxation(sorted: Float64Array, last: number, omitted: number): number {
  return omitted > last ? 0 : sorted[last]! - sorted[omitted]!;
}

/** Where triangle {a, b, c} stands, for a < b and any third corner. */
function triangleAt(a: number, b: number, c: number, landmarks: number): number {
  if (c > b) return (a * landmarks + b) * landmarks + c;
  return c > a ? (a * landmarks + c) * landmarks + b : (c * landmarks + a) * landmarks + b;
}

interface Ranks {
  readonly witnesses: number;
  /** The landmarks of one witness from near to far, ties to the smaller index. */
  of(witness: number): { readonly order: Int32Array; readonly sorted: Float64Array };
}

function rankLandmarks(distances: Float64Array, landmarks: number): Ranks {
  const witnesses = distances.length / landmarks;
  const orders = new Int32Array(distances.length);
  const sortedAll = new Float64Array(distances.length);
  for (let from = 0; from < distances.length; from += landmarks) {
    for (let l = 0; l < landmarks; l++) {
      const distance = distances[from + l]!;
      let at = from + l;
      for (; at > from && sortedAll[at - 1]! > distance; at--) {
        sortedAll[at] = sortedAll[at - 1]!;
        orders[at] = orders[at - 1]!;
      }
      sortedAll[at] = distance;
      orders[at] = l;
    }
  }
  const part = (witness: number): [number, number] => [witness * landmarks, (witness + 1) * landmarks];
  return {
    witnesses,
    of: (witness) => ({ order: orders.subarray(...part(witness)), sorted: sortedAll.subarray(...part(witness)) }),
  };
}

function filtered(landmarks: number, { edges, triangles }: Complex): FilteredComplex {
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
        const at = triangleAt(a, b, c, landmarks);
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
