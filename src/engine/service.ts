import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Drilldown, DrilldownOrder } from '../comparison/drilldown/types';
import type { Plan } from '../comparison/plan';
import type { ComparisonRequest, EngineOptions, ResultCache } from '../comparison/request';
import type { ResultDocument } from '../comparison/document';
import type { Experiment, Inspection } from '../experiments/types';
import type { Side } from '../measures/subject';
import type { Extraction } from '../models/extract';
import { connect, type Channel, type Handlers, type Peer } from '../rpc/rpc';
import { letGo } from './collect';
import { EngineComparison, type Stores } from './comparison';
import { CancelledError } from './errors';
import { FindingStore } from './finding-store';
import type { Installation, Installed } from './installation/types';
import { BoundedCache } from './lru';
import type { Shelf } from './side-shelf';
import { defaultMemory } from './memory';
import { engineValidators } from './messages';
import { Outbox } from './outbox';
import { piecesOf } from './pieces';
import { WorkerPool, type ThreadMaking } from './pool';
import type { EngineRequests, EngineStatus, EngineVocabulary, HostVocabulary, Progress } from './protocol';
import type { Finding } from './task';

/** What the engine child can do besides computing; handed over by `main.ts`. */
export interface Abilities {
  readonly scan: (root: string, exclude: readonly string[] | undefined, signal: AbortSignal) => Promise<Experiment>;
  readonly inspect: (
    path: string,
    key: string | undefined,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ) => Promise<Inspection>;
  readonly plan: (request: ComparisonRequest, signal: AbortSignal) => Promise<Plan>;
  readonly drilldown: (order: DrilldownOrder, signal: AbortSignal) => Promise<Drilldown>;
  readonly sample: (
    settings: { readonly folder: string; readonly seed?: number },
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly extract: (
    extraction: Extraction,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ) => Promise<readonly string[]>;
  readonly installTensorflow: (
    installation: Installation,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ) => Promise<Installed>;
  readonly removeTensorflow: (folder: string) => Promise<boolean>;
  readonly thread: ThreadMaking;
}

/** Results are small; this many bytes of them are remembered. */
const FINDINGS_BYTES = 64 * 2 ** 20;

interface Job {
  cancel(): void;
  skip(): void;
}

/** Between the pieces of a large answer. */
const PAUSE_MS = 1;

/** How long jobs get to tidy up when the host is gone. */
const FAREWELL_MS = 500;

/** Of the memory, prepared sides may have this share; the rest is for what threads work with. */
const SIDES_SHARE = 0.55;
const TENSORFLOW_BYTES = 224 * 2 ** 20;

function shareOfSides(memory: number, { name }: EngineStatus): number {
  const own = name === 'tensorflow' ? TENSORFLOW_BYTES : 0;
  return Math.max(memory * SIDES_SHARE - own, memory / 4);
}

function shelfOf({ folder, sides }: ResultCache, { version }: EngineStatus): Shelf {
  return { folder: join(folder, 'sides'), bytes: sides, version };
}

type Params<R extends keyof EngineRequests> = EngineRequests[R]['params'];

/** Answers the host's requests, many at a time. Caches and threads live as long as the child. */
export class EngineService {
  readonly #peer: Peer<HostVocabulary>;
  readonly #jobs = new Map<string, Job>();
  readonly #stores: Stores = {
    sides: new BoundedCache<Side<unknown>>(0, letGo),
    findings: new BoundedCache<Finding>(FINDINGS_BYTES),
  };
  readonly #pools = new Map<string, WorkerPool>();

  constructor(
    channel: Channel,
    private readonly abilities: Abilities,
  ) {
    this.#peer = connect<EngineVocabulary, HostVocabulary>(
      channel,
      engineValidators,
      { requests: this.#handlers(), events: {} },
      (why) => console.error(`The host sent something unexpected: ${why}`),
    );
    this.#peer.tell('ready', null);
  }

  /** Ends every job, for the moment before the process goes. */
  async close(): Promise<void> {
    for (const job of this.#jobs.values()) job.cancel();
    const deadline = performance.now() + FAREWELL_MS;
    while (this.#jobs.size > 0 && performance.now() < deadline) await setTimeout(10);
  }

  #handlers(): Handlers<EngineVocabulary>['requests'] {
    return {
      scan: ({ job, root, exclude }) =>
        this.#abortable(job, async (signal) => {
          const { runs, ...rest } = await unlessAborted(this.abilities.scan(root, exclude, signal), signal);
          for (const piece of piecesOf(runs)) {
            this.#peer.tell('found', { job, runs: piece });
            await setTimeout(PAUSE_MS); // or the host would take in many of them at once
          }
          return rest;
        }),
      inspect: ({ job, path, key }) =>
        this.#abortable(job, (signal, report) => this.abilities.inspect(path, key, signal, report)),
      compare: (params) => this.#compare(params),
      drilldown: ({ job, ...order }) => this.#abortable(job, (signal) => this.abilities.drilldown(order, signal)),
      sample: ({ job, folder, seed }) =>
        this.#abortable(job, async (signal, report) => {
          await this.abilities.sample({ folder, seed }, report, signal);
          return { folder };
        }),
      extract: ({ job, extraction }) =>
        this.#abortable(job, async (signal, report) => ({
          folder: extraction.folder,
          files: [...(await this.abilities.extract(extraction, report, signal))],
        })),
      installTensorflow: ({ job, ...installation }) =>
        this.#abortable(job, (signal, report) => this.abilities.installTensorflow(installation, report, signal)),
      removeTensorflow: async ({ folder }) => ({ removed: await this.abilities.removeTensorflow(folder) }),
      cancel: ({ job }) => {
        this.#jobs.get(job)?.cancel();
        return null;
      },
      skip: ({ job }) => {
        this.#jobs.get(job)?.skip();
        return null;
      },
      status: ({ options }) => this.#status(options),
    };
  }

  async #compare({ job, request, options, known = [], suspects = [] }: Params<'compare'>): Promise<ResultDocument> {
    let comparison: EngineComparison | undefined;
    const planning = new AbortController();
    this.#jobs.set(job, {
      cancel: () => {
        planning.abort(new CancelledError());
        comparison?.cancel();
      },
      skip: () => comparison?.skip(),
    });
    try {
      const pool = this.#pool(options);
      const planned = Promise.all([this.abilities.plan(request, planning.signal), pool.status()]);
      const [plan, status] = await unlessAborted(planned, planning.signal);
      this.#stores.sides.resize(shareOfSides(options.memory || defaultMemory(this.#stores.sides.used), status));
      const precision = request.precision ?? 'float64';
      const kept = options.cache && new FindingStore(options.cache, status.version);
      const shelf = options.cache && shelfOf(options.cache, status);
      comparison = new EngineComparison({ plan, status, precision, known, suspects, kept, shelf }, pool, this.#stores, {
        planned: (payload) => this.#peer.tell('planned', { job, ...payload }),
        cells: (payload) => this.#peer.tell('cells', { job, ...payload }),
        progress: (payload) => this.#peer.tell('progress', { job, ...payload }),
        started: (payload) => this.#peer.tell('started', { job, ...payload }),
      });
      return await comparison.compute();
    } finally {
      this.#jobs.delete(job);
    }
  }

  async #status(options: EngineOptions): Promise<EngineStatus> {
    return this.#pool(options).status();
  }

  /** The threads for these options. Those for other options stay while a comparison uses them. */
  #pool({ engine, threads }: EngineOptions): WorkerPool {
    const size = threads || availableParallelism();
    const name = `${engine} ${size}`;
    const known = this.#pools.get(name);
    if (known && !known.broken) return known;
    for (const [other, pool] of this.#pools) {
      if (pool.busy) continue;
      this.#pools.delete(other);
      void pool.dispose();
    }
    const pool = new WorkerPool(this.abilities.thread, engine, size);
    this.#pools.set(name, pool);
    return pool;
  }

  async #abortable<T>(
    job: string,
    work: (signal: AbortSignal, report: (progress: Progress) => void) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    const outbox = new Outbox(
      () => undefined,
      (progress) => this.#peer.tell('progress', { job, progress }),
    );
    this.#jobs.set(job, { cancel: () => controller.abort(new CancelledError()), skip: () => undefined });
    try {
      return await work(controller.signal, (progress) => outbox.report(progress));
    } finally {
      outbox.close();
      this.#jobs.delete(job);
    }
  }
}

/** What comes of the work, or at once the signal's reason when it is no longer wanted. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}
