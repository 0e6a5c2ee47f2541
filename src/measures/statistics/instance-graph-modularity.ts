import { invariances, representational, undefinedBecause, value } from '../measure';
import { NO_LABELS } from '../shared/labels';
import { clippedWarning, nearestNeighbours } from '../shared/neighbours';
import { unitRows } from '../shared/unit';

/**
 * Modularity of the classes in the graph that joins each instance of N×D to its k nearest by cosine, weighted by the cosine.
 * Survey §3.6; Lu et al., 2022. Needs labels; undefined where the weights sum to 0.
 */
export const instanceGraphModularity = representational({
  arity: 'statistic',
  id: 'instance-graph-modularity',
  name: 'Instance-graph modularity',
  family: 'statistics',
  kind: 'statistic',
  range: [null, null],
  rangeNote: 'in (−½, 1] where all weights are positive; negative cosines can carry it beyond',
  identity: null,
  symmetric: true,
  metric: false,
  invariances: invariances('111000'),
  needs: ['labels'],
  parameters: {
    k: { type: 'integer', default: 10, min: 1, help: 'Neighbours that each instance is joined to; clipped to N−1.' },
  },
  references: [
    {
      survey: '3.6',
      paper: 'Lu, Tang, Chen, Pu, Sun, Li: Understanding the Dynamics of DNNs Using Graph Modularity. ECCV 2022',
    },
  ],
  formula: '(1/W) Σᵢⱼ (Aᵢⱼ − dᵢdⱼ/W)·[yᵢ = yⱼ], Aᵢⱼ = cos(Rᵢ, Rⱼ)·[j ∈ kNN(i)], W = ΣA, d = row sums',
  summary: 'Do instances of one class stand among their own? Higher in layers that separate the classes.',
  cost: 'O(N²·D) time, O(N·k) memory',
  differences: 'The survey’s 1/(2W) halves the value; with the directed graph’s W the usual definition needs 1/W.',

  prepare(side, { k: asked }, context) {
    const { labels } = side.subject;
    const { rows: n, cols, data } = unitRows(side);
    if (!labels) return { modularity: null, missing: true, warnings: [] };
    const { k, indices } = nearestNeighbours(side, asked, 'cosine', context);
    const degrees = new Float64Array(n);
    let within = 0;
    for (let i = 0; i < n; i++) {
      for (const j of indices.subarray(i * k, (i + 1) * k)) {
        let cosine = 0;
        for (let c = 0; c < cols; c++) cosine += data[i * cols + c]! * data[j * cols + c]!;
        degrees[i]! += cosine;
        if (labels[i] === labels[j]) within += cosine;
      }
    }
    const total = degrees.reduce((sum, degree) => sum + degree, 0);
    const ofClass = new Map<number, number>();
    degrees.forEach((degree, i) => ofClass.set(labels[i]!, (ofClass.get(labels[i]!) ?? 0) + degree));
    const expected = [...ofClass.values()].reduce((sum, degree) => sum + degree ** 2, 0) / total;
    // A total that is rounding of weights that cancel has no digit left.
    const sized = Math.abs(total) > 1e-12 * n * k;
    return {
      modularity: sized ? (within - expected) / total : null,
      missing: false,
      warnings: clippedWarning(asked, n),
    };
  },

  describe({ modularity, missing, warnings }) {
    if (missing) return undefinedBecause(NO_LABELS);
    if (modularity === null) return undefinedBecause('The weights of the neighbour graph sum to 0.', warnings);
    return value(modularity, { warnings });
  },
});
