import type { Linalg } from '../../linalg/linalg';
import { matrix } from '../../linalg/matrix';
import { seededRandom } from '../../linalg/random';
import type { Neighbours } from '../shared/neighbours';

/*
 * Heat traces hkt(t) = Σ e^(−tλ) of the normalised Laplacian of a neighbour graph (Tsitsulin et al., ICLR 2020).
 */

/** An undirected 0/1 graph, as lists: node i is joined to `targets[starts[i] … starts[i + 1] − 1]`. */
export interface Graph {
  readonly starts: Int32Array;
  readonly targets: Int32Array;
}

/** i and j are joined where either is a neighbour of the other. */
export function unionGraph({ k, indices }: Neighbours): Graph {
  const n = k === 0 ? 0 : indices.length / k;
  const joined = Array.from({ length: n }, () => new Set<number>());
  indices.forEach((j, at) => {
    const i = Math.floor(at / k);
    joined[i]!.add(j);
    joined[j]!.add(i);
  });
  const starts = new Int32Array(n + 1);
  joined.forEach((others, i) => (starts[i + 1] = starts[i]! + others.size));
  return { starts, targets: Int32Array.from(joined.flatMap((others) => [...others])) };
}

/** From the whole spectrum: exact, O(N³). */
export function exactHeatTrace(graph: Graph, times: Float64Array, linalg: Linalg): Float64Array {
  const n = graph.starts.length - 1;
  const laplacian = matrix(n, n);
  const weight = edgeWeights(graph);
  for (let i = 0; i < n; i++) {
    laplacian.data[i * n + i] = 1;
    for (let at = graph.starts[i]!; at < graph.starts[i + 1]!; at++) {
      laplacian.data[i * n + graph.targets[at]!] = -weight[at]!;
    }
  }
  const spectrum = linalg.eigenvalues(laplacian);
  return times.map((t) => spectrum.reduce((trace, eigenvalue) => trace + Math.exp(-t * eigenvalue), 0));
}

/** By stochastic Lanczos quadrature: `vectors` random signs, `steps` Lanczos steps each. */
export function sampledHeatTrace(
  graph: Graph,
  times: Float64Array,
  { vectors, steps, seed }: { readonly vectors: number; readonly steps: number; readonly seed: number },
  linalg: Linalg,
  onProgress: (done: number) => void,
): Float64Array {
  const n = graph.starts.length - 1;
  const weight = edgeWeights(graph);
  const random = seededRandom(seed);
  const trace = new Float64Array(times.length);
  for (let sample = 0; sample < vectors; sample++) {
    onProgress(sample / vectors);
    const start = Float64Array.from({ length: n }, () => (random.below(2) === 0 ? 1 : -1) / Math.sqrt(n));
    const { values, vectors: basis } = linalg.eigh(lanczos(graph, weight, start, steps));
    times.forEach((t, at) => {
      let quadrature = 0;
      values.forEach((eigenvalue, l) => (quadrature += basis.data[l]! ** 2 * Math.exp(-t * eigenvalue)));
      trace[at]! += (n * quadrature) / vectors;
    });
  }
  return trace;
}

/** 1/√(d_i·d_j) of every edge, in the order of `targets`. */
function edgeWeights({ starts, targets }: Graph): Float64Array {
  const degree = (i: number): number => starts[i + 1]! - starts[i]!;
  const weights = new Float64Array(targets.length);
  for (let i = 0; i + 1 < starts.length; i++) {
    for (let at = starts[i]!; at < starts[i + 1]!; at++) weights[at] = 1 / Math.sqrt(degree(i) * degree(targets[at]!));
  }
  return weights;
}

/** The tridiagonal matrix of the Krylov space of `start`, with full reorthogonalisation. */
function lanczos({ starts, targets }: Graph, weight: Float64Array, start: Float64Array, steps: number) {
  const n = start.length;
  const basis = [start];
  const diagonal: number[] = [];
  const off: number[] = [];
  for (let step = 0; step < Math.min(steps, n); step++) {
    const v = basis[step]!;
    const next = v.slice(); // Lv = v − D^(−½)AD^(−½)v
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let at = starts[i]!; at < starts[i + 1]!; at++) sum += weight[at]! * v[targets[at]!]!;
      next[i]! -= sum;
    }
    diagonal.push(next.reduce((sum, entry, i) => sum + entry * v[i]!, 0));
    for (const known of basis) {
      const overlap = next.reduce((sum, entry, i) => sum + entry * known[i]!, 0);
      for (let i = 0; i < n; i++) next[i]! -= overlap * known[i]!;
    }
    const length = Math.sqrt(next.reduce((sum, entry) => sum + entry * entry, 0));
    if (length < 1e-10) break; // the space is invariant: the quadrature is exact
    off.push(length);
    basis.push(next.map((entry) => entry / length));
  }
  const size = diagonal.length;
  const tridiagonal = matrix(size, size);
  for (let i = 0; i < size; i++) {
    tridiagonal.data[i * size + i] = diagonal[i]!;
    if (i + 1 < size) tridiagonal.data[i * size + i + 1] = tridiagonal.data[(i + 1) * size + i] = off[i]!;
  }
  return tridiagonal;
}
