import type { Matrix } from '../../linalg/matrix';
import { squaredNorm } from '../../linalg/vector';
import { invariances, representational, value } from '../measure';
import { blame, clip, type Problem } from '../shared/outcomes';
import { rawRange } from '../shared/range';
import { rankTolerance } from '../shared/rank';
import { takeRows } from '../shared/rows';

interface Prepared {
  readonly problem: Problem;
  /** orth(R), N×r. */
  readonly u: Matrix;
  /** D. */
  readonly width: number;
}

/**
 * Eigenspace overlap ‖UᵀU′‖² / max(D, D′), U = orth(R), uncentred; in [0, 1]. N×D and N×D′.
 * Survey §3.3; May et al., 2019. Undefined where a side is zero.
 */
export const eigenspaceOverlap = representational({
  arity: 'pair',
  id: 'eigenspace-overlap',
  name: 'Eigenspace overlap score',
  family: 'rsm',
  kind: 'similarity',
  range: [0, 1],
  identity: 1,
  symmetric: true,
  metric: false,
  invariances: invariances('111100'),
  needs: [],
  parameters: {
    divisor: {
      type: 'choice',
      choices: ['width', 'rank'],
      default: 'width',
      help: 'Share of the larger number of neurons, or of the larger rank (1 at identity even with dead units).',
    },
    rankTolerance,
  },
  references: [
    {
      survey: '3.3',
      paper: 'May, Zhang, Dao, Ré: On the Downstream Performance of Compressed Word Embeddings. NeurIPS 2019',
    },
  ],
  formula: '‖UᵀU′‖² / max(D, D′), U = orth(R)',
  summary:
    'How much of the space that one layer spans is spanned by the other? Predicts whether a linear read-out can be shared.',
  cost: 'O(N·D²)',

  prepare(side, { rankTolerance }, context): Prepared {
    const { u } = rawRange(side, rankTolerance, context);
    return { problem: u.cols === 0 ? 'is zero everywhere' : null, u, width: side.subject.matrix.cols };
  },

  permute: (side, order) => ({ ...side, u: takeRows(side.u, order) }),

  compare(a, b, { divisor }, { linalg }) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    const overlap = squaredNorm(linalg.multiply(a.u, b.u, { transposeA: true }).data);
    const ranks = [a.u.cols, b.u.cols];
    const count = divisor === 'rank' ? Math.max(...ranks) : Math.max(a.width, b.width);
    const short = divisor === 'width' && [a, b].some(({ u, width }) => u.cols < width);
    return value(clip(overlap / count, 0, 1), {
      details: { ranks },
      warnings: short
        ? ['A rank is below the number of neurons, so not even identical layers reach 1: see divisor.']
        : [],
    });
  },
});
