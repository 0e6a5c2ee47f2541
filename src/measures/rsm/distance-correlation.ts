import { doubleCentre } from '../../linalg/double-centre';
import { norm, sum } from '../../linalg/vector';
import { packIsometric, permutePacked } from '../../linalg/packed';
import { invariances, representational, value, type MeasureContext, type Outcome } from '../measure';
import { isConstant } from '../shared/centre';
import { LARGEST_SQUARE } from '../shared/limits';
import { innerProduct } from '../shared/inner-product';
import { blame, clip, CONSTANT, type Problem } from '../shared/outcomes';
import { eachLowerRow, pairwise, type Pairwise } from '../shared/pairwise';
import { similarities } from '../shared/rsm';

interface Prepared {
  readonly problem: Problem;
  /** The double-centred distance matrix, divided by its norm, packed; empty where `tiled` stands for it. */
  readonly unit: Float64Array;
  /** The distances of many instances, and their means by rows. */
  readonly tiled?: { readonly distances: Pairwise; readonly means: Float64Array };
}

/**
 * Distance correlation √( mean(AB) / √(mean A²·mean B²) ), A and B the double-centred Euclidean RSMs; in [0, 1].
 * N×D and N×D′. Survey §3.3; Székely, Rizzo and Bakirov, 2007. Undefined where a side is constant.
 */
export const distanceCorrelation = representational({
  arity: 'pair',
  id: 'distance-correlation',
  name: 'Distance correlation',
  family: 'rsm',
  kind: 'similarity',
  range: [0, 1],
  identity: 1,
  symmetric: true,
  metric: false,
  invariances: invariances('111010'),
  needs: [],
  parameters: {},
  references: [
    {
      survey: '3.3',
      paper:
        'Székely, Rizzo, Bakirov: Measuring and Testing Dependence by Correlation of Distances. Annals of Statistics 35(6), 2007',
      doi: '10.1214/009053607000000505',
    },
  ],
  formula: '√( mean(A∘B) / √(mean(A∘A)·mean(B∘B)) ), A = H·D·H, Dᵢⱼ = ‖Rᵢ − Rⱼ‖',
  summary:
    'Are instances that are far apart in one layer far apart in the other? Sees nonlinear dependence; 0 only for independence, given enough instances.',
  cost: `O(N²·D) time; O(N²) memory up to ${LARGEST_SQUARE} instances, O(N·D) above`,
  differences: 'The survey and some libraries give the square; here the root, with the square in the details.',

  prepare(side, _params, context): Prepared {
    if (isConstant(side)) return { problem: CONSTANT, unit: new Float64Array(0) };
    if (side.subject.matrix.rows > LARGEST_SQUARE) {
      const distances = pairwise(side, 'euclidean');
      return { problem: null, unit: new Float64Array(0), tiled: { distances, means: rowMeans(distances, context) } };
    }
    const unit = packIsometric(doubleCentre(similarities(side, 'euclidean', context)));
    const length = norm(unit);
    for (let at = 0; at < unit.length; at++) unit[at]! /= length;
    return { problem: null, unit };
  },

  permute: (side, order) => (side.tiled ? null : { ...side, unit: permutePacked(side.unit, order) }),

  inner: {
    covers: (_params, { instances }) => instances <= LARGEST_SQUARE,
    vector: ({ problem, unit }) => (problem === null ? unit : null),
    judge: outcomeOf,
  },

  compare(a, b, _params, context) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    return outcomeOf(
      a.tiled && b.tiled ? tiledCorrelation(a.tiled, b.tiled, context) : innerProduct(a.unit, b.unit, context),
    );
  },
});

function outcomeOf(correlation: number): Outcome {
  const squared = clip(correlation, 0, 1);
  return value(Math.sqrt(squared), { details: { squared } });
}

function rowMeans(distances: Pairwise, context: MeasureContext): Float64Array {
  const sums = new Float64Array(distances.rows.rows);
  eachLowerRow([distances], context, (i, [row]) => {
    for (let j = 0; j < i; j++) {
      sums[i]! += row![j]!;
      sums[j]! += row![j]!;
    }
  });
  return sums.map((each) => each / sums.length);
}

type Tiled = NonNullable<Prepared['tiled']>;

/** ⟨A, B⟩/(‖A‖‖B‖) of the double-centred matrices, which are never there as a whole. */
function tiledCorrelation(a: Tiled, b: Tiled, context: MeasureContext): number {
  const [meanA, meanB] = [a, b].map(({ means }) => sum(means) / means.length) as [number, number];
  let [ab, aa, bb] = [0, 0, 0];
  eachLowerRow([a.distances, b.distances], context, (i, [rowA, rowB]) => {
    const [offsetA, offsetB] = [meanA - a.means[i]!, meanB - b.means[i]!];
    for (let j = 0; j <= i; j++) {
      const weight = i === j ? 1 : 2;
      const x = rowA![j]! - a.means[j]! + offsetA;
      const y = rowB![j]! - b.means[j]! + offsetB;
      ab += weight * x * y;
      aa += weight * x * x;
      bb += weight * y * y;
    }
  });
  return ab / (Math.sqrt(aa) * Math.sqrt(bb));
}
