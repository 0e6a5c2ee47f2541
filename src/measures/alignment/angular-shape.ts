import { invariances, representational, undefinedBecause, value, type MeasureContext, type Outcome } from '../measure';
import { blame, clip } from '../shared/outcomes';
import { match, type Alignable } from '../shared/aligned';
import { centred } from '../shared/centre';
import { centredRange, rawRange } from '../shared/range';
import { rankTolerance } from '../shared/rank';
import { sideOf, type Representation, type Side } from '../subject';
import { group, prepareAlignment, residual, williams, type Group } from './procrustes';
import { permuteAlignable } from '../shared/permute';

/**
 * Angular shape distance arccos max_Q ⟨RQ, R′⟩ of N×D and N×D′ over their norms; in [0, π/2], a metric.
 * Survey §3.2; Williams et al., 2021. Undefined where a side is zero (constant, when centred).
 */
export const angularShape = representational({
  arity: 'pair',
  id: 'angular-shape',
  name: 'Angular shape distance',
  family: 'alignment',
  kind: 'distance',
  range: [0, Math.PI / 2],
  identity: 0,
  symmetric: true,
  metric: true,
  invariances: invariances('111000'),
  needs: ['equal-width'],
  parameters: {
    center: { type: 'boolean', default: false, help: 'Subtract the mean of each neuron first.' },
    group,
    match,
    rankTolerance: {
      ...rankTolerance,
      help: 'Singular directions up to this share of the largest are left out first; by default none, as noise hardly turns an angle.',
    },
  },
  variants: [
    { when: { center: true }, facts: { invariances: invariances('111010') } },
    { when: { group: 'permutation' }, facts: { invariances: invariances('101000'), range: [0, Math.PI] } },
    { when: { group: 'permutation', center: true }, facts: { invariances: invariances('101010') } },
  ],
  references: [williams],
  formula: 'arccos max_Q ⟨RQ, R′⟩ with ‖R‖ = ‖R′‖ = 1; computed as 2·asin(d/2), d = min ‖RQ − R′‖',
  summary: 'The angle between two layers after the best rotation of neurons: a metric that ignores scale.',
  cost: 'O(N·D·D′ + D³)',

  prepare: (side, params, context) => prepareAlignment(withoutNoise(side, params, context), params, context),

  permute: permuteAlignable,

  compare: (a, b, { group }, context) => shapeAngle(a, b, group, context),
});

/** U·UᵀR: R without its directions below the tolerance. */
function withoutNoise(
  side: Side<Representation>,
  { center, rankTolerance: tolerance }: { readonly center: boolean; readonly rankTolerance: number | null },
  context: MeasureContext,
): Side<Representation> {
  if (tolerance === null) return side;
  const { u } = (center ? centredRange : rawRange)(side, tolerance, context);
  if (u.cols === 0) return side;
  const { linalg } = context;
  const source = center ? centred(side) : side.subject.matrix;
  const live = linalg.multiply(u, linalg.multiply(u, source, { transposeA: true }));
  return sideOf({ ...side.subject, matrix: live });
}

/** The angle between two sides of unit norm under the best map; exact near 0, where arccos is not. */
export function shapeAngle(a: Alignable, b: Alignable, group: Group, context: MeasureContext): Outcome {
  const unusable = blame(a.problem, b.problem);
  if (unusable) return unusable;
  const distance = residual(a, b, { group, normalize: true }, context);
  if (distance === null) return undefinedBecause('A representation is zero: it has no shape.');
  // Orthogonal maps always reach a non-negative inner product, so d ≤ √2.
  const most = group === 'orthogonal' ? Math.PI / 2 : Math.PI;
  return value(clip(2 * Math.asin(clip(distance / 2, 0, 1)), 0, most));
}
