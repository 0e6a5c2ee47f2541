import { sampleWithoutReplacement, seededRandom } from '../linalg/random';

/** Which of the aligned instances are compared: indices into the common order, ascending; null = all. */
export interface Choice {
  readonly chosen: Int32Array | null;
  readonly facts: readonly string[];
}

/** Leaves instances out: those in `dropped`, then all but `most`, sampled with `seed`. */
export function chooseInstances(
  count: number,
  dropped: ReadonlySet<number>,
  most: number | undefined,
  seed: number,
): Choice {
  const facts: string[] = [];
  let chosen: Int32Array | null = null;
  if (dropped.size > 0) {
    chosen = Int32Array.from({ length: count }, (_, row) => row).filter((row) => !dropped.has(row));
    facts.push(`${grouped(dropped.size)} of ${grouped(count)} rows with NaN or Inf were left out of all`);
  }
  const left = chosen?.length ?? count;
  if (most !== undefined && most < left) {
    const sample = sampleWithoutReplacement(left, most, seededRandom(seed)).sort();
    chosen = chosen ? sample.map((index) => chosen![index]!) : sample;
    facts.push(`${grouped(most)} of ${grouped(left)} instances, sampled with seed ${seed}`);
  }
  return { chosen, facts };
}

/** The rows of an array at chosen places of the common order. */
export function rowsAt(rows: Int32Array | null, chosen: Int32Array | null): Int32Array | null {
  if (!chosen) return rows;
  return rows ? chosen.map((place) => rows[place]!) : chosen;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
