import type { Matrix } from '../../linalg/matrix';
import { squaredNorm } from '../../linalg/vector';
import { invariances, representational, undefinedBecause, value, type MeasureContext, type Outcome } from '../measure';
import { centred, isConstant } from '../shared/centre';
import { squaredDistanceRows } from '../shared/distances';
import { takeRows } from '../shared/rows';
import { sideOf, type Representation, type Side } from '../subject';

const NO_DIMENSION = 'The representation is constant: it has no dimension.';

/**
 * The number of dimensions that the cloud of instances of N×D fills; > 0.
 * Survey §3.6; Facco et al., 2017 (`twonn`), Levina & Bickel, 2004 with MacKay & Ghahramani's average (`mle`).
 * Undefined for a constant representation, and where too few distinct instances are left.
 */
export const intrinsicDimension = representational({
  arity: 'statistic',
  id: 'intrinsic-dimension',
  name: 'Intrinsic dimension',
  family: 'statistics',
  kind: 'statistic',
  range: [0, null],
  identity: null,
  symmetric: true,
  metric: false,
  invariances: invariances('111010'),
  needs: [],
  parameters: {
    estimator: {
      type: 'choice',
      choices: ['twonn', 'mle', 'participation-ratio'],
      default: 'twonn',
      help: 'From the two nearest neighbours, from k neighbours, or from the spectrum (linear dimensions).',
    },
    k: { type: 'integer', default: 20, min: 3, when: { estimator: 'mle' }, help: 'Neighbours of each instance.' },
  },
  references: [
    {
      survey: '3.6',
      paper:
        'Facco, d’Errico, Rodriguez, Laio: Estimating the Intrinsic Dimension of Datasets by a Minimal Neighborhood Information. Scientific Reports 7, 2017',
      doi: '10.1038/s41598-017-11873-y',
    },
    { survey: '3.6', paper: 'Levina, Bickel: Maximum Likelihood Estimation of Intrinsic Dimension. NeurIPS 2004' },
  ],
  formula:
    'twonn: slope through 0 of −log(1−F) on log(r₂/r₁), F = i/N, first 90 %; mle: [mean (1/(k−2)) Σⱼ log(T_k/T_j)]⁻¹; participation-ratio: (Σe)²/Σe²',
  summary:
    'How many directions the instances really use, curved ones counted (twonn, mle) or straight ones (participation ratio).',
  cost: 'O(N²·D); participation-ratio O(N·D·min(N, D))',
  differences:
    'twonn and mle keep one copy of each distinct instance; libraries that keep duplicates divide by zero or drop points.',

  prepare(side, { estimator, k }, context): { readonly outcome: Outcome } {
    if (isConstant(side)) return { outcome: undefinedBecause(NO_DIMENSION) };
    if (estimator === 'participation-ratio') return { outcome: participationRatio(side, context) };
    const { distinct, dropped } = distinctRows(side);
    const warnings = dropped > 0 ? [`Left out ${dropped} copies of other instances.`] : [];
    const outcome = estimator === 'twonn' ? twoNn(distinct, context) : maximumLikelihood(distinct, k, context);
    return { outcome: { ...outcome, warnings: [...warnings, ...(outcome.warnings ?? [])] } };
  },

  streamed: {
    covers: ({ estimator }) => estimator === 'participation-ratio',
    judge: ({ scatter, constant }) => (constant ? undefinedBecause(NO_DIMENSION) : value(ratioOf(scatter))),
  },

  describe: ({ outcome }) => outcome,
});

function participationRatio(side: Side<Representation>, { linalg }: MeasureContext): Outcome {
  const rows = centred(side);
  return value(ratioOf(linalg.gram(rows, { side: rows.rows < rows.cols ? 'rows' : 'columns' })));
}

/** (Σe)²/Σe² of a Gram matrix's eigenvalues: traces of it and of its square. */
function ratioOf({ rows, data }: Matrix): number {
  let trace = 0;
  for (let i = 0; i < rows; i++) trace += data[i * rows + i]!;
  return trace ** 2 / squaredNorm(data);
}

function twoNn(distinct: Side<Representation>, context: MeasureContext): Outcome {
  const n = distinct.subject.matrix.rows;
  const kept = Math.floor(0.9 * n);
  if (n < 3) return undefinedBecause(`Only ${n} distinct instances: two neighbours of each are needed.`);
  const ratios = nearest(distinct, 2, context)
    .map(([first, second]) => Math.log(second! / first!) / 2) // of squared distances
    .sort((a, b) => a - b)
    .slice(0, kept);
  let xy = 0;
  let xx = 0;
  ratios.forEach((logRatio, index) => {
    xy += logRatio * -Math.log1p(-(index + 1) / n);
    xx += logRatio * logRatio;
  });
  if (xx === 0) return undefinedBecause('The two nearest neighbours of the instances are equally far.');
  return value(xy / xx);
}

function maximumLikelihood(distinct: Side<Representation>, wanted: number, context: MeasureContext): Outcome {
  const n = distinct.subject.matrix.rows;
  const k = Math.min(wanted, n - 1);
  if (k < 3) return undefinedBecause(`Only ${n} distinct instances: three neighbours of each are needed.`);
  let total = 0;
  for (const squared of nearest(distinct, k, context)) {
    for (let j = 0; j < k - 1; j++) total += Math.log(squared[k - 1]! / squared[j]!) / 2;
  }
  if (total === 0) return undefinedBecause('All neighbours of the instances are equally far.');
  const warnings = k < wanted ? [`k = ${wanted} is more than the neighbours there are; ${k} were used.`] : [];
  return value((n * (k - 2)) / total, { warnings });
}

/** For each instance its `k` smallest squared distances to others, ascending. */
function nearest(side: Side<Representation>, k: number, context: MeasureContext): Float64Array[] {
  return Array.from(squaredDistanceRows(side, context), (row, i) => smallest(row, i, k));
}

/** The `k` smallest entries but that at `left`, ascending. */
function smallest(row: Float64Array, left: number, k: number): Float64Array {
  const chosen = new Float64Array(k).fill(Infinity);
  for (let j = 0; j < row.length; j++) {
    const entry = row[j]!;
    if (entry >= chosen[k - 1]! || j === left) continue;
    let at = k - 1;
    for (; at > 0 && entry < chosen[at - 1]!; at--) chosen[at] = chosen[at - 1]!;
    chosen[at] = entry;
  }
  return chosen;
}

/** One copy of each distinct row, in the order of first sight. */
function distinctRows(side: Side<Representation>): { distinct: Side<Representation>; dropped: number } {
  const { rows, cols, data } = side.subject.matrix;
  const seen = new Map<string, number>();
  for (let i = 0; i < rows; i++) {
    // Adding 0 turns −0 into 0, which is the same number with other bytes.
    const row = data.slice(i * cols, (i + 1) * cols).map((entry) => entry + 0);
    const key = Buffer.from(row.buffer).toString('latin1');
    if (!seen.has(key)) seen.set(key, i);
  }
  const dropped = rows - seen.size;
  if (dropped === 0) return { distinct: side, dropped };
  const matrix = takeRows(side.subject.matrix, [...seen.values()]);
  return { distinct: sideOf({ matrix, storedAs: side.subject.storedAs }), dropped };
}
