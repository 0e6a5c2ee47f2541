import type { Cut, LiveModel } from '../live';
import { functional, undefinedBecause, value } from '../measure';
import { accuracyOf, liveSideOf, openPair } from '../shared/live-pair';
import { apply, asValues, featureRows, leastSquares, trainOnTask } from './fit';

/** Numbers of a layer over all instances and positions that still fit in memory several times. */
const MOST_NUMBERS = 40_000_000;

/**
 * What a model loses when its first layers are replaced by those of another and a linear map: q(f′ ∘ T ∘ f) − q(f′), q the
 * accuracy; in [−1, 1], 0 where nothing is lost. Survey §4.5; Lenc & Vedaldi, 2015; Bansal et al., 2021. Needs labels and the
 * models. Fitted and scored on the same instances.
 */
export const stitching = functional({
  arity: 'pair',
  id: 'stitching',
  name: 'Model stitching',
  family: 'stitching',
  kind: 'similarity',
  range: [-1, 1],
  identity: 0,
  symmetric: false,
  metric: false,
  needs: ['labels', 'live-model', 'white-box'],
  parameters: {
    fit: {
      type: 'choice',
      choices: ['least-squares', 'task'],
      default: 'least-squares',
      help: 'The map fitted to the second model’s activations, or trained further on the labels.',
    },
    bias: { type: 'boolean', default: true, help: 'Whether the map has an offset.' },
    from: {
      type: 'integer',
      default: null,
      min: 1,
      help: 'The layer of the first model, counted from 1 in its list of layers; by default all that fit, by name.',
    },
    to: {
      type: 'integer',
      default: null,
      min: 1,
      help: 'The layer of the second model, counted from 1; by default the one of the same name.',
    },
  },
  references: [
    {
      survey: '4.5',
      paper:
        'Lenc, Vedaldi: Understanding Image Representations by Measuring Their Equivariance and Equivalence. CVPR 2015',
    },
    {
      survey: '4.5',
      paper: 'Bansal, Nakkiran, Barak: Revisiting Model Stitching to Compare Neural Representations. NeurIPS 2021',
    },
  ],
  formula: 'q(f′ ∘ T ∘ f) − q(f′), T linear (1×1 for maps), q accuracy; the mean over the pairs of layers',
  summary:
    'Can the second model go on from where the first one is? Near 0 a linear map is all that stands between them.',
  cost: 'O(N·P·D·(D + D′)) a pair of layers, and a forward pass; `task`: 60 forward and backward passes more',
  unpaired: true,

  prepare: (side) => liveSideOf(side),

  async compare(a, b, { fit, bias, from, to }, context) {
    let done = 0;
    const tick = (): void => context.progress(done);
    const pair = await openPair(a, b, { labels: true, sameInputs: false }, context, tick);
    if ('defined' in pair) return pair;
    const [f, g] = pair.models;
    const labels = pair.labels!;
    const { linalg } = context;
    const chosen = pairsOf(f, g, from, to);
    if (typeof chosen === 'string') return undefinedBecause(chosen);
    const accuracy = accuracyOf(g.logits(g.inputs), labels);
    const layers = chosen.map(([first, second], index) => {
      done = index / chosen.length;
      tick();
      const x = featureRows(f.activations(f.inputs, first.name), first);
      const y = featureRows(g.activations(g.inputs, second.name), second);
      const fitted = leastSquares(x, y, bias, linalg);
      const stitch = fit === 'task' ? trainOnTask(fitted, x, g, second, labels, linalg) : fitted;
      const logits = g.logits(asValues(apply(stitch, x, linalg), second, labels.length), second.name);
      const stitchedAccuracy = accuracyOf(logits, labels);
      return {
        first: first.name,
        second: second.name,
        stitchedAccuracy,
        penalty: stitchedAccuracy - accuracy,
        fitResidual: fitted.residual,
      };
    });
    const mean = layers.reduce((sum, { penalty }) => sum + penalty, 0) / layers.length;
    return value(mean + 0, { details: { accuracy, layers } });
  },
});

type CutPair = readonly [Cut, Cut];

/** The layers to stitch: those asked for, else all of one name, else one by one in their order. A sentence where none fit. */
function pairsOf(f: LiveModel, g: LiveModel, from: number | null, to: number | null): readonly CutPair[] | string {
  const at = ({ cuts }: LiveModel, index: number | null): Cut | undefined =>
    index === null ? undefined : cuts[index - 1];
  if ((from !== null && !at(f, from)) || (to !== null && !at(g, to))) {
    return `There is no such layer; the models can be cut at ${names(f)} and at ${names(g)}.`;
  }
  if (from !== null || to !== null) {
    const first = at(f, from) ?? f.cuts.find(({ name }) => name === at(g, to)?.name);
    const second = at(g, to) ?? g.cuts.find(({ name }) => name === first?.name);
    if (!first || !second) return 'Only one model has a layer of that name: say both (from, to).';
    return problemOf(f, first, second) ?? [[first, second]];
  }
  const named = f.cuts.flatMap((cut): CutPair[] => {
    const other = g.cuts.find(({ name }) => name === cut.name);
    return other ? [[cut, other]] : [];
  });
  const inOrder = f.cuts.length === g.cuts.length ? f.cuts.map((cut, index): CutPair => [cut, g.cuts[index]!]) : [];
  const fitting = (named.length > 0 ? named : inOrder).filter(([x, y]) => problemOf(f, x, y) === undefined);
  if (fitting.length > 0) return fitting;
  return `No layers of one name and fitting shapes: choose them (from, to) among ${names(f)} and ${names(g)}.`;
}

function problemOf({ inputs }: LiveModel, first: Cut, second: Cut): string | undefined {
  if (first.positions !== second.positions) {
    return `${first.name} has ${first.positions} positions and ${second.name} ${second.positions}: a linear map of features cannot join them.`;
  }
  const numbers = inputs.rows * first.positions * Math.max(first.features, second.features);
  return numbers > MOST_NUMBERS
    ? `${first.name} and ${second.name} hold too many numbers: take fewer instances.`
    : undefined;
}

function names({ cuts }: LiveModel): string {
  return cuts.length > 0 ? cuts.map(({ name }) => name).join(', ') : 'no layer';
}
