import type { Matrix } from '../../linalg/matrix';
import { invariances, representational, undefinedBecause, value } from '../measure';
import { clippedWarning, nearestNeighbours, neighbourParameters, type Neighbours } from '../shared/neighbours';
import { clip } from '../shared/outcomes';
import { unitRows } from '../shared/unit';
import { mean } from './per-instance';
import { permuteNeighbours } from '../shared/permute';
import { takeRows } from '../shared/rows';

interface Prepared {
  readonly neighbours: Neighbours;
  /** Unit rows, N×D: cosines of any two instances. */
  readonly unit: Matrix;
}

/**
 * Mean cosine of the two vectors of an instance's cosines with its neighbours in either representation; in [−1, 1].
 * N×D and N×D′. Survey §3.4; Hamilton et al., 2016. Instances whose cosines are all 0 are left out.
 */
export const secondOrderCosine = representational({
  arity: 'pair',
  id: 'second-order-cosine',
  name: 'Second-order cosine similarity',
  family: 'neighbours',
  kind: 'similarity',
  range: [-1, 1],
  identity: 1,
  symmetric: true,
  metric: false,
  invariances: invariances('111000'),
  needs: [],
  parameters: neighbourParameters,
  references: [
    {
      survey: '3.4',
      paper:
        'Hamilton, Leskovec, Jurafsky: Cultural Shift or Linguistic Drift? Comparing Two Computational Measures of Semantic Change. EMNLP 2016',
    },
  ],
  formula: '(1/N) Σᵢ cos(s, s′), s = cosines of instance i with all of 𝒩ᵢ ∪ 𝒩′ᵢ',
  summary: 'Does each instance stand in the same relation to its neighbours? Softer than counting shared neighbours.',
  cost: 'O(N²·D) time, O(N·(D + k)) memory',
  differences: 'Some implementations take cosine distances instead of similarities, which changes every value.',

  prepare: (side, { k, metric }, context): Prepared => ({
    neighbours: nearestNeighbours(side, k, metric, context),
    unit: unitRows(side),
  }),

  permute: (side, order) => ({
    neighbours: permuteNeighbours(side.neighbours, order),
    unit: takeRows(side.unit, order),
  }),

  compare(a, b, { k: asked }) {
    const { k, indices } = a.neighbours;
    if (k === 0) return undefinedBecause('A single instance has no neighbours.');
    const n = a.unit.rows;
    const similarity = Array.from({ length: n }, (_, i) => {
      const both = new Set([
        ...indices.subarray(i * k, (i + 1) * k),
        ...b.neighbours.indices.subarray(i * k, (i + 1) * k),
      ]);
      return cosine(cosines(a.unit, i, both), cosines(b.unit, i, both));
    });
    const directed = similarity.filter((each) => each !== null);
    if (directed.length === 0) return undefinedBecause('Every instance is orthogonal to all its neighbours.');
    const left = n - directed.length;
    return value(mean(directed), {
      details: { perInstance: { similarity } },
      warnings: [
        ...clippedWarning(asked, n),
        ...(left > 0 ? [`Left out ${left} instances that are orthogonal to all their neighbours.`] : []),
      ],
    });
  },
});

function cosines({ cols, data }: Matrix, i: number, others: Iterable<number>): Float64Array {
  return Float64Array.from(others, (j) => {
    let total = 0;
    for (let c = 0; c < cols; c++) total += data[i * cols + c]! * data[j * cols + c]!;
    return total;
  });
}

/** Null where one of the two has no direction. */
function cosine(s: Float64Array, t: Float64Array): number | null {
  let st = 0;
  let ss = 0;
  let tt = 0;
  for (let at = 0; at < s.length; at++) {
    st += s[at]! * t[at]!;
    ss += s[at]! * s[at]!;
    tt += t[at]! * t[at]!;
  }
  return ss === 0 || tt === 0 ? null : clip(st / Math.sqrt(ss * tt), -1, 1);
}
