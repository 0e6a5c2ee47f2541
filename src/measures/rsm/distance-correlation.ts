import { doubleCentre } from '../../linalg/double-centre';
import { dot, norm } from '../../linalg/vector';
import { invariances, representational, value } from '../measure';
import { isConstant } from '../shared/centre';
import { blame, clip, CONSTANT, tooManyInstances, type Problem } from '../shared/outcomes';
import { similarities } from '../shared/rsm';
import { permutePairData } from '../shared/permute';

interface Prepared {
  readonly problem: Problem;
  /** The double-centred distance matrix, divided by its norm. */
  readonly unit: Float64Array;
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
  cost: 'O(N²·D) time, O(N²) memory',
  differences: 'The survey and some libraries give the square; here the root, with the square in the details.',

  prepare(side, _params, context): Prepared {
    const problem = isConstant(side) ? CONSTANT : tooManyInstances(side.subject.matrix.rows);
    if (problem !== null) return { problem, unit: new Float64Array(0) };
    const { data } = doubleCentre(similarities(side, 'euclidean', context));
    const length = norm(data);
    return { problem, unit: data.map((entry) => entry / length) };
  },

  permute: (side, order) => ({ ...side, unit: permutePairData(side.unit, order) }),

  compare(a, b) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    const squared = clip(dot(a.unit, b.unit), 0, 1);
    return value(Math.sqrt(squared), { details: { squared } });
  },
});
