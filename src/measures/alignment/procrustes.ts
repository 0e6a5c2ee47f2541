import { scale, norm } from '../../linalg/vector';
import type { Matrix } from '../../linalg/matrix';
import type { MeasureContext, Reference } from '../measure';
import type { ChoiceParameter } from '../parameters';
import { centred } from '../shared/centre';
import type { Representation, Side } from '../subject';
import {
  alignable,
  alignmentProblem,
  matched,
  orthogonalResidual,
  principalComponents,
  type Alignable,
  type Match,
} from '../shared/aligned';
import { permutationResidual } from './permuted';

/** The maps over which the best alignment is sought. */
export const group = {
  type: 'choice',
  choices: ['orthogonal', 'permutation'],
  default: 'orthogonal',
  help: 'Align neurons by any rotation or reflection, or only by reordering them.',
} as const satisfies ChoiceParameter;

export type Group = (typeof group.choices)[number];

export interface AlignmentOptions {
  readonly center: boolean;
  readonly group: Group;
  readonly match: Match;
}

export const williams: Reference = {
  survey: '3.2',
  paper: 'Williams, Kunz, Kornblith, Linderman: Generalized Shape Metrics on Neural Representations. NeurIPS 2021',
};

/** A side ready for either group; for permutations the columns stay neurons. */
export function prepareAlignment(
  side: Side<Representation>,
  options: AlignmentOptions,
  context: MeasureContext,
): Alignable {
  const { center, match } = options;
  if (options.group === 'orthogonal') return alignable(side, options, context);
  return {
    problem: alignmentProblem(side, center),
    matrix: center ? centred(side) : side.subject.matrix,
    width: side.subject.matrix.cols,
    components: match === 'pca' ? principalComponents(side, center, context) : null,
  };
}

/** min over the group of ‖XQ − Y‖ of the matched sides; null where a side to be normalised is zero. */
export function residual(
  a: Alignable,
  b: Alignable,
  { group, normalize }: { readonly group: Group; readonly normalize: boolean },
  context: MeasureContext,
): number | null {
  let [x, y] = matched(a, b);
  if (normalize) {
    const unitX = unit(x);
    const unitY = unit(y);
    if (!unitX || !unitY) return null;
    [x, y] = [unitX, unitY];
  }
  return group === 'orthogonal' ? orthogonalResidual(x, y, context) : permutationResidual(x, y, context);
}

/** The matrix over its Frobenius norm; null where that is zero. */
function unit(a: Matrix): Matrix | null {
  const length = norm(a.data);
  return length === 0 ? null : scale(a, 1 / length);
}
