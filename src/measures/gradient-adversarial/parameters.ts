/** Parameters of the measures that attack a model. */
export const attackParameters = {
  attack: {
    type: 'choice',
    choices: ['pgd', 'fgsm'],
    default: 'pgd',
    help: 'Projected gradient descent from a random start, or a single step.',
  },
  epsilon: {
    type: 'number',
    default: 0.1,
    above: 0,
    max: 1,
    help: 'How far each number of an input may move, as a share of the range of all inputs.',
  },
  steps: {
    type: 'integer',
    default: 10,
    min: 1,
    max: 1000,
    when: { attack: 'pgd' },
    help: 'Steps of projected gradient descent.',
  },
  seed: { type: 'integer', default: 0, min: 0, when: { attack: 'pgd' }, help: 'Seed of the random start.' },
} as const;
