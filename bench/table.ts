/** One table of `bench/README.md`, found there by its id. Every bench prints a JSON array of them as its last line. */
export interface Table {
  readonly id: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The last line of a bench. */
export function print(...tables: readonly Table[]): void {
  console.log(JSON.stringify(tables));
}

/** Seconds as people read them. */
export function duration(seconds: number): string {
  return seconds < 1 ? `${significant(seconds * 1000)} ms` : `${significant(seconds)} s`;
}

/** Our time against theirs: 2× = we take twice as long. */
export function ratio(ours: number, theirs: number): string {
  return `${significant(ours / theirs)}×`;
}

/** What the ratio is to be at most, and whether it is. */
export function goal(ours: number, theirs: number, most: number): string {
  return `≤ ${Number(most.toPrecision(2))}×: ${ours <= most * theirs ? 'yes' : 'no'}`;
}

/** Peak memory; a dash where the system doesn't tell. */
export function memory(bytes: number): string {
  return bytes > 0 ? `${Math.round(bytes / 2 ** 20)} MiB` : '–';
}

/** Whether two computations of the same thing agree, as a word for the table. */
export function agreement(ours: number, theirs: number, tolerance = 1e-8): string {
  const difference = Math.abs(ours - theirs) / Math.max(Math.abs(theirs), 1e-300);
  return difference < tolerance ? 'yes' : `off by ${difference.toExponential(0)}`;
}

/** Two digits that mean something, never in exponents. */
function significant(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toPrecision(2);
}
