import { matrix, type Matrix } from '../../linalg/matrix';
import { sampleWithoutReplacement, seededRandom } from '../../linalg/random';
import { sum } from '../../linalg/vector';
import { invariances, representational, undefinedBecause, value, type MeasureContext } from '../measure';
import { squaredDistances } from '../shared/distances';
import { blame, type Problem } from '../shared/outcomes';
import { takeRows } from '../shared/rows';
import { sideOf, type Representation, type Side } from '../subject';
import { crossBarcodeLength } from './cross-barcode';
import { permutePairs } from '../shared/permute';

interface Prepared {
  readonly problem: Problem;
  /** One normalised distance matrix a subset; both sides draw the same subsets. */
  readonly distances: readonly Matrix[];
  readonly sampled: boolean;
}

/** Distances this small against their mean are rounding: they count as 0. */
const NEGLIGIBLE = 1e-6;

/**
 * Representation topology divergence of N×D and N×D′; 0 where distances agree up to scale.
 * Survey §3.5; Barannikov et al., 2022. Undefined where most instances of a side coincide.
 */
export const rtd = representational({
  arity: 'pair',
  id: 'rtd',
  name: 'Representation topology divergence (RTD)',
  family: 'topology',
  kind: 'distance',
  range: [0, null],
  identity: 0,
  symmetric: true,
  metric: false,
  invariances: invariances('111010'),
  needs: [],
  parameters: {
    subsets: {
      type: 'integer',
      default: 10,
      min: 1,
      max: 1000,
      help: 'How many random subsets are averaged where there are more than `size` instances.',
    },
    size: {
      type: 'integer',
      default: 500,
      min: 3,
      max: 2000,
      help: 'Instances in a subset; up to this many, all are taken.',
    },
    quantile: {
      type: 'number',
      default: 0.9,
      above: 0,
      max: 1,
      help: 'Distances are divided by this quantile of their own matrix.',
    },
    seed: { type: 'integer', default: 0, help: 'Of the random subsets.' },
  },
  references: [
    {
      survey: '3.5',
      paper:
        'Barannikov, Trofimov, Balabin, Burnaev: Representation Topology Divergence: A Method for Comparing Neural Network Representations. ICML 2022',
    },
  ],
  formula:
    '½ Σ bar lengths of H₁ of the R-cross-barcodes of (w, w′) and (w′, w), w = distances over their 0.9-quantile',
  summary:
    'Do clusters and loops of the instance cloud appear at the same places and scales in both? Looks at shape, not at directions.',
  cost: 'O(n³) and up a subset of n ≤ 500 instances',

  prepare(side, { subsets, size, quantile, seed }, context): Prepared {
    const n = side.subject.matrix.rows;
    const sampled = n > size;
    const chosen = sampled ? subsetSides(side, subsets, size, seed) : [side];
    const distances: Matrix[] = [];
    for (const subset of chosen) {
      const normalised = normalisedDistances(subset, quantile, context);
      if (!normalised)
        return { problem: 'has instances most of which coincide: its distances have no scale', distances: [], sampled };
      distances.push(normalised);
    }
    return { problem: null, distances, sampled };
  },

  // Which instances are in a subset depends on where they stand.
  permute: (side, order) =>
    side.sampled ? null : { ...side, distances: side.distances.map((each) => permutePairs(each, order)) },

  compare(a, b, { subsets, size, seed }, context) {
    const undefinedOutcome = blame(a.problem, b.problem);
    if (undefinedOutcome) return undefinedOutcome;
    if (a.distances[0]!.rows < 2) return undefinedBecause('One instance has no shape.');
    const steps = 2 * a.distances.length;
    const lengths = a.distances.map(({ rows: n, data: w }, subset) => {
      const other = b.distances[subset]!.data;
      const forward = crossBarcodeLength(n, w, other, (done) => context.progress((2 * subset + done) / steps));
      const backward = crossBarcodeLength(n, other, w, (done) => context.progress((2 * subset + 1 + done) / steps));
      return (forward + backward) / 2;
    });
    const mean = lengths.reduce((total, length) => total + length, 0) / lengths.length;
    return value(mean, {
      details: { subsets: lengths },
      ...(a.sampled && { warnings: [`Mean of ${subsets} random subsets of ${size} instances (seed ${seed}).`] }),
    });
  },
});

function subsetSides(side: Side<Representation>, subsets: number, size: number, seed: number): Side<Representation>[] {
  const random = seededRandom(seed);
  const rows = side.subject.matrix;
  return Array.from({ length: subsets }, () =>
    sideOf({
      matrix: takeRows(rows, sampleWithoutReplacement(rows.rows, size, random)),
      storedAs: side.subject.storedAs,
    }),
  );
}

/** Euclidean distances over their own quantile (of all n² entries), or null where that is 0. */
function normalisedDistances(side: Side<Representation>, share: number, context: MeasureContext): Matrix | null {
  const { rows: n, data } = squaredDistances(side, context);
  const distances = data.map(Math.sqrt);
  const scale = quantile(distances, share);
  if (scale === 0) return null;
  const floor = NEGLIGIBLE * (sum(distances) / distances.length);
  return matrix(
    n,
    n,
    distances.map((distance) => (distance < floor ? 0 : distance / scale)),
  );
}

/** With linear interpolation between the two nearest entries. */
function quantile(entries: Float64Array, share: number): number {
  const sorted = entries.slice().sort();
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (position - below) * (high - low);
}
