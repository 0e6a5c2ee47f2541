import { functional, undefinedBecause, value } from '../measure';
import { disagreementRate, tally, votesOf, votingProblem, type Votes } from './votes';

/**
 * Agreement beyond chance: Cohen's kappa of two models, Fleiss' of more; ≤ 1, 1 for equal predictions, 0 for chance.
 * Survey §4.2; Cohen, 1960; Fleiss, 1971. Undefined where chance alone would agree always.
 */
export const kappa = functional({
  arity: 'group',
  id: 'kappa',
  name: 'Kappa (chance-corrected agreement)',
  family: 'hard-prediction',
  kind: 'similarity',
  range: [-1, 1],
  identity: 1,
  symmetric: true,
  metric: false,
  needs: ['group'],
  parameters: {},
  references: [
    {
      survey: '4.2',
      paper:
        'Cohen: A Coefficient of Agreement for Nominal Scales. Educational and Psychological Measurement 20(1), 1960',
      doi: '10.1177/001316446002000104',
    },
    {
      survey: '4.2',
      paper: 'Fleiss: Measuring Nominal Scale Agreement Among Many Raters. Psychological Bulletin 76(5), 1971',
      doi: '10.1037/h0031619',
    },
  ],
  formula: '(p_o − p_e) / (1 − p_e), p_o observed and p_e chance agreement',
  summary: 'Do the models agree more than their class frequencies make likely?',
  cost: 'O(M·N + N·C)',
  differences:
    'Cohen’s form keeps each model’s own class frequencies, Fleiss’ pools them: two models are judged by Cohen’s.',

  prepare: (side) => votesOf(side),

  compareAll(all) {
    const problem = votingProblem(all);
    if (problem !== undefined) return undefinedBecause(problem);
    const { observed, chance } = all.length === 2 ? cohen(all[0]!, all[1]!) : fleiss(all);
    if (1 - chance < 1e-12) return undefinedBecause('Chance agreement is 1: all models give one class only.');
    return value((observed - chance) / (1 - chance), { details: { observed, chance } });
  },
});

interface Agreement {
  readonly observed: number;
  readonly chance: number;
}

function cohen(a: Votes, b: Votes): Agreement {
  const n = a.classes.length;
  const [first, second] = [a, b].map(({ classes }) => {
    const frequencies = new Map<number, number>();
    for (const vote of classes) frequencies.set(vote, (frequencies.get(vote) ?? 0) + 1 / n);
    return frequencies;
  });
  const chance = [...first!].reduce((total, [vote, share]) => total + share * (second!.get(vote) ?? 0), 0);
  return { observed: 1 - disagreementRate(a.classes, b.classes), chance };
}

function fleiss(all: readonly Votes[]): Agreement {
  const models = all.length;
  const { counts, classes, n } = tally(all);
  const shares = new Float64Array(classes);
  let agreeing = 0;
  counts.forEach((count, at) => {
    shares[at % classes]! += count / (models * n);
    agreeing += count * (count - 1);
  });
  return {
    observed: agreeing / (n * models * (models - 1)),
    chance: shares.reduce((total, share) => total + share * share, 0),
  };
}
