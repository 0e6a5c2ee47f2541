import type { Matrix } from '../linalg/matrix';
import type { ModelPlace } from './live';

/** The type the numbers had on disk: its rounding noise decides what counts as a live direction. */
export type StoredDtype = 'float64' | 'float32' | 'float16' | 'bfloat16' | 'integer';

/** The activations of one layer. Row i of every representation compared belongs to the same instance. */
export interface Representation {
  /** N×D, finite. */
  readonly matrix: Matrix;
  readonly storedAs: StoredDtype;
  /** N class indices, where the comparison has labels. */
  readonly labels?: Int32Array;
}

/** What a model said about N instances. */
export interface Outputs {
  readonly kind: 'logits' | 'probabilities' | 'classes';
  /** N×C logits or probabilities; N×1 class indices for `classes`. */
  readonly matrix: Matrix;
  /** C: the number of classes. */
  readonly classes: number;
  /** N class indices: the ground truth, where the comparison has it. */
  readonly labels?: Int32Array;
  /** The model that gave the outputs, where the comparison has it; else why not, as a sentence. */
  readonly model?: ModelPlace | { readonly missing: string };
}

/**
 * One subject with what has been worked out about it so far (centred copy, SVD, Gram, neighbours …),
 * so that all measures share it. Holds plain data only: it travels between threads.
 */
export interface Side<S> {
  readonly subject: S;
  readonly memo: Map<string, unknown>;
}

export function sideOf<S>(subject: S): Side<S> {
  return { subject, memo: new Map() };
}

/**
 * The value under `key`, made at the first asking. A key names one type of value: give each key one owner,
 * as a function such as `centred(side)` in `shared/`, and put every parameter that matters into it.
 */
export function remember<T>(side: Side<unknown>, key: string, make: () => T): T {
  if (!side.memo.has(key)) side.memo.set(key, make());
  return side.memo.get(key) as T;
}
