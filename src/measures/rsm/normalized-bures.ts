import type { Matrix } from '../../linalg/matrix';
import { norm } from '../../linalg/vector';
import { invariances, representational, value } from '../measure';
import { blame, clip, type Problem } from '../shared/outcomes';
import { alignable, nuclearNorm } from '../shared/aligned';
import { takeRows } from '../shared/rows';

interface Prepared {
  readonly problem: Problem;
  readonly matrix: Matrix;
  readonly length: number;
}

/**
 * Normalized Bures similarity ‖RᵀR′‖_* / (‖R‖·‖R′‖) of N×D and N×D′; in [0, 1].
 * Survey §3.3; Tang et al., 2020. Undefined where a side is zero (constant, when centred).
 */
export const normalizedBures = representational({
  arity: 'pair',
  id: 'normalized-bures',
  name: 'Normalized Bures similarity',
  family: 'rsm',
  kind: 'similarity',
  range: [0, 1],
  identity: 1,
  symmetric: true,
  metric: false,
  invariances: invariances('111000'),
  needs: [],
  parameters: { center: { type: 'boolean', default: false, help: 'Subtract the mean of each neuron first.' } },
  variants: [{ when: { center: true }, facts: { invariances: invariances('111010') } }],
  references: [
    {
      survey: '3.3',
      paper: 'Tang, Maddox, Dickens, Diethe, Damianou: Similarity of Neural Networks with Gradients. 2020',
    },
  ],
  formula: '‖RᵀR′‖_* / (‖R‖·‖R′‖) = tr (S^½ S′ S^½)^½ / √(tr S · tr S′), S = RRᵀ',
  summary:
    'The cosine of the angular shape distance: how well the best rotation of neurons lays one layer over the other.',
  cost: 'O(N·D·D′ + D³)',
  differences: 'The survey’s typesetting can be read as the root of the trace; the root stands inside the trace.',

  prepare(side, { center }, context): Prepared {
    const { problem, matrix } = alignable(side, { center, match: 'pad' }, context);
    return { problem, matrix, length: norm(matrix.data) };
  },

  permute: (side, order) => ({ ...side, matrix: takeRows(side.matrix, order) }),

  compare(a, b, _params, context) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    return value(clip(nuclearNorm(a.matrix, b.matrix, context) / (a.length * b.length), 0, 1));
  },
});
