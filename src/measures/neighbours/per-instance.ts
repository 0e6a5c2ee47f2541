import type { Neighbours } from '../shared/neighbours';

/** What one instance's two neighbour lists say, nearest first. */
export type InstanceScore = (first: Int32Array, second: Int32Array) => number;

/** A score of every instance's two neighbour lists. */
export function scorePerInstance(a: Neighbours, b: Neighbours, score: InstanceScore): number[] {
  const { k } = a;
  const lists = ({ indices }: Neighbours, i: number): Int32Array => indices.subarray(i * k, (i + 1) * k);
  return Array.from({ length: a.indices.length / k }, (_, i) => score(lists(a, i), lists(b, i)));
}

/** |𝒩∩𝒩′| / |𝒩∪𝒩′|. */
export function jaccard(first: Int32Array, second: Int32Array): number {
  let shared = 0;
  for (const index of first) if (second.includes(index)) shared++;
  return shared / (first.length + second.length - shared);
}

/** Σ_{j∈∩} 2/((1+|r−r′|)(r+r′)) over its largest value Σ_{m≤K} 1/m, K = |𝒩∩𝒩′|, ranks from 1; 0 where K = 0. */
export function rankSimilarity(first: Int32Array, second: Int32Array): number {
  let weight = 0;
  let largest = 0;
  let shared = 0;
  first.forEach((index, at) => {
    const other = second.indexOf(index);
    if (other < 0) return;
    weight += 2 / ((1 + Math.abs(at - other)) * (at + other + 2));
    largest += 1 / ++shared;
  });
  return shared === 0 ? 0 : weight / largest;
}

export function mean(scores: readonly number[]): number {
  return scores.reduce((total, score) => total + score, 0) / scores.length;
}
