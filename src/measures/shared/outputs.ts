import { matrix, type Matrix } from '../../linalg/matrix';
import { remember, type Outputs, type Side } from '../subject';

/** The reason of a measure of probabilities where there are none. */
export const NO_PROBABILITIES = 'Needs probabilities or logits; a model gave classes only.';

/** Why models cannot be compared class by class: they have different numbers of them. */
export function differentClasses(...models: readonly { readonly cols: number }[]): string | undefined {
  const counts = [...new Set(models.map(({ cols }) => cols))];
  return counts.length > 1 ? `The models have different classes: ${counts.join(' and ')}.` : undefined;
}

/** N class indices; of equal largest scores the first counts. */
export function predictedClasses(side: Side<Outputs>): Int32Array {
  return remember(side, 'classes', () => {
    const { kind, matrix: scores } = side.subject;
    const { rows, cols, data } = scores;
    return Int32Array.from({ length: rows }, (_, i) => {
      if (kind === 'classes') return data[i * cols]!;
      let best = 0;
      for (let c = 1; c < cols; c++) if (data[i * cols + c]! > data[i * cols + best]!) best = c;
      return best;
    });
  });
}

/** N×C probabilities: as given, or the softmax of logits. Null where the model gave classes only. */
export function probabilities(side: Side<Outputs>): Matrix | null {
  const { kind, matrix: scores } = side.subject;
  if (kind === 'classes') return null;
  return kind === 'probabilities' ? scores : remember(side, 'softmax', () => softmax(scores));
}

/** Row-wise exp(z − max z) / Σ exp(z − max z): no logit is too large. */
function softmax({ rows, cols, data }: Matrix): Matrix {
  const result = new Float64Array(data.length);
  for (let start = 0; start < data.length; start += cols) {
    let largest = -Infinity;
    for (let c = 0; c < cols; c++) largest = Math.max(largest, data[start + c]!);
    let total = 0;
    for (let c = 0; c < cols; c++) total += result[start + c] = Math.exp(data[start + c]! - largest);
    for (let c = 0; c < cols; c++) result[start + c]! /= total;
  }
  return matrix(rows, cols, result);
}
