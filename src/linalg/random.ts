import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded source of chance: equal seeds, equal numbers, on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform in 0 … n − 1. */
  below(n: number): number;
  /** Standard normal. */
  normal(): number;
}

export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const uniform = (): number => uniformFloat64(generator);
  return {
    uniform,
    below: (n) => uniformInt(generator, 0, n - 1),
    // Box–Muller; 1 − u keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/** A uniformly random order of 0 … n − 1. */
export function randomPermutation(n: number, random: Random): Int32Array {
  return sampleWithoutReplacement(n, n, random);
}

/** `count` different numbers of 0 … n − 1 in random order (the front of a Fisher–Yates shuffle). */
export function sampleWithoutReplacement(n: number, count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, index) => index);
  for (let i = 0; i < count; i++) {
    const j = i + random.below(n - i);
    const chosen = order[j]!;
    order[j] = order[i]!;
    order[i] = chosen;
  }
  return order.slice(0, count);
}
