import type { Drilldown, DrilldownOrder } from '../comparison/drilldown/types';
import type { ComparisonRequest, EngineOptions } from '../comparison/request';
import type { FinishedCell } from '../comparison/cells';
import type { ResultDocument } from '../comparison/document';
import type { Extraction } from '../models/extract';
import type { Installation, Installed } from './installation/types';
import type { Experiment, Inspection, Run } from '../experiments/types';

/*
 * What the host and the engine child say to each other. Paths go in, results come out; arrays never cross.
 */

export type { ArraySummary, Inspection } from '../experiments/types';
export type { Extraction } from '../models/extract';

/** Which backend computes, and why not the other. */
export interface EngineStatus {
  readonly name: 'wasm' | 'tensorflow';
  readonly version: string;
  readonly threads: number;
  readonly reason?: string;
}

/** One finished cell: indices into the results of the document sent by `planned`. */
export type Cell = FinishedCell;

/** Names a cell without saying what is in it. */
export type CellRef = Pick<Cell, 'result' | 'row' | 'col'>;

export interface Progress {
  /** What is being done, in a few words: "Reading conv1", "cka: conv1 ↔ fc1". */
  readonly stage: string;
  /** Work units finished, of all; a unit in work counts by the part of it that is done. */
  readonly done: number;
  readonly of: number;
}

/** What the engine child answers. Every long request carries a `job`: events name it, `cancel` ends it. */
export type EngineRequests = {
  /** What discovery finds below a root, without what the globs leave out. The runs come before, by `found`. */
  scan: {
    params: { readonly job: string; readonly root: string; readonly exclude?: readonly string[] };
    result: Omit<Experiment, 'runs'>;
  };
  inspect: { params: { readonly job: string; readonly path: string; readonly key?: string }; result: Inspection };
  compare: {
    params: {
      readonly job: string;
      readonly request: ComparisonRequest;
      readonly options: EngineOptions;
      /** Cells that an earlier try finished, or that must not be tried again; they are taken over as they are. */
      readonly known?: readonly Cell[];
      /** Cells to compute alone, last: one of them may have ended the engine. */
      readonly suspects?: readonly CellRef[];
    };
    result: ResultDocument;
  };
  /** What can be seen below a pair's cell: bounded, whatever the arrays' sizes. */
  drilldown: { params: DrilldownOrder & { readonly job: string }; result: Drilldown };
  /** Trains the sample networks and writes their experiment. */
  sample: {
    params: { readonly job: string; readonly folder: string; readonly seed?: number };
    result: { readonly folder: string };
  };
  /** Runs a model on inputs and writes what its layers say; the names of the files written. */
  extract: {
    params: { readonly job: string; readonly extraction: Extraction };
    result: { readonly folder: string; readonly files: readonly string[] };
  };
  /** Installs the TensorFlow engine, for the next child. */
  installTensorflow: { params: Installation & { readonly job: string }; result: Installed };
  /** Whether there was one to remove. */
  removeTensorflow: { params: { readonly folder: string }; result: { readonly removed: boolean } };
  /** Ends a job within a second; its request is then answered with what was finished, or refused with `Cancelled`. */
  cancel: { params: { readonly job: string }; result: null };
  /** Gives up the cells in work now: they are marked failed, the rest goes on. */
  skip: { params: { readonly job: string }; result: null };
  status: { params: { readonly options: EngineOptions }; result: EngineStatus };
};

/** What the engine child tells. */
export type EngineEvents = {
  /** Runs of a scan, in pieces: a host that shows things must not be kept by a large message. */
  found: { readonly job: string; readonly runs: readonly Run[] };
  /** The comparison's document with every cell still empty. */
  planned: { readonly job: string; readonly document: ResultDocument };
  cells: { readonly job: string; readonly cells: readonly Cell[] };
  progress: { readonly job: string; readonly progress: Progress };
  /** The cells in work, should the child die: those of each task from its `started` until it is listed in `ended`. */
  started: {
    readonly job: string;
    readonly task: number;
    readonly cells: readonly CellRef[];
    /** Tasks that ended since the last `started`. */
    readonly ended: readonly number[];
  };
  /** The child is up and hears requests. */
  ready: null;
};

export type EngineVocabulary = { readonly requests: EngineRequests; readonly events: Record<string, never> };
export type HostVocabulary = { readonly requests: Record<string, never>; readonly events: EngineEvents };
