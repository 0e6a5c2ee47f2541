import { invariances, representational, undefinedBecause, value, type Variant } from '../measure';
import { blame } from '../shared/outcomes';
import { match } from '../shared/aligned';
import { group, prepareAlignment, residual, williams } from './procrustes';
import { permuteAlignable } from '../shared/permute';

const flags = (when: Variant['when'], first: string): Variant => ({ when, facts: { invariances: invariances(first) } });

/**
 * Orthogonal Procrustes distance min over orthogonal Q of ‖RQ − R′‖ of N×D and N×D′; ≥ 0, a metric.
 * Survey §3.2; Schönemann, 1966; Ding et al., 2021. Normalised, undefined where a side is zero.
 */
export const orthogonalProcrustes = representational({
  arity: 'pair',
  id: 'orthogonal-procrustes',
  name: 'Orthogonal Procrustes distance',
  family: 'alignment',
  kind: 'distance',
  range: [0, null],
  identity: 0,
  symmetric: true,
  metric: true,
  invariances: invariances('110000'),
  needs: ['equal-width'],
  parameters: {
    center: { type: 'boolean', default: false, help: 'Subtract the mean of each neuron first.' },
    normalize: { type: 'boolean', default: false, help: 'Divide by the Frobenius norm first (after centring).' },
    group,
    match,
  },
  variants: [
    flags({ center: true }, '110010'),
    flags({ normalize: true }, '111000'),
    flags({ center: true, normalize: true }, '111010'),
    flags({ group: 'permutation' }, '100000'),
    flags({ group: 'permutation', center: true }, '100010'),
    flags({ group: 'permutation', normalize: true }, '101000'),
    flags({ group: 'permutation', center: true, normalize: true }, '101010'),
    { when: { normalize: true }, facts: { range: [0, Math.SQRT2] } },
    { when: { group: 'permutation', normalize: true }, facts: { range: [0, 2] } },
  ],
  references: [
    {
      survey: '3.2',
      paper: 'Schönemann: A Generalized Solution of the Orthogonal Procrustes Problem. Psychometrika 31, 1966',
      doi: '10.1007/BF02289451',
    },
    {
      survey: '3.2',
      paper: 'Ding, Denain, Steinhardt: Grounding Representation Similarity Through Statistical Testing. NeurIPS 2021',
    },
    williams,
  ],
  formula: 'min ‖RQ − R′‖ over orthogonal Q; ‖·‖ Frobenius',
  summary:
    'How far apart do the layers stay under the best rotation of neurons? A true metric; scale counts unless normalised.',
  cost: 'O(N·D·D′ + D³)',
  differences: 'Ding et al. report the square, after centring and normalising; here the distance itself.',

  prepare: (side, params, context) => prepareAlignment(side, params, context),

  permute: permuteAlignable,

  compare(a, b, params, context) {
    const unusable = params.normalize ? blame(a.problem, b.problem) : null;
    if (unusable) return unusable;
    const distance = residual(a, b, params, context);
    return distance === null ? undefinedBecause('A representation is zero: it cannot be normalised.') : value(distance);
  },
});
