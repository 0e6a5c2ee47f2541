import type { Drilldown } from '../../src/comparison/drilldown/types';
import type { ResultDocument } from '../../src/comparison/document';
import { documentOf, item, result } from './documents';

/*
 * Looks below a cell made by hand: ten classes around a circle, the second model's a little off. Every run draws the same.
 */

const classes = 10;
const perClass = 8;
const n = classes * perClass;

/** Not chance, but nearly as uneven. */
const uneven = (at: number): number => Math.sin(at * 12.9898) * 0.5 + Math.sin(at * 4.1414) * 0.5;

function pointsOf(shift: number): Float32Array {
  return Float32Array.from({ length: 2 * n }, (_, at) => {
    const [instance, axis] = [Math.floor(at / 2), at % 2];
    const angle = (2 * Math.PI * Math.floor(instance / perClass)) / classes + shift * 0.15 * uneven(instance + 3);
    return (axis === 0 ? Math.cos(angle) : Math.sin(angle)) + 0.12 * uneven(instance * 7 + axis + shift * 31);
  });
}

function cosinesOf(points: Float32Array): Float32Array {
  return Float32Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    const [a, b, c, d] = [points[2 * i]!, points[2 * i + 1]!, points[2 * j]!, points[2 * j + 1]!];
    return (a * c + b * d) / Math.hypot(a, b) / Math.hypot(c, d);
  });
}

const labels = Int32Array.from({ length: n }, (_, at) => Math.floor(at / perClass));
const predictedOf = (every: number): Int32Array =>
  labels.map((label, at) => (at % every === 0 ? (label + 3) % classes : label));

function images(of: readonly number[]): Drilldown['images'] {
  const bytes = Uint8Array.from({ length: of.length * 64 }, (_, at) => {
    const [place, y, x] = [of[Math.floor(at / 64)]!, Math.floor((at % 64) / 8) - 3.5, (at % 8) - 3.5];
    return Math.round(255 * Math.max(0, 1 - Math.abs(Math.hypot(x, y) - 1 - (place % 3)) / 1.5));
  });
  return { height: 8, width: 8, channels: 1, of: Int32Array.from(of), bytes };
}

/** Of two representations. */
export function layersDrilldown(extra: Partial<Drilldown> = {}): Drilldown {
  const points = [pointsOf(0), pointsOf(1)] as [Float32Array, Float32Array];
  const drawn = Int32Array.from({ length: n }, (_, at) => at);
  return {
    instances: 500,
    drawn,
    ids: Array.from(drawn, (place) => String(1000 + place)),
    labels,
    classNames: null,
    predicted: [predictedOf(9), predictedOf(7)],
    rsms: [cosinesOf(points[0]), cosinesOf(points[1])],
    aligned: { points, explained: 0.734, residual: 0.31, fitted: 500, width: 64 },
    agreement: null,
    images: images([...drawn]),
    ...extra,
  };
}

/** Of two models' outputs. */
export function outputsDrilldown(): Drilldown {
  const counts = Int32Array.from({ length: classes * classes }, (_, at) => {
    const [row, col] = [Math.floor(at / classes), at % classes];
    if (row === 9) return 0;
    return row === col ? 45 + (row % 4) : (row + 3) % classes === col ? 4 : (row * col) % 7 === 3 ? 1 : 0;
  });
  return { ...layersDrilldown(), rsms: null, aligned: null, agreement: { classes, counts } };
}

/** Those that are drawn moved most. */
const spread = (at: number): number =>
  Math.round(100 * (at < n ? 0.5 * Math.abs(uneven(at)) : 0.5 + 0.5 * Math.abs(uneven(at)))) / 100;

/** What the extension answers for a cell of two layers: its measure, the CCA spectrum, the overlap of neighbours. */
export function layersDetails(measure = 'cka'): ResultDocument {
  const [a, b] = [item('cnn_seed0', 'epoch 30', 'conv2'), item('cnn_seed1', 'epoch 30', 'conv2')];
  const correlations = Array.from({ length: 14 }, (_, i) => Number((1 - (i / 14) ** 2).toFixed(4)));
  const jaccard = Array.from({ length: 500 }, (_, at) => spread(at));
  const permutation = { permutations: 200, seed: 0, mean: 0.02, std: 0.01, p: 1 / 201 };
  return documentOf(
    'pair',
    [a, b],
    [
      result(measure, [a], [b], () => 0.91, { details: { cells: [{ row: 0, col: 0, permutation }] } }),
      result('mean-cca', [a], [b], () => 0.71, { details: { cells: [{ row: 0, col: 0, correlations }] } }),
      result('knn-jaccard', [a], [b], () => 0.5, {
        details: { cells: [{ row: 0, col: 0, perInstance: { jaccard } }] },
      }),
    ],
  );
}

/** The same for two models' outputs. */
export function outputsDetails(): ResultDocument {
  const [a, b] = [item('cnn_seed0', 'epoch 30', 'logits'), item('cnn_seed1', 'epoch 30', 'logits')];
  const divergence = Array.from({ length: 500 }, (_, at) => Number((0.6 * (1 - spread(at)) ** 4).toFixed(4)));
  const differs = divergence.map((each) => (each > 0.25 ? 1 : 0));
  return documentOf(
    'outputs',
    [a, b],
    [
      result('disagreement', [a], [b], () => 0.03, {
        details: { cells: [{ row: 0, col: 0, perInstance: { differs } }] },
      }),
      result('jensen-shannon-divergence', [a], [b], () => 0.04, {
        details: { cells: [{ row: 0, col: 0, perInstance: { divergence } }] },
      }),
    ],
  );
}
