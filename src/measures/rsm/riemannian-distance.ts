import type { Linalg } from '../../linalg/linalg';
import { matrix, type Matrix } from '../../linalg/matrix';
import { scaleColumns } from '../../linalg/shape';
import { invariances, representational, value, type MeasureContext } from '../measure';
import { blame, tooManyInstances, type Problem } from '../shared/outcomes';
import { leftSingular } from '../shared/range';
import { countLive, noiseLevel } from '../shared/rank';
import type { Representation, Side } from '../subject';
import { takeRows } from '../shared/rows';

/** S = U·diag(roots²)·Uᵀ + ridge·(I − U·Uᵀ): U is N×N, or N×D where S is nothing but the ridge outside of the range. */
interface Prepared {
  readonly problem: Problem;
  readonly u: Matrix;
  readonly roots: Float64Array;
}

const none = { u: matrix(0, 0), roots: new Float64Array(0) };

/**
 * The affine-invariant Riemannian distance √Σ log²λ_i, λ the generalised eigenvalues of (S′, S), S = RRᵀ/D; ≥ 0,
 * a metric. N×D and N×D′. Survey §3.3; Shahbazi et al., 2021. Undefined unless both sides have rank N, or a ridge.
 */
export const riemannianDistance = representational({
  arity: 'pair',
  id: 'riemannian-distance',
  name: 'Riemannian distance',
  family: 'rsm',
  kind: 'distance',
  range: [0, null],
  identity: 0,
  symmetric: true,
  metric: true,
  invariances: invariances('110000'),
  needs: [],
  parameters: {
    ridge: { type: 'number', default: 0, min: 0, help: 'Added to the diagonal of both RSMs: makes any rank do.' },
  },
  references: [
    {
      survey: '3.3',
      paper:
        'Shahbazi, Shirali, Aghajan, Nili: Using Distance on the Riemannian Manifold to Compare Representations in Brain and in Models. NeuroImage 239, 2021',
      doi: '10.1016/j.neuroimage.2021.118271',
    },
  ],
  formula: '√ Σᵢ log² λᵢ, λ = eigenvalues of S⁻¹S′, S = RRᵀ/D + ridge·I',
  summary:
    'The length of the shortest path between the two RSMs among positive definite matrices. Needs more neurons than instances.',
  cost: 'O(N²·D + N³), or O(N·D² + D³) with a ridge where D ≤ N/2',

  prepare(side, { ridge }, context): Prepared {
    const { rows: n, cols: d } = side.subject.matrix;
    if (ridge === 0 && d < n) return { problem: lowRank(d, n), ...none };
    if (2 * d <= n) return thin(side, ridge, context);
    const problem = tooManyInstances(n);
    if (problem !== null) return { problem, ...none };
    return d >= n ? full(side, ridge, context) : spread(side, ridge, context);
  },

  permute: (side, order) => ({ ...side, u: takeRows(side.u, order) }),

  compare(a, b, { ridge }, { linalg }) {
    const unusable = blame(a.problem, b.problem);
    if (unusable) return unusable;
    const whitened = isComplete(a) && isComplete(b) ? ofComplete(a, b, linalg) : inJointSpan(a, b, ridge, linalg);
    const logarithms = linalg.singularValues(whitened).map((root) => 2 * Math.log(root));
    return value(Math.sqrt(logarithms.reduce((total, each) => total + each * each, 0)));
  },
});

function isComplete({ u }: Prepared): boolean {
  return u.cols === u.rows;
}

/** W = S^−½·S′^½ up to rotations: λ are its squared singular values. */
function ofComplete(a: Prepared, b: Prepared, linalg: Linalg): Matrix {
  const { rows, cols, data } = linalg.multiply(a.u, b.u, { transposeA: true });
  return matrix(
    rows,
    cols,
    data.map((entry, at) => (entry * b.roots[at % cols]!) / a.roots[Math.floor(at / cols)]!),
  );
}

/**
 * W in the span of both ranges; outside of it S = S′ = ridge·I, and λ = 1. In the basis [U Q], QR = U′ − U·UᵀU′, the side of U is
 * diagonal, and U′ is B = [UᵀU′; R]: S′^½ = √ridge·(I + B·diag(root/√ridge − 1)·Bᵀ).
 */
function inJointSpan(first: Prepared, second: Prepared, ridge: number, linalg: Linalg): Matrix {
  const [a, b] = isComplete(second) ? [second, first] : [first, second]; // the distance is symmetric
  const floor = Math.sqrt(ridge);
  const inside = linalg.multiply(a.u, b.u, { transposeA: true });
  const outside = isComplete(a) ? matrix(0, b.u.cols) : linalg.qr(without(b.u, linalg.multiply(a.u, inside))).r;
  const within = matrix(inside.rows + outside.rows, b.u.cols);
  within.data.set(inside.data);
  within.data.set(outside.data, inside.data.length);
  const excess = scaleColumns(
    within,
    b.roots.map((root) => root / floor - 1),
  );
  const joint = linalg.multiply(excess, within, { transposeB: true });
  for (let i = 0; i < joint.rows; i++) {
    const factor = i < a.roots.length ? floor / a.roots[i]! : 1;
    joint.data[i * joint.cols + i]! += 1;
    for (let j = 0; j < joint.cols; j++) joint.data[i * joint.cols + j]! *= factor;
  }
  return joint;
}

/** A − B. */
function without({ rows, cols, data }: Matrix, { data: other }: Matrix): Matrix {
  return matrix(
    rows,
    cols,
    data.map((entry, at) => entry - other[at]!),
  );
}

function lowRank(rank: number, n: number): string {
  return `has rank ${rank}, and needs rank N = ${n}: compare fewer instances, or set a ridge`;
}

/** D ≥ N: from the singular values of R, which keep the digits that RRᵀ loses. */
function full(side: Side<Representation>, ridge: number, { linalg }: MeasureContext): Prepared {
  const { matrix: r, storedAs } = side.subject;
  const { u, s } = linalg.svd(r);
  const rank = countLive(s, noiseLevel(r.rows, r.cols, storedAs));
  if (ridge === 0 && rank < r.rows) return { problem: lowRank(rank, r.rows), ...none };
  return { problem: null, u, roots: s.map((each) => Math.sqrt((each * each) / r.cols + ridge)) };
}

/** D far below N, with a ridge: the range alone. Outside of it S is ridge·I. */
function thin(side: Side<Representation>, ridge: number, context: MeasureContext): Prepared {
  const { u, s } = leftSingular(side, 'raw', context);
  const d = side.subject.matrix.cols;
  return { problem: null, u, roots: s.slice(0, u.cols).map((each) => Math.sqrt((each * each) / d + ridge)) };
}

/** D < N with a ridge: the null directions of RRᵀ count as well. */
function spread(side: Side<Representation>, ridge: number, { linalg }: MeasureContext): Prepared {
  const r = side.subject.matrix;
  const { values, vectors } = linalg.eigh(linalg.gram(r, { side: 'rows' }));
  return { problem: null, u: vectors, roots: values.map((each) => Math.sqrt(Math.max(each, 0) / r.cols + ridge)) };
}
