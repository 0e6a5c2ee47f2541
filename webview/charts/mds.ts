import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

export interface Embedding {
  /** A point an item. */
  readonly points: readonly (readonly [number, number])[];
  /** Kruskal's stress-1: √(Σ(d − δ)² / Σδ²) over all pairs; 0 = every distance is kept. */
  readonly stress: number;
}

const mostSteps = 300;
const settled = 1e-9;

/**
 * A map of n×n distances: classical scaling (Torgerson 1952) as the start, then majorisation of the stress (SMACOF: de Leeuw
 * 1977) with equal weights. Equal matrices give equal maps.
 */
export function mdsMap(distances: readonly (readonly number[])[]): Embedding {
  let points = classicalScaling(distances);
  let stress = stressOf(points, distances);
  for (let step = 0; step < mostSteps && stress > 0; step++) {
    const next = majorised(points, distances);
    const less = stressOf(next, distances);
    if (!(stress - less > settled)) break;
    [points, stress] = [next, less];
  }
  return { points, stress };
}

type Points = readonly (readonly [number, number])[];

/** The first two principal coordinates: eigenvectors of −½ J D² J. */
export function classicalScaling(distances: readonly (readonly number[])[]): Points {
  const n = distances.length;
  if (n < 2) return distances.map(() => [0, 0]);
  const squares = distances.map((row) => row.map((each) => each * each));
  const means = squares.map((row) => row.reduce((sum, each) => sum + each, 0) / n);
  const mean = means.reduce((sum, each) => sum + each, 0) / n;
  const products = squares.map((row, i) => row.map((each, j) => -0.5 * (each - means[i]! - means[j]! + mean)));
  const { realEigenvalues: values, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(new Matrix(products), {
    assumeSymmetric: true,
  });
  const [first, second] = values.map((value, at) => ({ value, at })).sort((a, b) => b.value - a.value);
  const axis = (found: { value: number; at: number } | undefined): number[] => {
    if (!found || found.value <= 0) return new Array<number>(n).fill(0);
    const column = vectors.getColumn(found.at);
    const largest = column.reduce((most, each) => (Math.abs(each) > Math.abs(most) + 1e-12 ? each : most), 0);
    return column.map((each) => Math.sign(largest) * Math.sqrt(found.value) * each);
  };
  const [x, y] = [axis(first), axis(second)];
  return x.map((each, at) => [each, y[at]!] as const);
}

/** The Guttman transform with equal weights: B(X)·X / n. */
function majorised(points: Points, distances: readonly (readonly number[])[]): Points {
  const n = points.length;
  return points.map(([x, y], i) => {
    let [sumX, sumY] = [0, 0];
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const [otherX, otherY] = points[j]!;
      const apart = Math.hypot(x - otherX, y - otherY);
      const ratio = apart === 0 ? 0 : distances[i]![j]! / apart;
      sumX += ratio * (x - otherX);
      sumY += ratio * (y - otherY);
    }
    return [sumX / n, sumY / n] as const;
  });
}

export function stressOf(points: Points, distances: readonly (readonly number[])[]): number {
  let [off, all] = [0, 0];
  points.forEach(([x, y], i) => {
    for (let j = 0; j < i; j++) {
      const wanted = distances[i]![j]!;
      off += (Math.hypot(x - points[j]![0], y - points[j]![1]) - wanted) ** 2;
      all += wanted * wanted;
    }
  });
  return all === 0 ? 0 : Math.sqrt(off / all);
}
