import type { ComparisonRequest } from '../../comparison/request';
import type { ResultDocument } from '../../comparison/document';
import type { Cell, EngineStatus, Inspection, Progress } from '../../engine/protocol';
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

/** A comparison under way. */
export interface ComparisonJob {
  /** The document, with what was finished where it was cancelled. */
  readonly result: Promise<ResultDocument>;
  cancel(): void;
  /** Gives up the cells in work now. */
  skip(): void;
}

export interface Engine {
  scan(root: string): Promise<Experiment>;
  inspect(path: string, key?: string): Promise<Inspection>;
  compare(request: ComparisonRequest, listener: ComparisonListener): ComparisonJob;
  /** Trains the sample networks into `folder`. */
  sample(folder: string, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<void>;
  status(): Promise<EngineStatus>;
}
