/** One table of `bench/README.md`, found there by its id. Every bench prints a JSON array of them as its last line. */
export interface Table {
  readonly id: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Seconds as people read them. */
export function duration(seconds: number): string {
  return seconds < 1 ? `${significant(seconds * 1000)} ms` : `${significant(seconds)} s`;
}

/** Our time against theirs: 2× = we take twice as long. */
export function ratio(ours: number, theirs: number): string {
  return `${significant(ours / theirs)}×`;
}

/** Two digits that mean something, never in exponents. */
function significant(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toPrecision(2);
}
