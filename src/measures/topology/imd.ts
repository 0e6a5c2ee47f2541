import { invariances, representational, undefinedBecause, value } from '../measure';
import { clippedWarning, nearestNeighbours } from '../shared/neighbours';
import { exactHeatTrace, sampledHeatTrace, unionGraph } from './heat-trace';

/** Up to this many instances the spectrum is computed whole. */
const MOST_EXACT = 2000;
const QUADRATURE = { vectors: 100, steps: 20, seed: 0 };

/** 256 diffusion times from 0.1 to 10, evenly spaced on a logarithmic scale. */
const TIMES = Float64Array.from({ length: 256 }, (_, i) => 10 ** (-1 + (2 * i) / 255));

/**
 * Intrinsic multi-scale distance of two clouds of instances, N×D and N×D′; 0 where their neighbour graphs are alike.
 * Survey §3.5; Tsitsulin et al., 2020. Undefined for a single instance.
 */
export const imd = representational({
  arity: 'pair',
  id: 'imd',
  name: 'Intrinsic multi-scale distance (IMD)',
  family: 'topology',
  kind: 'distance',
  range: [0, null],
  identity: 0,
  symmetric: true,
  metric: false,
  invariances: invariances('111010'),
  unpaired: true,
  needs: [],
  parameters: {
    k: {
      type: 'integer',
      default: 5,
      min: 1,
      help: 'Nearest neighbours that each instance is joined to; clipped to N−1.',
    },
    scale: {
      type: 'choice',
      choices: ['survey', 'perInstance'],
      default: 'survey',
      help: 'The traces as they are, or divided by N.',
    },
  },
  references: [
    {
      survey: '3.5',
      paper:
        'Tsitsulin, Munkhoeva, Mottin, Karras, Bronstein, Oseledets, Müller: The Shape of Data: Intrinsic Distance for Data Distributions. ICLR 2020',
    },
  ],
  formula: 'max_t e^(−2(t+1/t))·|hkt(t) − hkt′(t)|, hkt(t) = Σ e^(−tλ) of the neighbour graph’s normalised Laplacian',
  summary: 'Does heat spread alike over the two neighbour graphs, at every scale? Blind to which instance is where.',
  cost: `O(N²·D + N³) up to ${MOST_EXACT} instances, O(N²·D) above (stochastic Lanczos quadrature)`,
  differences:
    'The authors’ package estimates the traces stochastically for every N; here they are exact up to 2,000 instances.',

  prepare(side, { k }, context) {
    const n = side.subject.matrix.rows;
    const neighbours = nearestNeighbours(side, k, 'euclidean', context);
    if (neighbours.k === 0) return { n, trace: null, warnings: [] };
    const graph = unionGraph(neighbours);
    const warnings = clippedWarning(k, n);
    if (n <= MOST_EXACT) return { n, trace: exactHeatTrace(graph, TIMES, context.linalg), warnings };
    const trace = sampledHeatTrace(graph, TIMES, QUADRATURE, context.linalg, context.progress);
    const { vectors, steps, seed } = QUADRATURE;
    return {
      n,
      trace,
      warnings: [
        ...warnings,
        `Estimated by stochastic Lanczos quadrature (${vectors} vectors, ${steps} steps, seed ${seed}).`,
      ],
    };
  },

  compare(a, b, { scale }) {
    if (!a.trace || !b.trace) return undefinedBecause('A single instance has no neighbours.');
    const [first, second] = [a.trace, b.trace];
    const unit = scale === 'perInstance' ? a.n : 1;
    let largest = 0;
    let scaleAt = TIMES[0]!;
    TIMES.forEach((t, at) => {
      const difference = (Math.exp(-2 * (t + 1 / t)) * Math.abs(first[at]! - second[at]!)) / unit;
      if (difference > largest) [largest, scaleAt] = [difference, t];
    });
    return value(largest, { details: { time: scaleAt }, warnings: a.warnings });
  },
});
