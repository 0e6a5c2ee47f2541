import { functional, undefinedBecause, value } from '../measure';
import { votesOf, votingProblem } from './votes';

/**
 * The share of instances on which any two of the models decide differently; in [0, 1].
 * Survey §4.2; Marx, Calmon & Ustun, 2020. Its complement is the stable core.
 */
export const ambiguity = functional({
  arity: 'group',
  id: 'ambiguity',
  name: 'Ambiguity',
  family: 'hard-prediction',
  kind: 'distance',
  range: [0, 1],
  identity: 0,
  symmetric: true,
  metric: false,
  needs: ['group'],
  parameters: {},
  references: [
    { survey: '4.2', paper: 'Marx, Calmon, Ustun: Predictive Multiplicity in Classification. ICML 2020' },
    {
      survey: '4.2',
      paper:
        'Schumacher, Wolf, Ritzert, Lemmerich, Grohe, Strohmaier: The Effects of Randomness on the Stability of Node Embeddings. ECML PKDD Workshops 2021',
    },
  ],
  formula: '(1/N) Σᵢ [some two models differ on i]; stable core = 1 − ambiguity',
  summary: 'For how many instances does the answer depend on which model you happened to train?',
  cost: 'O(M·N)',

  prepare: (side) => votesOf(side),

  compareAll(all) {
    const problem = votingProblem(all);
    if (problem !== undefined) return undefinedBecause(problem);
    const [first, ...others] = all.map(({ classes }) => classes) as [Int32Array, ...Int32Array[]];
    const ambiguous = Array.from(first, (vote, i) => (others.some((votes) => votes[i] !== vote) ? 1 : 0));
    const share = ambiguous.reduce<number>((total, differing) => total + differing, 0) / first.length;
    return value(share, { details: { stableCore: 1 - share, perInstance: { ambiguous } } });
  },
});
