/*
 * The relaxed witness complex and its loops, for the geometry score (Khrulkov & Oseledets, ICML 2018).
 */

/** An H₁ bar: [birth, death); `death` is Infinity for a loop that never closes. */
export type Interval = readonly [birth: number, death: number];

/** A simplicial complex on at most 2¹⁰ vertices, up to triangles, with the scale at which each simplex enters. */
interface Complex {
  /** Vertex pair a < b, as a·L + b → entry. */
  readonly edges: Map<number, number>;
  /** Vertex triple a < b < c, as (a·L + b)·L + c → entry. */
  readonly triangles: Map<number, number>;
}

/**
 * The H₁ intervals of the witness complex of landmarks 0 … L − 1, seen by every row of `distances` (W×L, row-major: from
 * witness to landmark), for relaxations up to `alphaMax`.
 *
 * Witness w shows simplex σ at relaxation α when every landmark of σ is at most α farther from w than every landmark outside
 * σ; σ enters at the smallest such α over the witnesses, and not before its faces.
 */
export function witnessIntervals(distances: Float64Array, landmarks: number, alphaMax: number): Interval[] {
  return loops(landmarks, witnessComplex(distances, landmarks, alphaMax));
}

function witnessComplex(distances: Float64Array, landmarks: number, alphaMax: number): Complex {
  const nearest = rankLandmarks(distances, landmarks);
  const witnesses = distances.length / landmarks;
  const edges = new Map<number, number>();
  const triangles = new Map<number, number>();
  const edgeId = (a: number, b: number): number => (a < b ? a * landmarks + b : b * landmarks + a);

  for (let w = 0; w < witnesses; w++) {
    const { order, sorted } = nearest(w);
    for (let i = 0; i < landmarks && relaxation(sorted, i, firstOmitted(i)) <= alphaMax; i++) {
      for (let j = i + 1; j < landmarks; j++) {
        const alpha = relaxation(sorted, j, firstOmitted(i, j));
        if (alpha > alphaMax) break;
        lower(edges, edgeId(order[i]!, order[j]!), alpha);
      }
    }
  }
  // Triangles after all edges: a face's entry is the least over every witness.
  for (let w = 0; w < witnesses; w++) {
    const { order, sorted } = nearest(w);
    for (let i = 0; i < landmarks && relaxation(sorted, i, firstOmitted(i)) <= alphaMax; i++) {
      for (let j = i + 1; j < landmarks && relaxation(sorted, j, firstOmitted(i, j)) <= alphaMax; j++) {
        const ij = edges.get(edgeId(order[i]!, order[j]!))!;
        for (let k = j + 1; k < landmarks; k++) {
          const alpha = relaxation(sorted, k, firstOmitted(i, j, k));
          if (alpha > alphaMax) break;
          const ik = edges.get(edgeId(order[i]!, order[k]!));
          const jk = edges.get(edgeId(order[j]!, order[k]!));
          if (ik === undefined || jk === undefined) continue;
          const [a, b, c] = sortThree(order[i]!, order[j]!, order[k]!);
          lower(triangles, (a * landmarks + b) * landmarks + c, Math.max(alpha, ij, ik, jk));
        }
      }
    }
  }
  return { edges, triangles };
}

/** The nearest landmark outside a simplex, as a rank; the simplex is given by ascending ranks. */
function firstOmitted(...ranks: readonly number[]): number {
  let rank = 0;
  while (rank < ranks.length && ranks[rank] === rank) rank++;
  return rank;
}

/** How much farther the simplex's last landmark is than the nearest one outside; 0 where all outside are farther. */
function relaxation(sorted: Float64Array, last: number, omitted: number): number {
  return omitted > last ? 0 : sorted[last]! - sorted[omitted]!;
}

function lower(entries: Map<number, number>, simplex: number, alpha: number): void {
  const known = entries.get(simplex);
  if (known === undefined || alpha < known) entries.set(simplex, alpha);
}

/** For each witness its landmarks from near to far; ties to the smaller index. One pair of arrays, reused. */
function rankLandmarks(
  distances: Float64Array,
  landmarks: number,
): (witness: number) => { order: Int32Array; sorted: Float64Array } {
  const order = new Int32Array(landmarks);
  const sorted = new Float64Array(landmarks);
  return (witness) => {
    const from = witness * landmarks;
    for (let l = 0; l < landmarks; l++) {
      const distance = distances[from + l]!;
      let at = l;
      for (; at > 0 && sorted[at - 1]! > distance; at--) {
        sorted[at] = sorted[at - 1]!;
        order[at] = order[at - 1]!;
      }
      sorted[at] = distance;
      order[at] = l;
    }
    return { order, sorted };
  };
}

function sortThree(x: number, y: number, z: number): [number, number, number] {
  const low = Math.min(x, y, z);
  const high = Math.max(x, y, z);
  return [low, x + y + z - low - high, high];
}

/** Persistent H₁ by reducing the triangle columns modulo 2. All vertices enter at 0. */
function loops(landmarks: number, { edges, triangles }: Complex): Interval[] {
  const byEntry = (a: readonly [number, number], b: readonly [number, number]): number => a[1] - b[1] || a[0] - b[0];
  const edgeOrder = [...edges].sort(byEntry);
  const position = new Map(edgeOrder.map(([id], index) => [id, index]));
  const opens = loopOpeners(landmarks, edgeOrder);

  const columns = new Map<number, number[]>(); // lowest edge → reduced column, descending positions
  const intervals: Interval[] = [];
  for (const [triangle, death] of [...triangles].sort(byEntry)) {
    const c = triangle % landmarks;
    const ab = (triangle - c) / landmarks;
    const b = ab % landmarks;
    const a = (ab - b) / landmarks;
    let column = [ab, a * landmarks + c, b * landmarks + c].map((id) => position.get(id)!).sort((x, y) => y - x);
    while (column.length > 0 && columns.has(column[0]!)) column = symmetricDifference(column, columns.get(column[0]!)!);
    if (column.length === 0) continue;
    columns.set(column[0]!, column);
    const birth = edgeOrder[column[0]!]![1];
    if (death > birth) intervals.push([birth, death]);
  }
  opens.forEach((index) => {
    if (!columns.has(index)) intervals.push([edgeOrder[index]![1], Infinity]);
  });
  return intervals;
}

/** Positions of the edges that join nothing new: each opens a loop. */
function loopOpeners(landmarks: number, edgeOrder: readonly (readonly [number, number])[]): number[] {
  const parent = Int32Array.from({ length: landmarks }, (_, vertex) => vertex);
  const root = (vertex: number): number => {
    while (parent[vertex] !== vertex) {
      parent[vertex] = parent[parent[vertex]!]!;
      vertex = parent[vertex]!;
    }
    return vertex;
  };
  const openers: number[] = [];
  edgeOrder.forEach(([id], index) => {
    const a = root(Math.floor(id / landmarks));
    const b = root(id % landmarks);
    if (a === b) openers.push(index);
    else parent[a] = b;
  });
  return openers;
}

/** Of two lists in descending order. */
function symmetricDifference(a: readonly number[], b: readonly number[]): number[] {
  const sum: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i] ?? -1;
    const right = b[j] ?? -1;
    if (left === right) {
      i++;
      j++;
    } else if (left > right) {
      sum.push(left);
      i++;
    } else {
      sum.push(right);
      j++;
    }
  }
  return sum;
}
