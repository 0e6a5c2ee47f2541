import { functional, undefinedBecause, value } from '../measure';
import { clip } from '../shared/outcomes';
import { liveSideOf, openPair } from '../shared/live-pair';
import { adversarialExamples } from './attack';
import { attackParameters } from './parameters';
import { cosine, decisionDistances } from './scores';

/**
 * The cosine of two models' decision distance vectors over adversarial examples against the first; in [−1, 1], 1 for equal
 * models. Survey §4.4; Li et al., 2021. Needs labels and the models.
 */
export const modeldiff = functional({
  arity: 'pair',
  id: 'modeldiff',
  name: 'ModelDiff',
  family: 'gradient-adversarial',
  kind: 'similarity',
  range: [-1, 1],
  identity: 1,
  symmetric: false,
  metric: false,
  needs: ['labels', 'live-model', 'white-box'],
  parameters: attackParameters,
  references: [
    {
      survey: '4.4',
      paper:
        'Li, Zhang, Liu, Yang, Chen, Liu: ModelDiff: Testing-Based DNN Similarity Comparison for Model Reuse Detection. ISSTA 2021',
      doi: '10.1145/3460319.3464816',
    },
  ],
  formula: 'cos(DDV, DDV′), DDVᵢ = cos(O(xᵢ), O(x̃ᵢ)), x̃ adversarial to the first model, O probabilities',
  summary:
    'Do decisions move alike near the instances? A model copied or fine-tuned from another shares its weak spots.',
  cost: 'steps · (forward + backward) of the first model over N inputs, two forward passes of each',
  unpaired: true,

  prepare: (side) => liveSideOf(side),

  async compare(a, b, params, context) {
    let done = 0;
    const pair = await openPair(a, b, { labels: true, sameInputs: true }, context, () => context.progress(done));
    if ('defined' in pair) return pair;
    const [f, g] = pair.models;
    const moved = adversarialExamples(f, pair.labels!, params);
    done = 0.8;
    const [own, other] = [f, g].map((model) => decisionDistances(model.logits(model.inputs), model.logits(moved)));
    const similarity = cosine(own!, other!);
    if (similarity === null) return undefinedBecause('There are no instances to attack.');
    return value(clip(similarity, -1, 1), {
      details: { perInstance: { ddvFirst: [...own!], ddvSecond: [...other!] } },
    });
  },
});
