import { centreColumns } from '../../linalg/centre';
import type { LeftSvd } from '../../linalg/linalg';
import { matrix, type Matrix } from '../../linalg/matrix';
import { firstColumns } from '../../linalg/shape';
import type { MeasureContext } from '../measure';
import { remember, type Representation, type Side } from '../subject';
import { isConstant } from './centre';
import { countLive, noiseLevel } from './rank';

/** The range of a representation: an orthonormal basis with its singular values. */
export interface Range {
  /** N×r left singular vectors, by descending singular value. */
  readonly u: Matrix;
  /** The r live singular values. */
  readonly s: Float64Array;
  /** Σ of all squared singular values, the dead ones included. */
  readonly total: number;
}

/** orth(HR), by thin SVD: what the CCA family, R² and GULP stand on. `tolerance` null: as the stored type asks. */
export function centredRange(side: Side<Representation>, tolerance: number | null, context: MeasureContext): Range {
  return rangeOf(side, 'centred', tolerance, context);
}

/** orth(R), uncentred. */
export function rawRange(side: Side<Representation>, tolerance: number | null, context: MeasureContext): Range {
  return rangeOf(side, 'raw', tolerance, context);
}

/**
 * All singular values of HR (N > 1, not constant) or R, by thin SVD, and those left singular vectors that belong to more than the
 * rounding noise of float64: the others could be any.
 */
export function leftSingular(
  side: Side<Representation>,
  origin: 'centred' | 'raw',
  context: MeasureContext,
): Pick<Range, 'u' | 's'> {
  return remember(side, `svd:${origin}`, () => {
    // V is not kept: every measure here is a function of the left vectors and the singular values.
    const { u, s } = decompose(side, origin, context);
    const { rows, cols } = side.subject.matrix;
    return { u: firstColumns(u, countLive(s, noiseLevel(rows, cols, 'float64'))), s };
  });
}

function decompose(side: Side<Representation>, origin: 'centred' | 'raw', { linalg }: MeasureContext): LeftSvd {
  const { matrix: raw } = side.subject;
  // Beside its range a side need not keep its centred copy, unless it is there already.
  return linalg.leftSvd(
    origin === 'raw' ? raw : ((side.memo.get('centred') as Matrix | undefined) ?? centreColumns(raw)),
  );
}

function rangeOf(
  side: Side<Representation>,
  origin: 'centred' | 'raw',
  tolerance: number | null,
  context: MeasureContext,
): Range {
  const { matrix: raw, storedAs } = side.subject;
  if (origin === 'centred' && isConstant(side)) {
    return { u: matrix(raw.rows, 0), s: new Float64Array(0), total: 0 };
  }
  const { u, s } = leftSingular(side, origin, context);
  return remember(side, `range:${origin}:${tolerance}`, () => {
    const rank = countLive(s, tolerance ?? noiseLevel(raw.rows, raw.cols, storedAs));
    const total = s.reduce((sum, each) => sum + each * each, 0);
    // A tolerance below the rounding noise asks for directions that are not kept.
    const vectors = rank <= u.cols ? u : decompose(side, origin, context).u;
    return { u: firstColumns(vectors, rank), s: s.slice(0, rank), total };
  });
}
