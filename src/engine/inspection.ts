import { inspect } from '../experiments/inspect';
import type { SampledRows } from '../experiments/row-sample';
import type { EffectiveRank } from '../experiments/types';
import type { Linalg } from '../linalg/linalg';
import { matrix } from '../linalg/matrix';
import { chooseBackend } from './backends';
import type { Inspection, Progress } from './protocol';

/** What to look at, and where the backend's files lie. */
export interface InspectionOrder {
  readonly path: string;
  readonly key: string | undefined;
  readonly bundles: string;
}

/** The health of a dump's arrays with their effective ranks, which need linear algebra. */
export async function inspectArrays(
  { path, key, bundles }: InspectionOrder,
  signal: AbortSignal,
  report: (progress: Progress) => void,
): Promise<Inspection> {
  const { linalg } = await chooseBackend('wasm', bundles);
  return inspect(path, {
    key,
    signal,
    onProgress: (stage, done, of) => report({ stage, done, of }),
    effectiveRank: (sample) => effectiveRank(sample, linalg),
  });
}

/**
 * exp(−Σ p·ln p) with p = σ/Σσ over the singular values σ of the column-centred rows (Roy & Vetterli 2007). Null where
 * the rows have no spread beyond rounding.
 */
export function effectiveRank({ data, rows, width }: SampledRows, linalg: Linalg): EffectiveRank | null {
  if (rows < 2 || width === 0) return null;
  const centred = Float64Array.from(data);
  let largest = 0;
  for (let column = 0; column < width; column++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += data[row * width + column]!;
    const mean = sum / rows;
    for (let row = 0; row < rows; row++) {
      const at = row * width + column;
      centred[at]! -= mean;
      largest = Math.max(largest, Math.abs(data[at]!));
    }
  }
  // Gram of the shorter side: its eigenvalues are the squared singular values
  const gram = linalg.gram(matrix(rows, width, centred), { side: rows <= width ? 'rows' : 'columns' });
  const squares = linalg.eigenvalues(gram);
  const side = Math.max(rows, width);
  const rounding = Math.max((largest * Number.EPSILON * side) ** 2, squares.at(-1)! * Number.EPSILON * side);
  const spread = [...squares].filter((value) => value > rounding).map(Math.sqrt);
  const total = spread.reduce((sum, value) => sum + value, 0);
  if (!(total > 0 && Number.isFinite(total))) return null;
  const entropy = spread.reduce((sum, value) => sum - (value / total) * Math.log(value / total), 0);
  return { value: Math.exp(entropy), rows };
}
