import { functional, undefinedBecause, value } from '../measure';
import { NO_LABELS } from '../shared/labels';
import { disagreementRate, votesOf, votingProblem } from './votes';

/**
 * Disagreement over the first model's error rate; ≥ 0, 0 for equal predictions.
 * Survey §4.2; Fort et al., 2019. Needs labels; undefined where the first model makes no error.
 */
export const errorCorrectedDisagreement = functional({
  arity: 'pair',
  id: 'error-corrected-disagreement',
  name: 'Error-corrected disagreement',
  family: 'hard-prediction',
  kind: 'distance',
  range: [0, null],
  identity: 0,
  symmetric: false,
  metric: false,
  needs: ['labels'],
  parameters: {},
  references: [
    {
      survey: '4.2',
      paper: 'Fort, Hu, Lakshminarayanan: Deep Ensembles: A Loss Landscape Perspective. arXiv 1912.02757, 2019',
    },
  ],
  formula: 'disagreement(O, O′) / error(O)',
  summary: 'Disagreement in units of the first model’s error rate: better models have less room to disagree.',
  cost: 'O(N·C)',

  prepare: (side) => votesOf(side),

  compare(a, b) {
    const problem = votingProblem([a, b]);
    if (problem !== undefined) return undefinedBecause(problem);
    if (a.error === null) return undefinedBecause(NO_LABELS);
    if (a.error === 0) return undefinedBecause('The first model makes no error.');
    return value(disagreementRate(a.classes, b.classes) / a.error, { details: { error: a.error } });
  },
});
