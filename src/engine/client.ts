import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import type { ResultDocument } from '../comparison/document';
import type { Drilldown, DrilldownOrder } from '../comparison/drilldown/types';
import type { ComparisonRequest, EngineOptions } from '../comparison/request';
import type { Experiment, Run } from '../experiments/types';
import type { Extraction } from '../models/extract';
import { ClosedError, RemoteError, type Handlers } from '../rpc/rpc';
import type { Installation, Installed } from './installation/types';
import { startChild, type EngineChild } from './child';
import { CancelledError, EngineError } from './errors';
import { answers } from './messages';
import type { EngineEvents, EngineStatus, HostVocabulary, Inspection, Progress } from './protocol';
import { joinedRuns } from './pieces';
import { RecoveringComparison, type ComparisonListener } from './recovery';

export interface EngineClientOptions {
  /** The folder of the bundles: `engine.js` and what it loads. */
  readonly dist: string;
  /** Where the TensorFlow engine is, or would be, installed; `LIKENESS_TENSORFLOW` goes before. */
  readonly tensorflow?: string;
  /** How long the child is kept when nobody uses it, in milliseconds (default: a minute). */
  readonly idleMs?: number;
  /** Hears what the child prints and what becomes of it. */
  readonly log?: (line: string) => void;
}

export interface Watching {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export type WatchingComparison = Watching & ComparisonListener;

/** What a job hears of itself. */
type JobListener = { readonly [E in Exclude<keyof EngineEvents, 'ready'>]?: (payload: EngineEvents[E]) => void };

const CANCEL_MS = 3_000;

/**
 * The engine as its users see it. The child process is forked at the first request, shared by everybody who holds this
 * client, and ended when nobody has used it for a while. No mathematics is loaded here.
 */
export class EngineClient {
  readonly #options: EngineClientOptions & Required<Pick<EngineClientOptions, 'idleMs' | 'log'>>;
  readonly #listeners = new Map<string, JobListener>();
  #child: Promise<EngineChild> | undefined;
  #users = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(options: EngineClientOptions) {
    this.#options = { idleMs: 60_000, log: () => undefined, ...options };
  }

  /** Keeps the child alive once it runs, as an open panel does; call what is returned when it is no longer needed. */
  retain(): () => void {
    this.#users++;
    clearTimeout(this.#idle);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#users--;
      if (this.#users > 0 || this.#disposed) return;
      this.#idle = setTimeout(() => void this.#endChild(), this.#options.idleMs);
      this.#idle.unref();
    };
  }

  /** What discovery finds below `root`, without what the globs (relative to it) leave out. */
  scan(root: string, exclude: readonly string[] = [], watching: Watching = {}): Promise<Experiment> {
    return this.#twice(async (child) => {
      const pieces: Run[] = [];
      const listener: JobListener = { found: ({ runs }) => void pieces.push(...runs) };
      const rest = v.parse(
        answers.scan,
        await this.#inJob(child, watching, listener, (job) => child.peer.request('scan', { job, root, exclude })),
      );
      return { ...rest, runs: joinedRuns(pieces) };
    });
  }

  /** Which backend computes under these options, and why not the other. */
  status(options: EngineOptions): Promise<EngineStatus> {
    return this.#twice(async ({ peer }) => v.parse(answers.status, await peer.request('status', { options })));
  }

  /** The health of the arrays of a dump, or of one of them. */
  inspect(path: string, key?: string, watching: Watching = {}): Promise<Inspection> {
    return this.#twice(async (child) =>
      v.parse(
        answers.inspect,
        await this.#inJob(child, watching, {}, (job) => child.peer.request('inspect', { job, path, key })),
      ),
    );
  }

  /** What can be seen below a pair's cell. */
  drilldown(order: DrilldownOrder, watching: Watching = {}): Promise<Drilldown> {
    return this.#twice(async (child) =>
      v.parse(
        answers.drilldown,
        await this.#inJob(child, watching, {}, (job) => child.peer.request('drilldown', { job, ...order })),
      ),
    );
  }

  /** Trains the sample networks into `folder`, which must be empty or new. */
  async sample(folder: string, watching: Watching & { readonly seed?: number } = {}): Promise<{ folder: string }> {
    return this.#using(async (child) =>
      v.parse(
        answers.sample,
        await this.#inJob(child, watching, {}, (job) =>
          child.peer.request('sample', { job, folder, seed: watching.seed }),
        ),
      ),
    );
  }

  /** Runs a model on inputs and writes what its layers say into the folder: all files, or none. */
  async extract(
    extraction: Extraction,
    watching: Watching = {},
  ): Promise<{ folder: string; files: readonly string[] }> {
    return this.#using(async (child) =>
      v.parse(
        answers.extract,
        await this.#inJob(child, watching, {}, (job) => child.peer.request('extract', { job, extraction })),
      ),
    );
  }

  /**
   * Installs the TensorFlow engine into a folder, for the children that start afterwards. Rejects with a `RemoteError` of one line
   * where there is none to be had.
   */
  async installTensorflow(installation: Installation, watching: Watching = {}): Promise<Installed> {
    return this.#using(async (child) =>
      v.parse(
        answers.installTensorflow,
        await this.#inJob(child, watching, {}, (job) =>
          child.peer.request('installTensorflow', { job, ...installation }),
        ),
      ),
    );
  }

  /** Removes the TensorFlow engine from a folder; false where there was none. No child may have it loaded. */
  async removeTensorflow(folder: string): Promise<boolean> {
    return this.#using(
      async ({ peer }) => v.parse(answers.removeTensorflow, await peer.request('removeTensorflow', { folder })).removed,
    );
  }

  /**
   * The finished document; its status is `cancelled` when the signal ended the work, with what was finished. Rejects with a
   * `RemoteError` that carries the engine's own message (`code` = `RequestError`, `FormatError` …), or an `EngineError`.
   */
  async compare(
    request: ComparisonRequest,
    options: EngineOptions,
    watching: WatchingComparison = {},
  ): Promise<ResultDocument> {
    const comparison = new RecoveringComparison(request, options, watching, (child, events, work) =>
      this.#inJob(child, watching, events, work),
    );
    const release = this.retain();
    try {
      return await comparison.finish(() => this.#started());
    } finally {
      release();
    }
  }

  /** Ends the child; nothing can be asked afterwards. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#idle);
    await this.#endChild();
  }

  /** Runs one request as a job: routes its events, and ends it when the signal says so. */
  async #inJob<T>(
    child: EngineChild,
    { onProgress, signal }: Watching,
    listener: JobListener,
    work: (job: string) => Promise<T>,
  ): Promise<T> {
    const job = randomUUID();
    if (signal?.aborted) throw new CancelledError();
    let deadline: ReturnType<typeof setTimeout> | undefined;
    const cancel = (): void => {
      child.peer.request('cancel', { job }).catch(() => undefined);
      deadline = setTimeout(() => void child.end(), CANCEL_MS);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    this.#listeners.set(job, { progress: ({ progress }) => onProgress?.(progress), ...listener });
    try {
      return await work(job);
    } catch (error) {
      if (signal?.aborted || (error instanceof RemoteError && error.code === 'CancelledError')) {
        throw new CancelledError();
      }
      throw error;
    } finally {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', cancel);
      this.#listeners.delete(job);
    }
  }

  /** Work that may safely be done again is tried a second time when the child dies under it. */
  async #twice<T>(work: (child: EngineChild) => Promise<T>): Promise<T> {
    try {
      return await this.#using(work);
    } catch (error) {
      if (!(error instanceof EngineError) || this.#disposed) throw error;
      return await this.#using(work);
    }
  }

  async #using<T>(work: (child: EngineChild) => Promise<T>): Promise<T> {
    const release = this.retain();
    try {
      return await work(await this.#started());
    } catch (error) {
      throw error instanceof ClosedError ? new EngineError(error.message) : error;
    } finally {
      release();
    }
  }

  /** The running child, or a new one; a child that dies while it starts is tried once more. */
  #started(): Promise<EngineChild> {
    if (this.#disposed) return Promise.reject(new EngineError('The engine was shut down.'));
    if (this.#child) return this.#child;
    const start = (): Promise<EngineChild> =>
      startChild(join(this.#options.dist, 'engine.js'), this.#events(), this.#options);
    const starting = start().catch((error: unknown) => {
      this.#options.log(String(error));
      return start();
    });
    this.#child = starting;
    const forget = (): void => {
      if (this.#child === starting) this.#child = undefined;
    };
    starting.then((child) => {
      this.#options.log(`The engine is running (process ${child.pid}).`);
      void child.gone.then((how) => {
        this.#options.log(`The engine ${how}.`);
        forget();
      });
    }, forget);
    return starting;
  }

  async #endChild(): Promise<void> {
    const child = await this.#child?.catch(() => undefined);
    await child?.end();
  }

  #events(): Handlers<HostVocabulary>['events'] {
    return {
      found: (payload) => this.#listeners.get(payload.job)?.found?.(payload),
      planned: (payload) => this.#listeners.get(payload.job)?.planned?.(payload),
      cells: (payload) => this.#listeners.get(payload.job)?.cells?.(payload),
      progress: (payload) => this.#listeners.get(payload.job)?.progress?.(payload),
      started: (payload) => this.#listeners.get(payload.job)?.started?.(payload),
      ready: () => undefined,
    };
  }
}
