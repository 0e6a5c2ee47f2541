import { matrix, type Matrix } from '../../linalg/matrix';
import { firstColumns, transpose } from '../../linalg/shape';
import { squaredNorm } from '../../linalg/vector';
import type { MeasureContext } from '../measure';
import type { ChoiceParameter } from '../parameters';
import { centred, isConstant } from './centre';
import { CONSTANT, type Problem } from './outcomes';
import { remember, type Representation, type Side } from '../subject';

/** The parameter of measures that need equal widths. */
export const match = {
  type: 'choice',
  choices: ['pad', 'pca'],
  default: 'pad',
  help: 'Different widths: pad the narrower with zero neurons, or keep as many principal components of the wider.',
} as const satisfies ChoiceParameter;

export type Match = (typeof match.choices)[number];

/** One side of an alignment under orthogonal maps. */
export interface Alignable {
  readonly problem: Problem;
  /** N×D, or N×N where that is smaller and the columns may be rotated. */
  readonly matrix: Matrix;
  /** D, before any rotation. */
  readonly width: number;
  /** The matrix in its principal axes, by descending variance, where a wider one is to be cut; else null. */
  readonly components: Matrix | null;
}

/**
 * What an orthogonal alignment needs of a side: centred or not, and turned into N×N where N < D, which no orthogonal
 * map notices.
 */
export function alignable(
  side: Side<Representation>,
  { center, match }: { center: boolean; match: Match },
  context: MeasureContext,
): Alignable {
  const { cols: width } = side.subject.matrix;
  return {
    problem: alignmentProblem(side, center),
    matrix: compact(side, center, context),
    width,
    components: match === 'pca' ? principalComponents(side, center, context) : null,
  };
}

/** A side that is zero where the measure divides by its norm, or that does not vary where only variation counts. */
export function alignmentProblem(side: Side<Representation>, center: boolean): Problem {
  if (center) return isConstant(side) ? CONSTANT : null;
  return isZero(side) ? 'is zero everywhere' : null;
}

export function isZero(side: Side<Representation>): boolean {
  return side.subject.matrix.data.every((entry) => entry === 0);
}

/** Two sides cut to equal widths where principal components are asked for; a narrower one counts as padded. */
export function matched(a: Alignable, b: Alignable): readonly [Matrix, Matrix] {
  if (a.width > b.width && a.components) return [firstColumns(a.components, b.width), b.matrix];
  if (b.width > a.width && b.components) return [a.matrix, firstColumns(b.components, a.width)];
  return [a.matrix, b.matrix];
}

/** N×min(N, D) with the same RRᵀ: from the QR of Rᵀ where N < D. */
function compact(side: Side<Representation>, center: boolean, { linalg }: MeasureContext): Matrix {
  const source = center ? centred(side) : side.subject.matrix;
  if (source.cols <= source.rows) return source;
  return remember(side, `compact:${center}`, () => transpose(linalg.qr(transpose(source)).r));
}

/** R·V, V the principal axes of the centred representation: where R is not centred its mean stays in. */
export function principalComponents(side: Side<Representation>, center: boolean, { linalg }: MeasureContext): Matrix {
  const { rows, cols } = side.subject.matrix;
  if (isConstant(side)) return center ? matrix(rows, cols) : side.subject.matrix;
  const axes = remember(side, 'principal-axes', () => linalg.svd(centred(side)).v);
  const source = center ? centred(side) : side.subject.matrix;
  return remember(side, `components:${center}`, () => linalg.multiply(source, axes));
}

/** ‖XᵀY‖_*, the largest ⟨XQ, Y⟩ over orthogonal Q; the narrower counts as padded with zeros. */
export function nuclearNorm(x: Matrix, y: Matrix, { linalg }: MeasureContext): number {
  const product = linalg.multiply(x, y, { transposeA: true });
  return linalg.singularValues(product).reduce((total, each) => total + each, 0);
}

/** Below this share of ‖X‖² + ‖Y‖² the closed form of the residual has lost too many digits. */
const CANCELLATION = 1e-3;

/** min over orthogonal Q of ‖XQ − Y‖, the narrower counting as padded with zeros. */
export function orthogonalResidual(x: Matrix, y: Matrix, context: MeasureContext): number {
  const both = squaredNorm(x.data) + squaredNorm(y.data);
  const squared = both - 2 * nuclearNorm(x, y, context);
  if (squared > CANCELLATION * both) return Math.sqrt(squared);
  const [narrow, wide] = x.cols <= y.cols ? [x, y] : [y, x];
  const turned = context.linalg.multiply(narrow, bestRotation(narrow, wide, context).rotation);
  return distance(turned.data, wide.data);
}

/**
 * Q* = UVᵀ of XᵀY (X not wider than Y), which makes ‖XQ − Y‖ least, and the singular values it rests on: where the
 * least of them is zero, Q* is not unique.
 */
export function bestRotation(
  x: Matrix,
  y: Matrix,
  { linalg }: MeasureContext,
): { readonly rotation: Matrix; readonly s: Float64Array } {
  const { u, s, v } = linalg.svd(linalg.multiply(x, y, { transposeA: true }));
  return { rotation: linalg.multiply(u, v, { transposeB: true }), s };
}

/** ‖a − b‖, entry by entry. */
export function distance(a: Float64Array, b: Float64Array): number {
  let squared = 0;
  for (let at = 0; at < a.length; at++) {
    const difference = a[at]! - b[at]!;
    squared += difference * difference;
  }
  return Math.sqrt(squared);
}
