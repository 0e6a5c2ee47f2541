import { Worker } from 'node:worker_threads';
import type { Precision } from '../linalg/linalg';
import { allLetGo } from './collect';
import { EngineError } from './errors';
import { lineOf } from './memory';
import type { EngineStatus } from './protocol';
import type { Answer, Order, Report, Task, ThreadSettings } from './task';

/** How a task ended. `died`: with its thread, for this reason. */
export type Ending =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'died'; readonly reason: string };

/** A task with those who want to hear of it. */
export interface Work {
  readonly task: Task;
  readonly precision: Precision;
  onStage(use: string | null): void;
  onProgress(done: number): void;
  onEnd(ending: Ending): void;
}

/** Who has work to give. Sources are asked in turn, whenever a thread is free. */
export interface Source {
  next(): Work | undefined;
  /** No thread is left that could do the work. */
  fail(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  readonly interrupt: Int32Array;
  /** `keeping`: nothing is computed any more, but a file is being written. */
  state: 'starting' | 'free' | 'working' | 'keeping' | 'gone';
  order: number;
  work: Work | undefined;
  grace: ReturnType<typeof setTimeout> | undefined;
}

/** How long a task that was interrupted may take to notice, before its thread is ended. */
const GRACE_MS = 300;

/** What a thread is made of. */
export interface ThreadMaking {
  readonly script: string;
  /** What it may take for objects, typed arrays not counted. Beyond it the thread dies, not the engine. */
  readonly heapMb: number;
}

/** Threads that may die one after the other before they are up. */
const START_TRIES = 2;

/**
 * The worker threads: started when there is work for them, replaced when they die. A thread has one task at a time, so a
 * death costs that one.
 */
export class WorkerPool {
  /** The thread that is starting, of whichever pool: TensorFlow's binding must have been loaded by one before another loads it. */
  static #starting: Thread | undefined;
  /** Pools that wait until it is up. */
  static readonly #waiting = new Set<WorkerPool>();

  readonly #threads = new Set<Thread>();
  readonly #sources: Source[] = [];
  readonly #status: Promise<Omit<EngineStatus, 'threads'>>;
  #settleStatus: { resolve(status: Omit<EngineStatus, 'threads'>): void; reject(error: Error): void } | undefined;
  #backend: ThreadSettings['engine'];
  #orders = 0;
  #failedStarts = 0;
  #startTrouble = '';
  #broken: EngineError | undefined;
  #disposed = false;

  constructor(
    private readonly making: ThreadMaking,
    engine: ThreadSettings['engine'],
    /** Threads at most. */
    readonly size: number,
  ) {
    this.#backend = engine;
    this.#status = new Promise((resolve, reject) => (this.#settleStatus = { resolve, reject }));
    this.#status.catch(() => undefined); // whoever asks for it hears of it
    this.wake();
  }

  /** The backend, once the first thread is up. Rejects with an `EngineError` when none comes up. */
  async status(): Promise<EngineStatus> {
    return { ...(await this.#status), threads: this.size };
  }

  /** True when it can do nothing any more, and a new pool is needed. */
  get broken(): boolean {
    return this.#broken !== undefined;
  }

  /** True while somebody may have work for it, or waits for it to be up. */
  get busy(): boolean {
    return this.#sources.length > 0 || (this.#settleStatus !== undefined && !this.broken);
  }

  /** Asks `source` for work until what is returned is called. Call `wake` when it has new work. */
  add(source: Source): () => void {
    if (this.#broken) {
      source.fail(this.#broken);
      return () => undefined;
    }
    this.#sources.push(source);
    this.wake();
    return () => {
      const index = this.#sources.indexOf(source);
      if (index >= 0) this.#sources.splice(index, 1);
    };
  }

  /** Gives work to free threads. */
  wake(): void {
    if (this.#disposed) return;
    for (;;) {
      const free = [...this.#threads].find((thread) => thread.state === 'free');
      if (!free) break;
      const work = this.#draw();
      if (!work) return;
      this.#assign(free, work);
    }
    // Every thread is at work, and there may be more to do: one starts at a time, and asks for itself.
    const wanted = this.#settleStatus !== undefined || this.#sources.length > 0;
    if (!wanted || this.#threads.size >= this.size || this.#failedStarts >= START_TRIES) return;
    if (WorkerPool.#starting) WorkerPool.#waiting.add(this);
    else this.#start();
  }

  /** Ends the task: by its own insight, or with its thread; one that is writing a file is let finish, and not waited for. */
  interrupt(work: Work): void {
    const thread = [...this.#threads].find((candidate) => candidate.work === work);
    if (!thread || thread.grace) return;
    if (thread.state === 'keeping') return this.#release(thread);
    Atomics.store(thread.interrupt, 0, 1);
    thread.grace = setTimeout(() => this.#lose(thread, { kind: 'interrupted' }), GRACE_MS);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#settleStatus?.reject(new EngineError('The engine was shut down.'));
    await Promise.all([...this.#threads].map(({ worker }) => worker.terminate()));
  }

  #start(): void {
    const interrupt = new Int32Array(new SharedArrayBuffer(4));
    const settings: ThreadSettings = { engine: this.#backend, interrupt };
    const resourceLimits = { maxOldGenerationSizeMb: this.making.heapMb };
    const worker = new Worker(this.making.script, { workerData: settings, resourceLimits });
    const thread: Thread = { worker, interrupt, state: 'starting', order: 0, work: undefined, grace: undefined };
    this.#threads.add(thread);
    WorkerPool.#starting = thread;
    let reason = 'ended';
    worker.on('message', (report: Report) => this.#hear(thread, report));
    worker.on('error', (error) => (reason = describeDeath(error)));
    worker.on('exit', () => {
      this.#lose(thread, { kind: 'died', reason });
      WorkerPool.#started(thread);
    });
  }

  /** The thread is up, or gone: the next one may start. */
  static #started(thread: Thread): void {
    if (WorkerPool.#starting !== thread) return;
    WorkerPool.#starting = undefined;
    const waiting = [...WorkerPool.#waiting];
    WorkerPool.#waiting.clear();
    for (const pool of waiting) pool.wake();
  }

  #hear(thread: Thread, report: Report): void {
    if (thread.state === 'gone') return;
    switch (report.kind) {
      case 'ready':
        thread.state = 'free';
        this.#failedStarts = 0;
        this.#backend = report.status.name; // the others are of the same kind: results must not depend on the thread
        this.#settleStatus?.resolve(report.status);
        this.#settleStatus = undefined;
        this.wake();
        return WorkerPool.#started(thread);
      case 'broken':
        return this.#lose(thread, { kind: 'died', reason: report.reason });
      case 'stage':
        if (report.id === thread.order) thread.work?.onStage(report.use);
        return;
      case 'progress':
        if (report.id === thread.order) thread.work?.onProgress(report.done);
        return;
      case 'keeping':
        thread.state = 'keeping';
        if (thread.grace) this.#release(thread);
        return;
      case 'answer':
        return this.#finish(thread, { kind: 'answer', answer: report.answer });
      case 'interrupted':
        return this.#finish(thread, { kind: 'interrupted' });
    }
  }

  /** Ends the task without the thread: what it still does is nobody's task. */
  #release(thread: Thread): void {
    const { work } = thread;
    clearTimeout(thread.grace);
    Object.assign(thread, { work: undefined, grace: undefined });
    work?.onEnd({ kind: 'interrupted' });
  }

  #finish(thread: Thread, ending: Ending): void {
    const work = thread.work;
    clearTimeout(thread.grace);
    Atomics.store(thread.interrupt, 0, 0);
    Object.assign(thread, { state: 'free', work: undefined, grace: undefined });
    work?.onEnd(ending);
    this.wake();
  }

  /** The thread is gone, or has to go. A successor starts when there is work for it. */
  #lose(thread: Thread, ending: Ending): void {
    if (thread.state === 'gone') return;
    const { work, state } = thread;
    clearTimeout(thread.grace);
    thread.state = 'gone';
    this.#threads.delete(thread);
    void thread.worker.terminate();
    if (this.#disposed) return;
    if (state === 'starting' && ending.kind === 'died') {
      this.#failedStarts++;
      this.#startTrouble = ending.reason;
    }
    work?.onEnd(ending);
    if (this.#threads.size === 0 && this.#failedStarts >= START_TRIES) this.#giveUp();
    this.wake();
  }

  /** Without threads, and none that would start: all that is asked of this pool fails from now on. */
  #giveUp(): void {
    this.#broken = new EngineError(`The engine's worker could not start: ${this.#startTrouble}`);
    this.#settleStatus?.reject(this.#broken);
    for (const source of this.#sources.splice(0)) source.fail(this.#broken);
  }

  #draw(): Work | undefined {
    for (let turn = this.#sources.length; turn > 0; turn--) {
      const source = this.#sources.shift()!;
      this.#sources.push(source);
      const work = source.next();
      if (work) return work;
    }
    return undefined;
  }

  #assign(thread: Thread, work: Work): void {
    const id = ++this.#orders;
    Object.assign(thread, { state: 'working', order: id, work });
    const order: Order = { id, task: work.task, precision: work.precision, dropped: allLetGo() };
    thread.worker.postMessage(order);
  }
}

function describeDeath(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const outOfMemory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (outOfMemory) return 'It needed more memory than a worker may have.';
  const line = lineOf(error);
  return line === error.message ? `The worker ended: ${line}` : line;
}
