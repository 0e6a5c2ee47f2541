import { functional, undefinedBecause, value } from '../measure';
import { differentClasses, NO_PROBABILITIES, probabilities } from '../shared/outputs';
import { clip } from '../shared/outcomes';

/**
 * The mean Jensen–Shannon divergence of two models' class distributions; in [0, ln 2] nats or [0, 1] bits.
 * Survey §4.3; Lin, 1991. Undefined for outputs that hold classes only.
 */
export const jensenShannonDivergence = functional({
  arity: 'pair',
  id: 'jensen-shannon-divergence',
  name: 'Jensen–Shannon divergence',
  family: 'soft-prediction',
  kind: 'distance',
  range: [0, Math.LN2],
  identity: 0,
  symmetric: true,
  metric: false,
  needs: [],
  parameters: {
    base: { type: 'choice', choices: ['e', '2'], default: 'e', help: 'Of the logarithm: nats or bits.' },
  },
  variants: [{ when: { base: '2' }, facts: { range: [0, 1] } }],
  references: [
    {
      survey: '4.3',
      paper:
        'Lin: Divergence Measures Based on the Shannon Entropy. IEEE Transactions on Information Theory 37(1), 1991',
      doi: '10.1109/18.61115',
    },
  ],
  formula: '(1/2N) Σᵢ KL(Oᵢ‖Mᵢ) + KL(O′ᵢ‖Mᵢ), M = (O + O′)/2',
  summary:
    'How far apart are the predicted probabilities? Bounded, and finite even where one model gives a class no chance.',
  cost: 'O(N·C)',
  differences: 'Many libraries give bits (base 2) or the square root; here the divergence itself, in nats.',

  prepare: (side) => ({ probabilities: probabilities(side) }),

  compare({ probabilities: a }, { probabilities: b }, { base }) {
    if (!a || !b) return undefinedBecause(NO_PROBABILITIES);
    const different = differentClasses(a, b);
    if (different !== undefined) return undefinedBecause(different);
    const { rows: n, cols } = a;
    if (n === 0) return undefinedBecause('There are no instances.');
    const unit = base === '2' ? Math.LN2 : 1;
    const most = Math.LN2 / unit;
    const divergences = Array.from({ length: n }, (_, i) =>
      clip(divergence(a.data, b.data, i * cols, cols) / unit, 0, most),
    );
    const mean = divergences.reduce((total, each) => total + each, 0) / n;
    return value(clip(mean, 0, most), { details: { perInstance: { divergence: divergences } } });
  },
});

/** ½ KL(p‖m) + ½ KL(q‖m) of one instance, in nats; 0·ln 0 = 0. */
function divergence(p: Float64Array, q: Float64Array, start: number, cols: number): number {
  let total = 0;
  for (let c = start; c < start + cols; c++) {
    const a = p[c]!;
    const b = q[c]!;
    if (a > 0) total += a * Math.log((2 * a) / (a + b));
    if (b > 0) total += b * Math.log((2 * b) / (a + b));
  }
  return total / 2;
}
