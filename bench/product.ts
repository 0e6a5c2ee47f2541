import * as v from 'valibot';
import { measured, type Run } from './process';

/** One way to compute: an engine, and its precision. */
export interface Way {
  readonly name: string;
  readonly options: readonly string[];
}

const wasm: Way = { name: 'wasm', options: ['--engine', 'wasm'] };
const floats: Way = { name: 'wasm, float32', options: [...wasm.options, '--precision', 'float32'] };
const native: Way = { name: 'tensorflow', options: ['--engine', 'tensorflow'] };

/** The engines to bench: TensorFlow where `LIKENESS_TENSORFLOW` says where it is installed. */
export const engines: readonly Way[] = process.env['LIKENESS_TENSORFLOW'] ? [wasm, native] : [wasm];
/** The same, and products in floats, where a measure has them. */
export const precisions: readonly Way[] = [wasm, floats, ...engines.slice(1)];

/** Bytes for prepared sides in every bench, unless it says otherwise, so that peak memory can be judged. */
export const BUDGET = 2 ** 30;

const cells = v.array(v.array(v.nullable(v.number())));
const documents = v.object({
  results: v.array(
    v.object({
      measure: v.string(),
      values: cells,
      details: v.optional(v.object({ difference: v.optional(v.unknown()) })),
    }),
  ),
});
export type Document = v.InferOutput<typeof documents>;

export interface Comparison extends Run {
  readonly document: Document;
}

/** `likeness compare`, from its start to its printed document; the best of `repeats`. */
export async function compare(args: readonly string[], way: Way, repeats: number): Promise<Comparison> {
  let best: Run | undefined;
  const command = ['dist/cli.js', 'compare', ...args, ...way.options, '--memory', String(BUDGET), '--json', '--quiet'];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const run = await measured(process.execPath, command);
    if (!best || run.seconds < best.seconds) best = run;
  }
  return { ...best!, document: v.parse(documents, JSON.parse(best!.stdout)) };
}

/** The mean of all values of a document that are not on the diagonal of models against themselves. */
export function meanValue({ results }: Document, skipDiagonal = false): number {
  const values = results.flatMap((result) =>
    result.values.flatMap((row, i) => row.filter((_, j) => !skipDiagonal || i < j)),
  );
  return values.reduce<number>((sum, value) => sum + Number(value), 0) / values.length;
}
