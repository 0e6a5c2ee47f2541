import { functional, undefinedBecause, value } from '../measure';
import { NO_LABELS } from '../shared/labels';
import { predictedClasses } from '../shared/outputs';
import { surveyed } from '../shared/survey';
import { accuracy, balancedAccuracy, confusion, macroF1 } from './scores';

const scores = { accuracy, 'macro-f1': macroF1, 'balanced-accuracy': balancedAccuracy };

/**
 * The absolute difference of two models' scores against the labels; in [0, 1]. Survey §4.1. Needs labels.
 */
export const performanceDifference = functional({
  arity: 'pair',
  id: 'performance-difference',
  name: 'Performance difference',
  family: 'performance',
  kind: 'distance',
  range: [0, 1],
  identity: 0,
  symmetric: true,
  unpaired: true,
  metric: false,
  needs: ['labels'],
  parameters: {
    metric: {
      type: 'choice',
      choices: ['accuracy', 'macro-f1', 'balanced-accuracy'],
      default: 'accuracy',
      help: 'The score: share of right predictions, mean F1 of the classes, or mean recall of the classes.',
    },
  },
  references: [surveyed('4.1')],
  formula: '|q(O) − q(O′)|, q = accuracy, macro-F1 or balanced accuracy',
  summary: 'Is one model better? Two models can score alike and still err on different instances.',
  cost: 'O(N + C²)',

  prepare(side, { metric }) {
    const { labels, classes } = side.subject;
    if (!labels) return { score: null, confusion: [], outside: null };
    const outside = labels.find((label) => label < 0 || label >= classes);
    if (outside !== undefined) {
      return { score: null, confusion: [], outside: `A label is ${outside}, and the models have ${classes} classes.` };
    }
    const counts = confusion(labels, predictedClasses(side), classes);
    return { score: labels.length > 0 ? scores[metric](counts) : null, confusion: counts, outside: null };
  },

  compare(a, b) {
    const outside = a.outside ?? b.outside;
    if (outside !== null) return undefinedBecause(outside);
    if (a.score === null || b.score === null) return undefinedBecause(NO_LABELS);
    return value(Math.abs(a.score - b.score), {
      details: { scores: [a.score, b.score], confusion: [a.confusion, b.confusion] },
    });
  },
});
