import { linearAssignment } from '../../linalg/assignment';
import { matrix, type Matrix } from '../../linalg/matrix';
import { transpose } from '../../linalg/shape';
import { optimalTransport, type TransportPlan } from '../../linalg/transport';
import { norm, scale, squaredRowNorms } from '../../linalg/vector';
import { invariances, representational, value, type MeasureContext } from '../measure';
import { centred, isConstant } from '../shared/centre';
import { standardised } from '../shared/correlations';
import { blame, clip, CONSTANT, type Problem } from '../shared/outcomes';
import { takeRows } from '../shared/rows';

interface Prepared {
  readonly problem: Problem;
  /** N×D: centred and of unit norm, or standardised columns for the correlation form. */
  readonly columns: Matrix;
}

/**
 * Soft matching distance √ min_P Σ P_jk ‖R₋ⱼ − R′₋ₖ‖² of centred, normalised N×D and N×D′, P with row sums 1/D and
 * column sums 1/D′; ≥ 0, a metric. Survey §3.2; Khosla and Williams, 2024. Undefined where a side is constant.
 */
export const softMatching = representational({
  arity: 'pair',
  id: 'soft-matching',
  name: 'Soft matching distance',
  family: 'alignment',
  kind: 'distance',
  range: [0, null],
  identity: 0,
  symmetric: true,
  metric: true,
  invariances: invariances('101010'),
  needs: [],
  parameters: {
    form: {
      type: 'choice',
      choices: ['distance', 'correlation'],
      default: 'distance',
      help: 'distance: least transport cost between neurons; correlation: greatest mean correlation, a similarity.',
    },
  },
  variants: [
    {
      when: { form: 'correlation' },
      facts: { kind: 'similarity', range: [-1, 1], identity: 1, metric: false },
    },
  ],
  references: [
    {
      survey: '3.2',
      paper:
        'Khosla, Williams: Soft Matching Distance: A Metric on Neural Representations That Captures Single-Neuron Tuning. UniReps 2024',
    },
  ],
  formula: '√ min_P Σⱼₖ Pⱼₖ ‖R₋ⱼ − R′₋ₖ‖², P ≥ 0 with row sums 1/D and column sums 1/D′; centred, ‖R‖ = 1',
  summary: 'Matches single neurons as correlation match does, but also where the widths differ, and as a true metric.',
  cost: 'O(N·D·D′) and an exact transport problem of D×D′, about O(D³)',

  prepare(side, { form }): Prepared {
    if (isConstant(side)) return { problem: CONSTANT, columns: matrix(0, 0) };
    if (form === 'correlation') return { problem: null, columns: standardised(side) };
    const rows = centred(side);
    return { problem: null, columns: scale(rows, 1 / norm(rows.data)) };
  },

  permute: (side, order) => ({ ...side, columns: takeRows(side.columns, order) }),

  compare(a, b, { form }, context) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    const products = context.linalg.multiply(a.columns, b.columns, { transposeA: true });
    if (form === 'correlation') {
      const plan = cheapest(negated(products), context);
      const { from, to, mass } = plan;
      const mean = mass.reduce((sum, each, k) => sum + each * products.data[from[k]! * products.cols + to[k]!]!, 0);
      return value(clip(mean, -1, 1));
    }
    // Each row of a transposed side is a neuron: the costs of the plan are taken from them directly, not from the
    // products, which cancel where neurons coincide.
    const neurons = [transpose(a.columns), transpose(b.columns)] as const;
    const { from, to, mass } = cheapest(squaredDistances(products, ...neurons), context);
    const n = neurons[0].cols;
    const total = mass.reduce(
      (sum, each, k) => sum + each * between(neurons[0].data, from[k]!, neurons[1].data, to[k]!, n),
      0,
    );
    return value(Math.sqrt(total));
  },
});

/** The cheapest plan: an assignment where the widths are equal, else a transport. */
function cheapest(cost: Matrix, context: MeasureContext): TransportPlan {
  const { rows, cols } = cost;
  if (rows !== cols) return optimalTransport(cost, () => context.progress(0));
  const to = linearAssignment(cost, (done) => context.progress(done));
  return { from: to.map((_, row) => row), to, mass: new Float64Array(rows).fill(1 / rows) };
}

/** ‖aⱼ‖² + ‖bₖ‖² − 2 aⱼ·bₖ. */
function squaredDistances(products: Matrix, a: Matrix, b: Matrix): Matrix {
  const { rows, cols, data } = products;
  const left = squaredRowNorms(a);
  const right = squaredRowNorms(b);
  return matrix(
    rows,
    cols,
    data.map((product, at) => left[Math.floor(at / cols)]! + right[at % cols]! - 2 * product),
  );
}

function negated({ rows, cols, data }: Matrix): Matrix {
  return matrix(
    rows,
    cols,
    data.map((entry) => -entry),
  );
}

/** ‖row j of a − row k of b‖². */
function between(a: Float64Array, j: number, b: Float64Array, k: number, n: number): number {
  let total = 0;
  for (let i = 0; i < n; i++) {
    const difference = a[j * n + i]! - b[k * n + i]!;
    total += difference * difference;
  }
  return total;
}
