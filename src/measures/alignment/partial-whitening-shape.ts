import { scaleColumns } from '../../linalg/shape';
import { invariances, representational } from '../measure';
import { match, type Alignable } from '../shared/aligned';
import { CONSTANT } from '../shared/outcomes';
import { centredRange } from '../shared/range';
import { rankTolerance } from '../shared/rank';
import { shapeAngle } from './angular-shape';
import { williams } from './procrustes';
import { permuteAlignable } from '../shared/permute';

/**
 * Angular shape distance after partial whitening: φ(R) = HR(αI + (1−α)(RᵀHR)^−½); in [0, π/2], a metric.
 * N×D and N×D′. Survey §3.2; Williams et al., 2021. Undefined where a side is constant.
 */
export const partialWhiteningShape = representational({
  arity: 'pair',
  id: 'partial-whitening-shape',
  name: 'Partial-whitening shape distance',
  family: 'alignment',
  kind: 'distance',
  range: [0, Math.PI / 2],
  identity: 0,
  symmetric: true,
  metric: true,
  invariances: invariances('110010'),
  needs: ['equal-width'],
  parameters: {
    alpha: {
      type: 'number',
      default: 1,
      min: 0,
      max: 1,
      help: '1 leaves the variances as they are, 0 whitens them away, as canonical correlation does.',
    },
    match,
    rankTolerance,
  },
  variants: [
    { when: { alpha: 1 }, facts: { invariances: invariances('111010') } },
    { when: { alpha: 0 }, facts: { invariances: invariances('111111') } },
  ],
  references: [williams],
  formula: 'arccos max_Q ⟨φQ, φ′⟩ over unit φ; φ(R) = U·diag(αs + 1 − α)·Vᵀ, HR = U·diag(s)·Vᵀ on its range',
  summary: 'Between Procrustes (α = 1) and canonical correlation (α = 0): how much the variance of directions counts.',
  cost: 'O(N·D² + D³)',

  prepare(side, { alpha, match, rankTolerance }, context): Alignable {
    const { u, s } = centredRange(side, rankTolerance, context);
    // Vᵀ is left out: a rotation of neurons, over which the distance is least anyhow.
    const whitened = scaleColumns(
      u,
      s.map((each) => alpha * each + 1 - alpha),
    );
    return {
      problem: s.length === 0 ? CONSTANT : null,
      matrix: whitened,
      width: side.subject.matrix.cols,
      components: match === 'pca' ? whitened : null,
    };
  },

  permute: permuteAlignable,

  compare: (a, b, _params, context) => shapeAngle(a, b, 'orthogonal', context),
});
