import type { Linalg } from '../../linalg/linalg';
import { matrix, type Matrix } from '../../linalg/matrix';
import type { Cut, LiveModel, Values } from '../live';

/** A linear map of features with its offset: y = x·T (+ t), T D×D′. */
export interface Stitch {
  readonly map: Matrix;
  readonly offset: Float64Array | null;
}

/** Noise of the float32 numbers that models give, as a share of the largest singular value. */
const NOISE = 8 * 2 ** -23;

/** The map of least squares ‖X·T (+ 1·t) − Y‖, of least norm where it is not unique, and the residual's norm. */
export function leastSquares(
  x: Matrix,
  y: Matrix,
  bias: boolean,
  linalg: Linalg,
): Stitch & { readonly residual: number } {
  const wide = bias ? withOnes(x) : x;
  const { u, s, v } = linalg.svd(wide);
  const least = (s[0] ?? 0) * NOISE;
  const projected = linalg.multiply(u, y, { transposeA: true });
  for (let i = 0; i < projected.rows; i++) {
    const scale = s[i]! > least ? 1 / s[i]! : 0;
    for (let j = 0; j < projected.cols; j++) projected.data[i * projected.cols + j]! *= scale;
  }
  const whole = linalg.multiply(v, projected);
  const fitted = linalg.multiply(wide, whole);
  const residual = Math.sqrt(fitted.data.reduce((sum, value, at) => sum + (value - y.data[at]!) ** 2, 0));
  const size = x.cols * y.cols;
  return {
    map: matrix(x.cols, y.cols, whole.data.slice(0, size)),
    offset: bias ? whole.data.slice(size) : null,
    residual,
  };
}

function withOnes({ rows, cols, data }: Matrix): Matrix {
  const wide = new Float64Array(rows * (cols + 1)).fill(1);
  for (let i = 0; i < rows; i++) wide.set(data.subarray(i * cols, (i + 1) * cols), i * (cols + 1));
  return matrix(rows, cols + 1, wide);
}

/** Each position of each instance as a row: 1×1 convolutions are linear maps of these. */
export function featureRows({ rows, data }: Values, { positions, features }: Cut): Matrix {
  return matrix(rows * positions, features, Float64Array.from(data));
}

export function apply({ map, offset }: Stitch, x: Matrix, linalg: Linalg): Matrix {
  const result = linalg.multiply(x, map);
  if (offset) result.data.forEach((value, at) => (result.data[at] = value + offset[at % map.cols]!));
  return result;
}

/** The rows of positions as one row an instance again. */
export function asValues({ cols, data }: Matrix, { positions }: Cut, rows: number): Values {
  return { rows, cols: positions * cols, data: Float32Array.from(data) };
}

/** Adam (Kingma & Ba, 2015) with its usual decay rates. */
const [FIRST, SECOND, TINY] = [0.9, 0.999, 1e-8];
const RATE = 0.01;
const EPOCHS = 60;

/** Trains a stitch on the task, from a fitted one on: full-batch Adam on the cross-entropy of the second model's outputs. */
export function trainOnTask(
  start: Stitch,
  x: Matrix,
  model: LiveModel,
  cut: Cut,
  labels: Int32Array,
  linalg: Linalg,
): Stitch {
  const map = matrix(start.map.rows, start.map.cols, start.map.data.slice());
  const offset = start.offset?.slice() ?? null;
  const parameters = offset ? [map.data, offset] : [map.data];
  const moments = parameters.map(({ length }) => [new Float64Array(length), new Float64Array(length)] as const);
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    const values = asValues(apply({ map, offset }, x, linalg), cut, labels.length);
    const slope = model.gradients(values, lossWeights(model.logits(values, cut.name), labels), 'logits', cut.name);
    const dy = matrix(x.rows, map.cols, Float64Array.from(slope.data));
    const gradients = [linalg.multiply(x, dy, { transposeA: true }).data, columnSums(dy)];
    parameters.forEach((numbers, index) => {
      const [first, second] = moments[index]!;
      const gradient = gradients[index]!;
      for (let i = 0; i < numbers.length; i++) {
        first[i] = FIRST * first[i]! + (1 - FIRST) * gradient[i]!;
        second[i] = SECOND * second[i]! + (1 - SECOND) * gradient[i]! ** 2;
        const step = first[i]! / (1 - FIRST ** epoch) / (Math.sqrt(second[i]! / (1 - SECOND ** epoch)) + TINY);
        numbers[i]! -= RATE * step;
      }
    });
  }
  return { map, offset };
}

/** ∂ mean cross-entropy / ∂ logits = (softmax − one-hot) / N. */
function lossWeights({ rows, cols, data }: Values, labels: Int32Array): Float64Array {
  const weights = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    const own = data.subarray(i * cols, (i + 1) * cols);
    const largest = own.reduce((most, z) => Math.max(most, z), -Infinity);
    const total = own.reduce((sum, z) => sum + Math.exp(z - largest), 0);
    own.forEach((z, c) => {
      weights[i * cols + c] = (Math.exp(z - largest) / total - (labels[i] === c ? 1 : 0)) / rows;
    });
  }
  return weights;
}

function columnSums({ rows, cols, data }: Matrix): Float64Array {
  const sums = new Float64Array(cols);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) sums[j]! += data[i * cols + j]!;
  return sums;
}
