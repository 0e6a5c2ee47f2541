import type { Drilldown, DrilldownOrder } from '../../comparison/drilldown/types';
import type { ComparisonRequest } from '../../comparison/request';
import type { ResultDocument } from '../../comparison/document';
import type { Cell, EngineStatus, Extraction, Inspection, Progress } from '../../engine/protocol';
import type { Experiment } from '../../experiments/types';

/*
 * What the extension asks of the engine. The commands, views and comparisons stand on this, not on the client, so that they can be tried
 * without a child process, and so that the client is loaded when the first of these is called.
 */

export interface ComparisonListener {
  planned(document: ResultDocument): void;
  cells(cells: readonly Cell[]): void;
  progress(progress: Progress): void;
}

/** How somebody follows a job, and ends it. */
export interface Watching {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** A comparison under way. */
export interface ComparisonJob {
  /** The document, with what was finished where it was cancelled. */
  readonly result: Promise<ResultDocument>;
  cancel(): void;
  /** Gives up the cells in work now. */
  skip(): void;
}

export interface Engine {
  /** Without what the settings exclude. */
  scan(root: string): Promise<Experiment>;
  inspect(path: string, key?: string, watching?: Watching): Promise<Inspection>;
  compare(request: ComparisonRequest, listener: ComparisonListener): ComparisonJob;
  /** What can be seen below a pair's cell. */
  drilldown(order: DrilldownOrder, signal: AbortSignal): Promise<Drilldown>;
  /** Trains the sample networks into `folder`. */
  sample(folder: string, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<void>;
  /** Runs a model on inputs and writes its activations into a folder: all files, or none. */
  extract(
    extraction: Extraction,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<{ readonly folder: string }>;
  status(): Promise<EngineStatus>;
}
