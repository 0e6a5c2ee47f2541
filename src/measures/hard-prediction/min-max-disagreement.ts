import { functional, undefinedBecause, value } from '../measure';
import { NO_LABELS } from '../shared/labels';
import { clip } from '../shared/outcomes';
import { disagreementRate, votesOf, votingProblem } from './votes';

/**
 * Disagreement between the least (0) and the most (1) that the two error rates allow.
 * Survey §4.2; Klabunde & Lemmerich, 2023. Needs labels; undefined where the two bounds coincide.
 */
export const minMaxDisagreement = functional({
  arity: 'pair',
  id: 'min-max-disagreement',
  name: 'Min-max-normalised disagreement',
  family: 'hard-prediction',
  kind: 'distance',
  range: [0, 1],
  identity: 0,
  symmetric: true,
  metric: false,
  needs: ['labels'],
  parameters: {},
  references: [
    {
      survey: '4.2',
      paper: 'Klabunde, Lemmerich: On the Prediction Instability of Graph Neural Networks. ECML PKDD 2022',
      doi: '10.1007/978-3-031-26409-2_12',
    },
  ],
  formula: '(dis − |e − e′|) / (min(e + e′, 1) − |e − e′|), e = error rate',
  summary: 'How much of the disagreement that their error rates allow do the two models use?',
  cost: 'O(N·C)',

  prepare: (side) => votesOf(side),

  compare(a, b) {
    const problem = votingProblem([a, b]);
    if (problem !== undefined) return undefinedBecause(problem);
    if (a.error === null || b.error === null) return undefinedBecause(NO_LABELS);
    const least = Math.abs(a.error - b.error);
    const most = Math.min(a.error + b.error, 1);
    // Error rates are multiples of 1/N: a smaller room than half of that is none.
    if (most - least < 0.5 / a.classes.length) {
      return undefinedBecause('The error rates leave no room between the least and the most disagreement.');
    }
    const share = (disagreementRate(a.classes, b.classes) - least) / (most - least);
    return value(clip(share, 0, 1), { details: { errors: [a.error, b.error], least, most } });
  },
});
