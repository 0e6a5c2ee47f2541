import type { Layout, Reduction } from '../experiments/types';
import type { Precision } from '../linalg/linalg';
import type { Parameters } from '../measures/parameters';

export type Mode = 'pair' | 'layers' | 'training' | 'models' | 'statistics' | 'outputs';
export type OutputKind = 'logits' | 'probabilities' | 'classes' | 'auto';

export interface MeasureRequest {
  /** A catalogue id, or `all`: every one that applies. */
  readonly id: string;
  /** Only what differs from the defaults. */
  readonly params?: Parameters;
}

/**
 * What to compare: the one thing that the extension, the command line and a cluster job all speak.
 * Everything but operands and measures has a default.
 */
export interface ComparisonRequest {
  /**
   * `path` or `path::key`, absolute or relative to `base`: a dump, an array in a container, a container (a snapshot), a
   * snapshot folder, a checkpoint, or a run folder.
   */
  readonly operands: readonly string[];
  /** The folder that relative operands start from. */
  readonly base: string;
  readonly measures: readonly MeasureRequest[];
  /** Concluded from the operands when absent. */
  readonly mode?: Mode;
  readonly outputs?: boolean;
  readonly outputKind?: OutputKind;
  /** Files (`path` or `path::key`) with the ground truth and with instance ids. */
  readonly labels?: string;
  readonly ids?: string;
  /**
   * More operands that take part in the alignment and sampling of instances only: a pair taken out of a larger comparison
   * names the others here, and gets the same rows, so the same number.
   */
  readonly alignedWith?: readonly string[];
  /** At most this many rows, sampled with `seed`. */
  readonly instances?: number;
  readonly seed?: number;
  /** A glob over layer names. */
  readonly layers?: string;
  /** The layer of `models` mode; the last shared one when absent. */
  readonly layer?: string;
  /** The snapshot that `training` compares against: `final` (default), `first`, or a path. */
  readonly reference?: string;
  readonly reduction?: Reduction;
  readonly layout?: Layout | 'auto';
  /** Layouts of single operands, by operand as written. */
  readonly layoutOf?: Readonly<Record<string, Layout>>;
  readonly dropNanRows?: boolean;
  readonly precision?: Precision;
  /** The rows of one side permuted this many times, with `seed`, for a null distribution of every pair. */
  readonly permutations?: number;
  /** The I-th (from 1) of N parts. */
  readonly shard?: { readonly index: number; readonly of: number };
}

/** How the engine should work; it never changes a result beyond rounding. */
export interface EngineOptions {
  readonly engine: 'auto' | 'tensorflow' | 'wasm';
  /** Worker threads; 0 = one a core. */
  readonly threads: number;
  /** Bytes for prepared sides; 0 = half of the free memory. */
  readonly memory: number;
  /** Keeps results beyond the life of the engine. */
  readonly cache?: ResultCache;
}

/** A folder for results and for prepared sides, and how many bytes each may take there. */
export interface ResultCache {
  readonly folder: string;
  readonly bytes: number;
  readonly sides: number;
}

/** What they may take where nobody says: some hundred thousand cells, and the layers of a model or two. */
export const CACHE_LIMITS = { bytes: 256 * 2 ** 20, sides: 2 ** 30 };

/** A request that cannot be carried out, in one line for a person. `usage`: the request itself is wrong (exit 2), else 1. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  constructor(
    message: string,
    readonly usage: boolean = false,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whether a reference is a path, not a word. */
export function namesSnapshot(reference: string | undefined): reference is string {
  return reference !== undefined && reference !== 'final' && reference !== 'first';
}
