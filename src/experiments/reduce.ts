import type { Arrangement } from './layout';
import type { Reduction } from './types';

/** Reduces one instance: its numbers in C order (without axis 0) into `out`; `mask` says which tokens count. */
export type ReduceInstance = (
  source: Float64Array,
  from: number,
  out: Float64Array,
  to: number,
  mask?: Float64Array,
) => void;

/** The reduction of one instance of this arrangement (not `DN`, which is no instance at a time); null: its numbers as they are. */
export function instanceReduction(
  { layout, positions, features }: Arrangement,
  reduction: Reduction,
): ReduceInstance | null {
  if (layout === 'NCHW') {
    if (reduction === 'mean') return meanOfPlanes(positions, features);
    // flattened maps are kept channel by channel
    return reduction === 'positions' ? transposing(features, positions) : null;
  }
  if (layout === 'NHWC') {
    if (reduction === 'mean') return meanOfVectors(positions, features);
    return reduction === 'positions' ? null : transposing(positions, features);
  }
  if (layout === 'NTD') {
    if (reduction === 'mean') return meanOfVectors(positions, features);
    if (reduction === 'first' || reduction === 'last') return oneToken(positions, features, reduction);
  }
  return null;
}

/** Each feature's plane of positions lies together. */
function meanOfPlanes(positions: number, features: number): ReduceInstance {
  return (source, from, out, to) => {
    for (let f = 0; f < features; f++) {
      let sum = 0;
      const end = from + (f + 1) * positions;
      for (let i = end - positions; i < end; i++) sum += source[i]!;
      out[to + f] = sum / positions;
    }
  };
}

/** Each position's vector of features lies together. With no token left by the mask, the mean is not defined: NaN. */
function meanOfVectors(positions: number, features: number): ReduceInstance {
  return (source, from, out, to, mask) => {
    out.fill(0, to, to + features);
    let counted = 0;
    for (let p = 0; p < positions; p++) {
      if (mask?.[p] === 0) continue;
      counted++;
      const at = from + p * features;
      for (let f = 0; f < features; f++) out[to + f]! += source[at + f]!;
    }
    for (let f = 0; f < features; f++) out[to + f]! /= counted;
  };
}

/** The rows × cols matrix of one instance, written transposed. */
function transposing(rows: number, cols: number): ReduceInstance {
  return (source, from, out, to) => {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < cols; c++) out[to + c * rows + r] = source[from + r * cols + c]!;
    }
  };
}

/** The first or last token that the mask leaves; NaN where it leaves none. */
function oneToken(positions: number, features: number, which: 'first' | 'last'): ReduceInstance {
  return (source, from, out, to, mask) => {
    let token = which === 'first' ? 0 : positions - 1;
    const step = which === 'first' ? 1 : -1;
    while (mask && token >= 0 && token < positions && mask[token] === 0) token += step;
    if (token < 0 || token >= positions) out.fill(NaN, to, to + features);
    else out.set(source.subarray(from + token * features, from + (token + 1) * features), to);
  };
}
