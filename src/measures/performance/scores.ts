/** How often each true class was predicted as each class: row = truth, column = prediction, C×C. */
export function confusion(truth: Int32Array, predicted: Int32Array, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  truth.forEach((label, i) => counts[label]![predicted[i]!]!++);
  return counts;
}

/** The share of right predictions. */
export function accuracy(counts: readonly (readonly number[])[]): number {
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  return counts.reduce((right, row, c) => right + row[c]!, 0) / total;
}

/** Mean recall over the classes that occur in the truth. */
export function balancedAccuracy(counts: readonly (readonly number[])[]): number {
  const recalls = counts.flatMap((row, c) => {
    const occurring = row.reduce((sum, count) => sum + count, 0);
    return occurring > 0 ? [row[c]! / occurring] : [];
  });
  return mean(recalls);
}

/** Mean F1 over the classes that occur in the truth or among the predictions; a class never hit scores 0. */
export function macroF1(counts: readonly (readonly number[])[]): number {
  const scores = counts.flatMap((row, c) => {
    const occurring = row.reduce((sum, count) => sum + count, 0);
    const predicted = counts.reduce((sum, other) => sum + other[c]!, 0);
    return occurring + predicted > 0 ? [(2 * row[c]!) / (occurring + predicted)] : [];
  });
  return mean(scores);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
