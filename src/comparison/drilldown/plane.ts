import { centreColumns } from '../../linalg/centre';
import { matrix, type Matrix } from '../../linalg/matrix';
import { normaliseRows, transpose } from '../../linalg/shape';
import { norm, scale } from '../../linalg/vector';
import { sampleWithoutReplacement, seededRandom } from '../../linalg/random';
import { bestRotation, distance } from '../../measures/shared/aligned';
import type { MeasureContext } from '../../measures/measure';
import { takeRows } from '../../measures/shared/rows';
import type { Drilldown } from './types';

/** The rotation is fitted in at most this many dimensions: its cost grows with their cube. */
const WIDEST_FIT = 1024;

type Plane = NonNullable<Drilldown['aligned']>;

/** n×n cosine similarities of the rows `drawn`; 0 where a row is zero. */
export function cosines(rows: Matrix, drawn: Int32Array, { linalg }: MeasureContext): Float32Array {
  return Float32Array.from(linalg.gram(normaliseRows(takeRows(rows, drawn)), { side: 'rows' }).data);
}

/**
 * Both sides (N×D and N×D′) centred, scaled to unit norm and rotated upon each other (orthogonal Procrustes, survey §3.2, the
 * narrower padded), seen along the first two principal axes of the two together. Where N and D are both large the rotation is
 * fitted to a seeded sample of the instances. Returns in words why there is none.
 */
export function alignedPlane(
  sides: readonly [Matrix, Matrix],
  drawn: Int32Array,
  context: MeasureContext,
  seed: number,
): Plane | string {
  const { linalg } = context;
  const [n, widest] = [sides[0].rows, Math.max(sides[0].cols, sides[1].cols)];
  const fit = Math.min(n, widest) > WIDEST_FIT ? withSample(n, drawn, seed) : null;
  const at = fit ? drawn.map((place) => fit.indexOf(place)) : drawn;
  const ready = sides.map((side) => unit(centreColumns(fit ? takeRows(side, fit) : side)));
  const [first, second] = ready;
  if (!first || !second) return 'A representation does not vary over the instances: there is nothing to align.';
  const [x, y] = [compact(first, context), compact(second, context)];
  const turned = x.cols <= y.cols ? rotated(x, y, context) : x;
  const other = x.cols <= y.cols ? y : rotated(y, x, context);
  const width = turned.cols;
  const both = matrix(2 * turned.rows, width, joined(turned.data, other.data));
  const { values, vectors } = linalg.eigh(linalg.gram(both));
  const axes = lastColumns(vectors, 2);
  const points = [turned, other].map((side) =>
    Float32Array.from(linalg.multiply(takeRows(side, at), axes).data),
  ) as unknown as Plane['points'];
  const total = values.reduce((sum, value) => sum + Math.max(value, 0), 0);
  const shown = values.slice(-2).reduce((sum, value) => sum + Math.max(value, 0), 0);
  const residual = distance(turned.data, other.data) / Math.SQRT2;
  return { points, explained: Math.min(1, shown / total), residual, fitted: turned.rows, width: widest };
}

function withSample(n: number, drawn: Int32Array, seed: number): Int32Array {
  const chosen = new Set(drawn);
  for (const place of sampleWithoutReplacement(n, WIDEST_FIT, seededRandom(seed))) {
    if (chosen.size >= WIDEST_FIT) break;
    chosen.add(place);
  }
  return Int32Array.from(chosen).sort();
}

/** The matrix over its Frobenius norm; null where it is zero. */
function unit(a: Matrix): Matrix | null {
  const length = norm(a.data);
  return length === 0 ? null : scale(a, 1 / length);
}

/** N×min(N, D) with the same RRᵀ: rotations don't notice. */
function compact(a: Matrix, { linalg }: MeasureContext): Matrix {
  return a.cols <= a.rows ? a : transpose(linalg.qr(transpose(a)).r);
}

/** The narrower turned into the space of the wider, as near to it as a rotation can. */
function rotated(narrow: Matrix, wide: Matrix, context: MeasureContext): Matrix {
  return context.linalg.multiply(narrow, bestRotation(narrow, wide, context).rotation);
}

/** The last columns in reverse, which are the first principal axes; zeros where there are too few. Largest entries positive. */
function lastColumns({ rows, cols, data }: Matrix, count: number): Matrix {
  const taken = new Float64Array(rows * count);
  for (let axis = 0; axis < Math.min(count, cols); axis++) {
    const column = Float64Array.from({ length: rows }, (_, i) => data[i * cols + cols - 1 - axis]!);
    const largest = column.reduce((most, entry) => (Math.abs(entry) > Math.abs(most) ? entry : most), 0);
    for (let i = 0; i < rows; i++) taken[i * count + axis] = Math.sign(largest) * column[i]!;
  }
  return matrix(rows, count, taken);
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
