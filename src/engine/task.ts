import type { FinishedCell } from '../comparison/cells';
import type { PermutationOrder } from '../comparison/permutation';
import type { ReadSpec } from '../comparison/plan';
import type { Precision } from '../linalg/linalg';
import type { Parameters } from '../measures/parameters';
import type { Outputs, Representation, Side } from '../measures/subject';
import type { EngineStatus } from './protocol';
import type { ShelfPlace } from './side-shelf';
import type { Streaming, Summed } from './streaming';

/*
 * What the child's main thread and its worker threads say to each other. A thread has one task at a time; a side crosses
 * with its arrays on shared memory.
 */

/** A measure with its parameters, and the name under which a side's memo keeps what `prepare` made for it. */
export interface Use {
  readonly measure: string;
  readonly params: Parameters;
  readonly key: string;
  /** Each side is prepared for many pairs. */
  readonly many?: boolean;
}

export type Task =
  /** Reads the side, unless it is given, and prepares it for the first of the uses that it lacks. */
  | {
      readonly kind: 'prepare';
      readonly read: ReadSpec;
      readonly side?: Side<unknown>;
      readonly uses: readonly [Use, ...Use[]];
      /** Where it may lie on disk already, or be kept; `spent`: seconds that went into it before. */
      readonly shelf?: ShelfPlace & { readonly spent: number };
    }
  /** Compares what `prepare` made of two sides, of all, or describes one. */
  | {
      readonly kind: 'pair';
      readonly use: Use;
      readonly prepared: readonly [unknown, unknown];
      /** With a null distribution, for which the second side as it was read is needed. */
      readonly permutation?: PermutationOrder & { readonly subject: Representation | Outputs };
    }
  /** Compares some pairs out of two lists of sides, whose comparison is an inner product. */
  | {
      readonly kind: 'block';
      readonly use: Use;
      readonly first: readonly unknown[];
      readonly second: readonly unknown[];
      /** Indices into `first` and `second`. */
      readonly pairs: readonly (readonly [number, number])[];
    }
  /** Sums up a part of the rows of one side or two, read in blocks. */
  | { readonly kind: 'sum'; readonly streaming: Streaming; readonly part: number }
  /** Compares two sides, or describes one, out of the sums of all parts. */
  | { readonly kind: 'judge'; readonly use: Use; readonly streaming: Streaming; readonly summed: readonly Summed[] }
  | { readonly kind: 'group'; readonly use: Use; readonly prepared: readonly unknown[] }
  | { readonly kind: 'statistic'; readonly use: Use; readonly prepared: readonly [unknown] };

/** Why something has no value. `failed`: by an error, which another try may cure. */
export interface Trouble {
  readonly reason: string;
  readonly failed: boolean;
}

export interface Prepared {
  readonly kind: 'prepared';
  /** Absent where the array could not be read (`unreadable` says why), and where no use of it could be prepared. */
  readonly side?: Side<unknown>;
  readonly unreadable?: Trouble;
  readonly seconds: number;
  /** Uses whose preparation failed, by key. */
  readonly troubles: ReadonlyMap<string, Trouble>;
}

/** A cell's content, without its place. */
export interface Verdict extends Omit<FinishedCell, 'result' | 'row' | 'col'> {
  readonly kind: 'verdict';
}

/** Those of a block, in the order of its pairs. */
export interface Verdicts {
  readonly kind: 'verdicts';
  readonly verdicts: readonly Verdict[];
}

/** A cell's content, as the cache of results keeps it. */
export type Finding = Omit<Verdict, 'kind'>;

export type Answer = Prepared | Summed | Verdict | Verdicts;

export interface Order {
  readonly id: number;
  readonly task: Task;
  readonly precision: Precision;
  /** Bytes of sides that the engine has dropped so far. */
  readonly dropped: number;
}

/** What a thread is started with. */
export interface ThreadSettings {
  readonly engine: 'auto' | 'tensorflow' | 'wasm';
  /** One entry; not 0: the task in work is to be given up. */
  readonly interrupt: Int32Array;
}

export type Report =
  | { readonly kind: 'ready'; readonly status: Omit<EngineStatus, 'threads'> }
  | { readonly kind: 'broken'; readonly reason: string }
  /** The task has come to: null = reading, else the key of the use being prepared. */
  | { readonly kind: 'stage'; readonly id: number; readonly use: string | null }
  | { readonly kind: 'progress'; readonly id: number; readonly done: number }
  /** The work is done; what comes of it is being put on disk. */
  | { readonly kind: 'keeping'; readonly id: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly kind: 'interrupted'; readonly id: number };
