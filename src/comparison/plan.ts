import type { ArrayPlace } from '../experiments';
import type { Layout, Reduction } from '../experiments/types';
import type { ModelPlace } from '../measures/live';
import type { Outputs } from '../measures/subject';
import type { Parameters } from '../measures/parameters';
import type { ResultDocument } from './document';
import type { FileState } from './file-state';
import type { PermutationOrder } from './permutation';

/*
 * A plan is a comparison made ready to compute: every operand found, every row aligned, every parameter filled in.
 * It is plain data; nothing of the arrays but headers, ids and labels has been read (with `dropNanRows`, the rows too).
 */

/** Everything a worker needs to make one side, without asking anybody. */
export interface ReadSpec {
  /** Absolute. */
  readonly path: string;
  readonly key: string | null;
  /** Further files that continue the array along its first axis. */
  readonly parts?: readonly string[];
  /** Which tokens count. */
  readonly mask?: ArrayPlace;
  readonly subject: 'representation' | 'outputs';
  readonly layout: Layout | 'auto';
  readonly reduction: Reduction;
  /** For outputs: what the numbers are; concluded already, never `auto`. */
  readonly outputKind?: Outputs['kind'];
  /** For outputs: C, where the comparison knows it (class indices alone don't tell). */
  readonly classes?: number;
  /** For outputs: the model that gave them and its inputs, or why there is none to ask. The inputs' rows are the array's. */
  readonly model?: Omit<ModelPlace, 'rows'> | { readonly missing: string };
  /** Instances of the array to keep, in this order (alignment, sampling, NaN-dropping); null = all as they are. */
  readonly rows: Int32Array | null;
  /** Ground truth, one entry an instance kept, aligned already. */
  readonly labels: Int32Array | null;
  /** The files as they were when the comparison was planned. */
  readonly files?: readonly FileState[];
  /** Estimated bytes of the N×D float64 matrix. */
  readonly bytes: number;
  /** Real path, size, mtime, key, reduction, layout, rows, labels: equal fingerprints, equal sides. The cache key. */
  readonly fingerprint: string;
}

export interface PlannedItem {
  readonly id: string;
  readonly read: ReadSpec;
}

/** One result of the document: a measure with its parameters over rows × cols. */
export interface PlannedBlock {
  readonly measure: string;
  /** The full set. */
  readonly params: Parameters;
  /**
   * `pair`: compare each row with each col. `group`: one cell over all `rows` (`compareAll`, or `describeAll` of a
   * statistic whose `variance` was asked for). `statistic`: one cell a row (`describe`); `cols` is empty for both.
   */
  readonly arity: 'pair' | 'group' | 'statistic';
  /** Indices into `items`. */
  readonly rows: readonly number[];
  readonly cols: readonly number[];
  /** rows = cols and the measure is symmetric: only cells row ≤ col need computing, `applyCell` mirrors them. */
  readonly symmetric: boolean;
  /** Sums over row blocks are enough: sides need not be in memory. */
  readonly streamed?: boolean;
  /** Sides are prepared for many pairs. */
  readonly many?: boolean;
  /** Pairs are inner products: those of several sides with several are made together. */
  readonly together?: boolean;
  /** Each pair with a null distribution. */
  readonly permutation?: PermutationOrder;
}

/**
 * Cells that the document lists under `undefined` already (a need that isn't met, positions that don't fit) are settled:
 * they are not computed.
 */
export interface Plan {
  /** Every value null. */
  readonly document: ResultDocument;
  /** In the order of `document.items`. */
  readonly items: readonly PlannedItem[];
  /** In the order of `document.results`. */
  readonly blocks: readonly PlannedBlock[];
  /** What the classes of the labels are called, by index, where the labels are text. */
  readonly classNames: readonly string[] | null;
}
