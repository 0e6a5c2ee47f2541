import { squaredRowNorms } from '../../linalg/vector';
import { invariances, representational, undefinedBecause, value } from '../measure';
import { alignable, bestRotation, match, matched, type Alignable } from '../shared/aligned';
import { blame, clip } from '../shared/outcomes';
import { countLive, noiseLevel } from '../shared/rank';
import { permuteAlignable } from '../shared/permute';

interface Prepared extends Alignable {
  /** Share of s₁ up to which a singular value is rounding noise. */
  readonly noise: number;
}

/**
 * The mean cosine of corresponding rows after the best rotation, mean_i cos((RQ*)_i, R′_i); in [−1, 1].
 * N×D and N×D′. Survey §3.2; Hamilton et al., 2016. Undefined where no instance has two non-zero rows.
 */
export const alignedCosine = representational({
  arity: 'pair',
  id: 'aligned-cosine',
  name: 'Aligned cosine similarity',
  family: 'alignment',
  kind: 'similarity',
  range: [-1, 1],
  identity: 1,
  symmetric: true,
  metric: false,
  invariances: invariances('111000'),
  needs: ['equal-width'],
  parameters: { match },
  references: [
    {
      survey: '3.2',
      paper:
        'Hamilton, Leskovec, Jurafsky: Cultural Shift or Linguistic Drift? Comparing Two Computational Measures of Semantic Change. EMNLP 2016',
      doi: '10.18653/v1/D16-1229',
    },
  ],
  formula: '(1/N) Σᵢ cos((RQ*)ᵢ, R′ᵢ), Q* = argmin ‖RQ − R′‖ over orthogonal Q',
  summary:
    'How far does each instance turn once the layers are laid over each other? Telling for every single instance.',
  cost: 'O(N·D·D′ + D³)',

  prepare(side, { match }, context): Prepared {
    const { matrix, storedAs } = side.subject;
    return {
      ...alignable(side, { center: false, match }, context),
      noise: noiseLevel(matrix.rows, matrix.cols, storedAs),
    };
  },

  permute: permuteAlignable,

  compare(a, b, _params, context) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    const pair = matched(a, b);
    const [narrow, wide] = pair[0].cols <= pair[1].cols ? pair : [pair[1], pair[0]];
    const { rotation, s } = bestRotation(narrow, wide, context);
    const turned = context.linalg.multiply(narrow, rotation);
    const lengths = [squaredRowNorms(narrow), squaredRowNorms(wide)] as const;
    const cosines = Array.from({ length: wide.rows }, (_, i): number | null => {
      // Q* is orthogonal: a row keeps its length.
      const scale = Math.sqrt(lengths[0][i]!) * Math.sqrt(lengths[1][i]!);
      return scale === 0 ? null : clip(rowProduct(turned.data, wide.data, i, wide.cols) / scale, -1, 1);
    });
    const known = cosines.filter((cosine) => cosine !== null);
    if (known.length === 0) return undefinedBecause('No instance has activations that are not zero on both sides.');
    const rank = countLive(s, Math.max(a.noise, b.noise));
    return value(known.reduce((total, cosine) => total + cosine, 0) / known.length, {
      details: { perInstance: { cosine: cosines } },
      warnings: [
        ...(rank < s.length ? [`The best rotation is not unique: RᵀR′ has rank ${rank} of ${s.length}.`] : []),
        ...(known.length < cosines.length
          ? [`${cosines.length - known.length} instances with a zero row were left out.`]
          : []),
      ],
    });
  },
});

function rowProduct(a: Float64Array, b: Float64Array, row: number, cols: number): number {
  let total = 0;
  for (let at = row * cols; at < (row + 1) * cols; at++) total += a[at]! * b[at]!;
  return total;
}
