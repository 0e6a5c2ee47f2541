import type { Vector } from '../linalg/vector';
import type { Measure, MeasureContext } from '../measures/measure';
import type { Task, Verdict } from './task';
import { secondsSince, verdictOf } from './verdict';

/** The verdicts of a block, out of one pass through the vectors of its sides. Throws where a single pair does. */
export async function judgeBlock(
  { use: { params }, first, second, pairs }: Extract<Task, { kind: 'block' }>,
  measure: Measure,
  context: MeasureContext,
): Promise<Verdict[]> {
  if (measure.arity !== 'pair' || !measure.inner) throw new Error(`${measure.id} cannot be asked of a block.`);
  const { inner } = measure;
  const begun = performance.now();
  context.progress(0);
  const rows = vectorsOf(first, inner.vector);
  const cols = vectorsOf(second, inner.vector);
  const products = context.linalg.innerProducts(rows.vectors, cols.vectors);
  const contents: Omit<Verdict, 'seconds'>[] = [];
  for (const [i, j] of pairs) {
    const [a, b, row, col] = [first[i], second[j], rows.places[i], cols.places[j]];
    const outcome =
      row === undefined || col === undefined
        ? await measure.compare(a, b, params, context)
        : inner.judge(products.data[row * products.cols + col]!, a, b, params);
    contents.push(verdictOf(outcome));
  }
  const seconds = secondsSince(begun) / pairs.length;
  return contents.map((content) => ({ ...content, seconds }));
}

/** The vectors of the sides that have one, and where among them that of each side is. */
function vectorsOf(
  sides: readonly unknown[],
  vector: (side: unknown) => Vector | null,
): { readonly vectors: readonly Vector[]; readonly places: readonly (number | undefined)[] } {
  const vectors: Vector[] = [];
  const places = sides.map((side) => {
    const own = vector(side);
    return own === null ? undefined : vectors.push(own) - 1;
  });
  return { vectors, places };
}
