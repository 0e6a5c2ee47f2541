import type { Linalg } from '../../linalg/linalg';
import { matrix, type Matrix } from '../../linalg/matrix';
import { randomPermutation, type Random } from '../../linalg/random';

/** A division of a weighted graph's nodes, and its modularity Q = Σ_c (Ã_cc − k_c²). */
export interface Partition {
  /** One community index a node, 0 … count − 1. */
  readonly community: Int32Array;
  readonly count: number;
  readonly modularity: number;
}

/**
 * A division of high modularity: leading-eigenvector bisection (Newman, PNAS 2006), once as it is and once with
 * Kernighan–Lin refinement of every split; then single nodes move while that helps, and the best is kept. The
 * maximum itself is NP-hard, so this is a lower bound; one community (Q = 0 at most) is always among the candidates.
 *
 * @param weights symmetric, non-negative, zero diagonal, entries summing to 1.
 */
export function findCommunities(weights: Matrix, linalg: Linalg, random: Random, onStep: () => void): Partition {
  const graph = graphOf(weights);
  const candidates = [
    bisectAll(graph, linalg, false, onStep),
    bisectAll(graph, linalg, true, onStep),
    Int32Array.from({ length: graph.n }, (_, node) => node),
    new Int32Array(graph.n),
  ].flatMap((start) => [start, moveNodes(graph, start, random, onStep)]);
  return candidates
    .map((community) => partitionOf(graph, community))
    .reduce((best, next) => (next.modularity > best.modularity ? next : best));
}

interface Graph {
  readonly n: number;
  readonly weights: Float64Array;
  /** k = Ã1. */
  readonly degrees: Float64Array;
}

function graphOf({ rows: n, data: weights }: Matrix): Graph {
  const degrees = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) degrees[i]! += weights[i * n + j]!;
  return { n, weights, degrees };
}

function partitionOf({ n, weights, degrees }: Graph, community: Int32Array): Partition {
  const names = [...new Set(community)];
  const index = new Map(names.map((name, position) => [name, position]));
  const renamed = community.map((name) => index.get(name)!);
  const inside = new Float64Array(names.length);
  const degree = new Float64Array(names.length);
  for (let i = 0; i < n; i++) {
    const own = renamed[i]!;
    degree[own]! += degrees[i]!;
    for (let j = 0; j < n; j++) if (renamed[j] === own) inside[own]! += weights[i * n + j]!;
  }
  const modularity = inside.reduce((sum, weight, c) => sum + weight - degree[c]! ** 2, 0);
  return { community: renamed, count: names.length, modularity };
}

/** Splits every community in two for as long as a split gains. */
function bisectAll(graph: Graph, linalg: Linalg, refine: boolean, onStep: () => void): Int32Array {
  const community = new Int32Array(graph.n);
  const open: Int32Array[] = [Int32Array.from({ length: graph.n }, (_, node) => node)];
  let next = 1;
  for (let members = open.pop(); members; members = open.pop()) {
    onStep();
    const second = split(graph, members, linalg, refine);
    if (!second) continue;
    const inSecond = new Set(second);
    for (const node of second) community[node] = next;
    next++;
    open.push(
      members.filter((node) => !inSecond.has(node)),
      second,
    );
  }
  return community;
}

/** The nodes to take out of a community, or undefined where no bisection gains. */
function split(graph: Graph, members: Int32Array, linalg: Linalg, refine: boolean): Int32Array | undefined {
  if (members.length < 2) return undefined;
  const b = generalisedModularityMatrix(graph, members);
  const { vectors } = linalg.eigh(b);
  const last = vectors.cols - 1;
  const signs = Float64Array.from(members, (_, i) => (vectors.data[i * vectors.cols + last]! >= 0 ? 1 : -1));
  if (refine) refineSplit(b, signs);
  const second = members.filter((_, i) => signs[i]! < 0);
  const halves = second.length > 0 && second.length < members.length;
  // Less than this is rounding: entries of Ã sum to 1.
  return halves && gainOf(b, signs) > 1e-14 ? second : undefined;
}

/** B_ij − δ_ij Σ_l B_il within the community, B = Ã − kkᵀ: sᵀBs/2 is what splitting by the signs s gains. */
function generalisedModularityMatrix({ n, weights, degrees }: Graph, members: Int32Array): Matrix {
  const size = members.length;
  const b = matrix(size, size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) {
      const entry = weights[members[i]! * n + members[j]!]! - degrees[members[i]!]! * degrees[members[j]!]!;
      b.data[i * size + j] = entry;
      sum += entry;
    }
    b.data[i * size + i]! -= sum;
  }
  return b;
}

function gainOf({ rows: n, data }: Matrix, signs: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += data[i * n + j]! * signs[i]! * signs[j]!;
  return sum / 2;
}

/** Kernighan–Lin: every node changes side once, best first; the best moment of each pass is kept. Changes `signs`. */
function refineSplit({ rows: n, data }: Matrix, signs: Float64Array): void {
  for (;;) {
    const trial = signs.slice();
    const field = new Float64Array(n); // Σ_j≠i B_ij s_j
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (j !== i) field[i]! += data[i * n + j]! * trial[j]!;
    const moved: number[] = [];
    const free = new Set(Array.from({ length: n }, (_, i) => i));
    let gain = 0;
    let best = { gain: 1e-14, moves: 0 };
    while (free.size > 0) {
      let node = -1;
      let most = -Infinity;
      for (const i of free) {
        const change = -2 * trial[i]! * field[i]!;
        if (change > most) [most, node] = [change, i];
      }
      free.delete(node);
      moved.push(node);
      gain += most;
      for (let j = 0; j < n; j++) if (j !== node) field[j]! -= 2 * data[j * n + node]! * trial[node]!;
      trial[node] = -trial[node]!;
      if (gain > best.gain) best = { gain, moves: moved.length };
    }
    if (best.moves === 0) return;
    for (const node of moved.slice(0, best.moves)) signs[node] = -signs[node]!;
  }
}

/** Moves single nodes to the community where they gain most, in random rounds, until none gains. */
function moveNodes(graph: Graph, start: Int32Array, random: Random, onStep: () => void): Int32Array {
  const { n, weights, degrees } = graph;
  const community = start.slice();
  const degree = new Float64Array(n + 1); // one name is always free
  for (let i = 0; i < n; i++) degree[community[i]!]! += degrees[i]!;
  const toCommunity = new Float64Array(n + 1);
  for (let moves = 1; moves > 0;) {
    moves = 0;
    onStep();
    for (const node of randomPermutation(n, random)) {
      toCommunity.fill(0);
      for (let j = 0; j < n; j++) toCommunity[community[j]!]! += weights[node * n + j]!;
      const own = community[node]!;
      const k = degrees[node]!;
      degree[own]! -= k;
      const score = (c: number): number => toCommunity[c]! - k * degree[c]!;
      let best = own;
      for (let c = 0; c <= n; c++) if (score(c) > score(best) + 1e-14) best = c;
      degree[best]! += k;
      community[node] = best;
      if (best !== own) moves++;
    }
  }
  return community;
}
