import { readRepresentation, type ReadRepresentation } from '../experiments';
import { keptDoubles, matrix } from '../linalg/matrix';
import { sideOf, type Outputs, type Representation, type Side } from '../measures/subject';
import { whileUnchanged } from './file-state';
import type { ReadSpec } from './plan';
import { nonFiniteRows, UnusableError } from './unusable';

/**
 * Reads one side as its plan says. Throws an `UnusableError` where rows hold NaN or Inf or the outputs make no sense, and
 * what `readRepresentation` throws where the file can't be read.
 */
export async function readSide(spec: ReadSpec): Promise<Side<Representation> | Side<Outputs>> {
  const { path, key, parts, layout, reduction, rows, mask } = spec;
  const place = { path, key: key ?? undefined, parts };
  const read = await whileUnchanged(spec.files, () =>
    readRepresentation(place, { layout, reduction, rows, mask, room: keptDoubles }),
  );
  if (read.nanRows.length > 0) throw nonFiniteRows(read.nanRows.length, read.rows / read.rowsPerInstance);
  const labels = spec.labels ? { labels: repeatEach(spec.labels, read.rowsPerInstance) } : {};
  const numbers = matrix(read.rows, read.cols, read.data);
  if (spec.subject === 'representation') return sideOf({ matrix: numbers, storedAs: read.storedAs, ...labels });
  const kind = spec.outputKind ?? 'logits';
  const classes = kind === 'classes' ? (spec.classes ?? largest(read.data) + 1) : read.cols;
  refuseMisread(kind, read);
  const { model } = spec;
  const live = model && { model: 'missing' in model ? model : { ...model, rows } };
  return sideOf({ kind, matrix: numbers, classes, ...labels, ...live });
}

/** How far from one the sum of a row of probabilities may be: float16 with a thousand classes rounds that much. */
const SUM_TOLERANCE = 0.01;

function refuseMisread(kind: Outputs['kind'], { rows, cols, data }: ReadRepresentation): void {
  if (kind === 'classes') {
    const wrong = data.findIndex((value) => !Number.isInteger(value) || value < 0);
    if (wrong >= 0 || cols !== 1) {
      const what = cols === 1 ? `row ${wrong} holds ${data[wrong]}` : `a row holds ${cols} numbers`;
      throw new UnusableError(`These are not class indices: ${what}. Say what the outputs are (--kind).`);
    }
  } else if (kind === 'probabilities') {
    for (let row = 0; row < rows; row++) {
      const own = data.subarray(row * cols, (row + 1) * cols);
      const sum = own.reduce((total, value) => total + value, 0);
      if (own.every((value) => value >= 0) && Math.abs(sum - 1) <= SUM_TOLERANCE) continue;
      throw new UnusableError(
        `These are not probabilities: row ${row} sums to ${Number(sum.toPrecision(6))}. Say what the outputs are (--kind).`,
      );
    }
  }
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** With positions as instances, each position has the label of its instance. */
function repeatEach(labels: Int32Array, times: number): Int32Array {
  if (times === 1) return labels;
  return Int32Array.from({ length: labels.length * times }, (_, row) => labels[Math.floor(row / times)]!);
}
