import { functional, undefinedBecause, value } from '../measure';
import { clip } from '../shared/outcomes';
import { liveSideOf, openPair } from '../shared/live-pair';
import { saliencyCosines } from './scores';

/**
 * How alike two models' saliency maps are: the mean cosine of their absolute input gradients over instances and classes; in
 * [0, 1], 1 for equal models. Survey §4.4; Jones et al., 2022. Needs the models; zero gradients are left out.
 */
export const saliencySimilarity = functional({
  arity: 'pair',
  id: 'saliency-similarity',
  name: 'Saliency similarity',
  family: 'gradient-adversarial',
  kind: 'similarity',
  range: [0, 1],
  identity: 1,
  symmetric: true,
  metric: false,
  needs: ['live-model', 'white-box'],
  parameters: {
    of: {
      type: 'choice',
      choices: ['logits', 'probabilities'],
      default: 'logits',
      help: 'Gradients of the logits, or of the probabilities after the softmax.',
    },
  },
  references: [
    {
      survey: '4.4',
      paper:
        'Jones, Springer, Kenyon, Moore: If You’ve Trained One You’ve Trained Them All: Inter-Architecture Similarity Increases With Robustness. UAI 2022',
    },
  ],
  formula: 'mean over instances i and classes c of cos(|∇ₓO꜀(xᵢ)|, |∇ₓO′꜀(xᵢ)|)',
  summary: 'Do the models look at the same parts of the inputs?',
  cost: 'C · (forward + backward) of both models over N inputs',
  unpaired: true,

  prepare: (side) => liveSideOf(side),

  async compare(a, b, { of }, context) {
    let done = 0;
    const pair = await openPair(a, b, { labels: false, sameInputs: true }, context, () => context.progress(done));
    if ('defined' in pair) return pair;
    const [f, g] = pair.models;
    const { rows } = f.inputs;
    const totals = new Float64Array(rows);
    const counts = new Int32Array(rows);
    for (let c = 0; c < f.classes; c++) {
      done = c / f.classes;
      const weights = new Float64Array(rows * f.classes);
      for (let i = 0; i < rows; i++) weights[i * f.classes + c] = 1;
      saliencyCosines(f.gradients(f.inputs, weights, of), g.gradients(g.inputs, weights, of)).forEach(
        (similarity, i) => {
          if (similarity === null) return;
          totals[i]! += similarity;
          counts[i]!++;
        },
      );
    }
    const counted = counts.reduce((all, one) => all + one, 0);
    if (counted === 0) return undefinedBecause('Every gradient is zero in one of the models.');
    const skipped = rows * f.classes - counted;
    return value(clip(totals.reduce((all, one) => all + one, 0) / counted, 0, 1), {
      details: {
        skipped,
        perInstance: { similarity: [...totals].map((total, i) => (counts[i]! > 0 ? total / counts[i]! : null)) },
      },
      ...(skipped > 0 && { warnings: [`${skipped} of ${rows * f.classes} gradients are zero and were left out.`] }),
    });
  },
});
