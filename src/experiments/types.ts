import type { Dtype } from '../formats/types';

/** What an array of an experiment is for. */
export type Role = 'layer' | 'logits' | 'probabilities' | 'classes' | 'labels' | 'ids' | 'inputs' | 'mask';

/** One array on disk: a file, or a key of a container. */
export interface ArrayRef {
  /** Absolute path. */
  readonly path: string;
  readonly key?: string;
  readonly shape: readonly number[];
  readonly dtype: Dtype;
}

export interface Layer extends ArrayRef {
  readonly name: string;
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
  /** The folder or container that holds the dumps. */
  readonly path: string;
  readonly checkpoint?: string;
  /** In the network's order where it is known, else in natural order. */
  readonly layers: readonly Layer[];
  readonly outputs: readonly Output[];
}

/** One training of one model. Snapshots are in order of time. */
export interface Run {
  readonly name: string;
  readonly path: string;
  readonly seed?: number;
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
