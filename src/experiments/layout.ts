import { AmbiguousLayoutError, ExperimentError } from './errors';
import type { Layout, Reduction } from './types';

/** How the axes of an array become instances, positions and features. */
export interface Arrangement {
  /** null: instances only, each a vector of everything else (5-D and more, flattened). */
  readonly layout: Layout | null;
  readonly instances: number;
  /** Tokens or H·W; 1 for matrices. */
  readonly positions: number;
  /** D or C. */
  readonly features: number;
}

/** Axes each layout speaks of. */
const axes: Readonly<Record<Layout, number>> = { ND: 2, DN: 2, NTD: 3, NCHW: 4, NHWC: 4 };

/**
 * The arrangement of an array of this shape. A layout with another number of axes speaks of other arrays of the comparison,
 * and is passed over. Throws `AmbiguousLayoutError`, `ExperimentError`.
 */
export function arrangeAxes(path: string, shape: readonly number[], wanted: Layout | 'auto'): Arrangement {
  const layout = wanted !== 'auto' && axes[wanted] === Math.max(2, shape.length) ? wanted : concludeLayout(path, shape);
  const [n = 1, a = 1, b = 1, c = 1] = shape;
  switch (layout) {
    case 'ND':
      return { layout, instances: n, positions: 1, features: a };
    case 'DN':
      return { layout, instances: a, positions: 1, features: n };
    case 'NTD':
      return { layout, instances: n, positions: a, features: b };
    case 'NCHW':
      return { layout, instances: n, positions: b * c, features: a };
    case 'NHWC':
      return { layout, instances: n, positions: a * b, features: c };
    case null:
      return { layout, instances: n, positions: 1, features: shape.slice(1).reduce((all, side) => all * side, 1) };
  }
}

/** From the shape alone: two equal sides beside a different one are the picture. */
function concludeLayout(path: string, shape: readonly number[]): Layout | null {
  if (shape.length === 0) throw new ExperimentError(path, 'A single number is no representation.');
  if (shape.length <= 2) return 'ND';
  if (shape.length === 3) return 'NTD';
  if (shape.length > 4) return null;
  const [, a, b, c] = shape;
  if (b === c && a !== b) return 'NCHW';
  if (a === b && b !== c) return 'NHWC';
  throw new AmbiguousLayoutError(path, shape);
}

/** N×D after the reduction. Throws `ExperimentError` where the reduction does not apply. */
export function reducedSize(
  path: string,
  { layout, instances, positions, features }: Arrangement,
  reduction: Reduction,
): { readonly rows: number; readonly cols: number } {
  if (layout === null && reduction !== 'flatten') {
    throw new ExperimentError(
      path,
      'An array of more than four axes can only be flattened. Choose the reduction flatten.',
    );
  }
  if (layout === null || layout === 'ND' || layout === 'DN') return { rows: instances, cols: features };
  if (reduction === 'flatten') return { rows: instances, cols: positions * features };
  if (reduction === 'positions') return { rows: instances * positions, cols: features };
  if (reduction !== 'mean' && layout !== 'NTD') {
    throw new ExperimentError(
      path,
      `The reduction ${reduction} is for tokens (N×T×D), not for feature maps. Choose mean.`,
    );
  }
  return { rows: instances, cols: features };
}

/** What was done, in words, for the result. Feature maps are flattened channel by channel in both layouts. */
export function reductionInWords({ layout }: Arrangement, reduction: Reduction, masked: boolean): string {
  if (layout === 'DN') return 'transposed';
  if (layout === 'ND') return 'none';
  if (layout === null) return 'flattened';
  const what = layout === 'NTD' ? 'tokens' : 'positions';
  const of = masked ? `unmasked ${what}` : what;
  switch (reduction) {
    case 'mean':
      return `mean over ${of}`;
    case 'flatten':
      return `flattened (${layout})`;
    case 'positions':
      return `${what} as instances (${layout})`;
    case 'last':
      return masked ? 'last unmasked token' : 'last token';
    case 'first':
      return 'first token';
  }
}

/**
 * Whether a layout known for a whole run is to be used for an array of this shape: where it speaks of as many axes, and — when
 * it is concluded, not said — where the shape alone does not tell.
 */
export function framesLayout(shape: readonly number[], layout: Layout, said: boolean): boolean {
  if (axes[layout] !== shape.length) return false;
  if (said || shape.length !== 4) return said;
  const [, a, b, c] = shape;
  return (a === b) === (b === c);
}
