/** A step of the clustering: two clusters become one. Leaves are 0 … n − 1, the k-th merge makes cluster n + k. */
export interface Merge {
  readonly left: number;
  readonly right: number;
  /** Mean distance of the two clusters' members. */
  readonly height: number;
}

export interface Tree {
  readonly merges: readonly Merge[];
  /** Leaves from left to right, so that no branches cross. */
  readonly order: readonly number[];
}

interface Cluster {
  readonly id: number;
  readonly leaves: readonly number[];
}

/**
 * Agglomerative clustering with average linkage (UPGMA: Sokal & Michener 1958) of n×n symmetric distances. Of equal distances
 * the pair named first is merged first, so that equal matrices give equal trees. O(n³).
 */
export function averageLinkage(distances: readonly (readonly number[])[]): Tree {
  const n = distances.length;
  let clusters: Cluster[] = distances.map((_, id) => ({ id, leaves: [id] }));
  const between = new Map<string, number>();
  const key = (a: Cluster, b: Cluster): string => `${Math.min(a.id, b.id)} ${Math.max(a.id, b.id)}`;
  clusters.forEach((a, i) => clusters.slice(0, i).forEach((b) => between.set(key(a, b), distances[a.id]![b.id]!)));
  const merges: Merge[] = [];
  while (clusters.length > 1) {
    const [left, right, height] = nearest(clusters, (a, b) => between.get(key(a, b))!);
    const merged: Cluster = { id: n + merges.length, leaves: [...left.leaves, ...right.leaves] };
    clusters = clusters.filter((each) => each !== left && each !== right);
    for (const other of clusters) {
      const [a, b] = [left.leaves.length, right.leaves.length];
      const mean = (a * between.get(key(left, other))! + b * between.get(key(right, other))!) / (a + b);
      between.set(key(merged, other), mean);
    }
    merges.push({ left: left.id, right: right.id, height });
    clusters.push(merged);
  }
  return { merges, order: clusters[0]?.leaves ?? [] };
}

function nearest(
  clusters: readonly Cluster[],
  distance: (a: Cluster, b: Cluster) => number,
): readonly [Cluster, Cluster, number] {
  let best: readonly [Cluster, Cluster, number] | undefined;
  clusters.forEach((a, i) => {
    for (const b of clusters.slice(i + 1)) {
      const each = distance(a, b);
      if (!best || each < best[2]) best = [a, b, each];
    }
  });
  return best!;
}

/** A branch as drawn: three strokes from one cluster up, across, and down to the other. */
export interface Branch {
  /** Places along the leaves (0 … n − 1), of the two arms. */
  readonly at: readonly [number, number];
  /** Where the arms begin, and where they meet. */
  readonly from: readonly [number, number];
  readonly height: number;
}

export function branchesOf({ merges, order }: Tree): readonly Branch[] {
  const n = order.length;
  const places: { at: number; height: number }[] = [];
  order.forEach((leaf, at) => (places[leaf] = { at, height: 0 }));
  return merges.map(({ left, right, height }, step) => {
    const [a, b] = [places[left]!, places[right]!];
    places[n + step] = { at: (a.at + b.at) / 2, height };
    return { at: [a.at, b.at], from: [a.height, b.height], height };
  });
}
