import type { Dtype } from '../formats/types';

/** What an array of an experiment is for. */
export type Role = 'layer' | 'logits' | 'probabilities' | 'classes' | 'labels' | 'ids' | 'inputs' | 'mask';

/** One array on disk: a file, or a key of a container. */
export interface ArrayRef {
  /** Absolute path. */
  readonly path: string;
  readonly key?: string;
  /** Of the whole array, `parts` included. */
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  /** Further files (absolute, under the same key) that continue it along axis 0, in order: shards. */
  readonly parts?: readonly string[];
}

export interface Layer extends ArrayRef {
  readonly name: string;
  /** From the manifest or the run's framework; absent where only the shape can tell. */
  readonly layout?: Layout;
  /** From the manifest. */
  readonly reduction?: Reduction;
}

export interface Output extends ArrayRef {
  readonly name: string;
  readonly role: Exclude<Role, 'layer'>;
  /** True where the role was concluded from the content, not from the name. */
  readonly guessed: boolean;
}

/** One moment of a run: an epoch or step; usually a checkpoint. */
export interface Snapshot {
  /** "epoch 10", "step 500", "best": what a person calls it. */
  readonly label: string;
  readonly epoch?: number;
  readonly step?: number;
  readonly tag?: string;
  /**
   * The folder or container that holds the dumps; `path::label` where several snapshots share it. Names the snapshot as an
   * operand.
   */
  readonly path: string;
  readonly checkpoint?: string;
  /** From the manifest: the model in a form that can be run, where the checkpoint is not. */
  readonly liveModel?: string;
  /** True where no activations were saved and the layers are the checkpoint's weight matrices; its label says so, too. */
  readonly weights?: true;
  /** In the network's order where it is known, else in natural order. */
  readonly layers: readonly Layer[];
  readonly outputs: readonly Output[];
}

/** One training of one model. Snapshots are in order of time. */
export interface Run {
  /** Unique in the experiment. */
  readonly name: string;
  /** Its folder; `path::variant` where several runs share it. Names the run as an operand. */
  readonly path: string;
  readonly seed?: number;
  /** What the manifest says of it. */
  readonly model?: string;
  readonly dataset?: string;
  readonly snapshots: readonly Snapshot[];
}

export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** What discovery found below one experiment root. */
export interface Experiment {
  readonly root: string;
  readonly runs: readonly Run[];
  /** Labels, ids and inputs that hold for several runs. */
  readonly shared: readonly Output[];
  /** What could not be read, and what was left out, with the remedy. */
  readonly problems: readonly Problem[];
}

/** How an array's axes are laid out: N instances, D or C features, T tokens, H×W positions. */
export type Layout = 'ND' | 'DN' | 'NCHW' | 'NHWC' | 'NTD';

/** How a 3-D or 4-D array becomes N×D. `positions`: each position is an instance. */
export type Reduction = 'mean' | 'flatten' | 'positions' | 'last' | 'first';

/** What a person names to be compared, found on disk. */
export type Operand =
  | (Found & { readonly kind: 'array'; readonly array: FoundArray })
  | (Found & { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly run?: Run })
  | (Found & { readonly kind: 'run'; readonly run: Run });

interface Found {
  /** The operand as written. */
  readonly written: string;
  /** Labels, ids and inputs beside or above it that hold for several runs. */
  readonly shared: readonly Output[];
}

/** One array, with what discovery knows of its surroundings. */
export interface FoundArray {
  readonly ref: ArrayRef;
  readonly name: string;
  readonly role: Role;
  readonly layout?: Layout;
  readonly run?: Run;
  readonly snapshot?: Snapshot;
}

/** Health of one array. Statistics are over the finite values, null where there are none. */
export interface ArraySummary {
  readonly key: string | null;
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly order: 'C' | 'F';
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Population standard deviation. */
  readonly std: number | null;
  readonly nan: number;
  readonly inf: number;
  /** Rows (along axis 0) that are all zero. */
  readonly zeroRows: number;
  /** Places of a row that have the same value in every row. */
  readonly constantColumns: number;
  /** Places of a row that are zero in every row: dead units. They are constant, too. */
  readonly deadColumns: number;
  /** Rows equal to an earlier row. */
  readonly duplicateRows: number;
  /** Of the finite values; null where there are none. */
  readonly histogram: Histogram | null;
  /** Over evenly spaced rows; null where it was not asked for or the rows have no spread. */
  readonly effectiveRank: EffectiveRank | null;
}

/** Counts of values in bins of one width: bin i begins at low + i · width. */
export interface Histogram {
  readonly low: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** exp of the entropy of the normalised singular values of the centred rows (Roy & Vetterli 2007). */
export interface EffectiveRank {
  readonly value: number;
  /** The rows that it was taken of. */
  readonly rows: number;
}

/** Health of a dump. */
export interface Inspection {
  readonly path: string;
  readonly format: string;
  readonly arrays: readonly ArraySummary[];
  readonly ignored: readonly { readonly key: string; readonly reason: string }[];
}
