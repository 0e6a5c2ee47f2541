import { functional, undefinedBecause, value } from '../measure';
import { liveSideOf, openPair } from '../shared/live-pair';
import { adversarialExamples } from './attack';
import { attackParameters } from './parameters';
import { transfer } from './scores';

/**
 * How often adversarial examples against one model fool the other: the logarithm of the percentage over instances that both
 * get right. Survey §4.4; Hwang et al., 2023. Needs labels and the models; undefined where no instance is right for both.
 */
export const adversarialTransferability = functional({
  arity: 'pair',
  id: 'adversarial-transferability',
  name: 'Adversarial transferability',
  family: 'gradient-adversarial',
  kind: 'similarity',
  range: [null, Math.log(100)],
  rangeNote: 'From ln floor to ln 100 ≈ 4.605.',
  identity: null,
  symmetric: true,
  metric: false,
  needs: ['labels', 'live-model', 'white-box'],
  parameters: {
    ...attackParameters,
    floor: { type: 'number', default: 1e-3, above: 0, max: 100, help: 'The percentage that stands for none at all.' },
  },
  references: [
    {
      survey: '4.4',
      paper:
        'Hwang, Lee, Kim: Similarity of Neural Architectures Using Adversarial Attack Transferability. arXiv 2210.11407, 2023',
    },
  ],
  formula: 'ln max(floor, 100/(2n)·Σᵢ [f fooled by x̃′ᵢ] + [f′ fooled by x̃ᵢ]), i over the n instances both get right',
  summary: 'Do the models err on the same disturbed inputs? Near ln 100 every example that fools one fools the other.',
  cost: 'steps · (forward + backward) of both models over N inputs',
  unpaired: true,

  prepare: (side) => liveSideOf(side),

  async compare(a, b, params, context) {
    let done = 0;
    const pair = await openPair(a, b, { labels: true, sameInputs: true }, context, () => context.progress(done));
    if ('defined' in pair) return pair;
    const [f, g] = pair.models;
    const labels = pair.labels!;
    const againstFirst = adversarialExamples(f, labels, params);
    done = 0.45;
    const againstSecond = adversarialExamples(g, labels, params);
    done = 0.9;
    const { jointlyCorrect, percent, fooled } = transfer(
      {
        first: f.logits(f.inputs),
        second: g.logits(g.inputs),
        firstFooled: f.logits(againstSecond),
        secondFooled: g.logits(againstFirst),
      },
      labels,
    );
    if (jointlyCorrect === 0) return undefinedBecause('No instance is classified right by both models.');
    return value(Math.log(Math.max(params.floor, percent)), {
      details: { jointlyCorrect, percent, firstFooled: fooled[0], secondFooled: fooled[1] },
    });
  },
});
