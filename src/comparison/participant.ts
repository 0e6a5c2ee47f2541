import type { ArrayRef, Layout, Output, Run, Snapshot } from '../experiments/types';
import type { Outputs } from '../measures/subject';

/** An array that takes part in a comparison, and where it comes from. */
export interface Participant {
  readonly ref: ArrayRef;
  /** The layer's name, or the name of the outputs. */
  readonly name: string;
  readonly run?: string;
  readonly snapshot?: Snapshot;
  /** The operand that brought it in, as written. */
  readonly operand: string;
  readonly layout: Layout | 'auto';
  /** For outputs: what discovery took them for. */
  readonly outputKind?: Outputs['kind'];
  /** Instance ids and ground truth that discovery found for it. */
  readonly ids?: Output;
  readonly labels?: Output;
}

/** What one operand stands for. */
export type Operand =
  | { readonly kind: 'array'; readonly written: string; readonly array: Participant }
  | (Found & { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly run?: Run })
  | (Found & { readonly kind: 'run'; readonly run: Run });

interface Found {
  /** The operand as written. */
  readonly written: string;
  /** Labels and ids that hold for several runs. */
  readonly shared: readonly Output[];
}

/** `path` or `path::key`: how an operand names the array. */
export function nameOf(ref: ArrayRef): string {
  return ref.key === undefined ? ref.path : `${ref.path}::${ref.key}`;
}
