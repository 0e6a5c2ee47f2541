import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { applyCell } from '../../comparison/cells';
import type { Drilldown } from '../../comparison/drilldown/types';
import type { ResultDocument } from '../../comparison/document';
import type { ComparisonRequest, MeasureRequest } from '../../comparison/request';
import type { Cell, EngineStatus, Progress } from '../../engine/protocol';
import { findById } from '../../measures/facts';
import { fillParameters } from '../../measures/fill';
import type { Parameters } from '../../measures/parameters';
import type { CatalogueEntry } from '../../measures/facts';
import { RemoteError } from '../../rpc/rpc';
import type { ComparisonJob, Engine } from '../engine/port';
import { append, hasChanged, settle } from './appending';
import { Queue } from './queue';
import { cellRequest, explainingMeasures, requestOf, wholeRequestOf } from './requests';
import { messageOf } from '../../rpc/message-of';

/** What a panel hears of its comparison. */
export interface ComparisonObserver {
  /** The document as a whole changed; `result`: the one to look at now. */
  shown(result?: number): void;
  cells(cells: readonly Cell[]): void;
  progress(progress: Progress): void;
  finished(document: ResultDocument, engine: EngineStatus): void;
  failed(message: string): void;
}

export interface ComparisonParts {
  readonly engine: Engine;
  catalogue(): Promise<readonly CatalogueEntry[]>;
  /** Keeps the document; called when it is planned, now and then while it fills, and at the end. */
  keep(comparison: Comparison): Promise<void>;
  log(message: string): void;
}

/** What a comparison starts from: a request to compute, a document computed before, or both. */
export interface ComparisonStart {
  readonly id?: string;
  readonly title: string;
  readonly request?: ComparisonRequest;
  readonly document?: ResultDocument;
  /** The document's own file, where it is one. */
  readonly file?: string;
  readonly notice?: string;
  readonly warning?: string;
  readonly failure?: string;
  readonly titled?: (document: ResultDocument) => string | undefined;
}

const KEEP_EVERY_MS = 5000;

/** One job of a comparison: where its results stand in the document, once it is planned. */
interface Run {
  readonly appending: boolean;
  offset: number | undefined;
  changed: boolean;
}

/**
 * One comparison, from its request to the last cell: what panels show and what is kept. It knows nothing of VS Code. Jobs
 * run one after the other; panels may come and go.
 */
export class Comparison {
  readonly id: string;
  readonly file: string | undefined;
  title: string;
  #request: ComparisonRequest | undefined;
  #document: ResultDocument | null;
  #failure: string | undefined;
  #failedCode: string | undefined;
  #notice: string | undefined;
  #warning: string | undefined;
  #progress: Progress | undefined;
  #job: ComparisonJob | undefined;
  #look: AbortController | undefined;
  #keptAt = 0;
  /** Writes follow one another: the last state is the one that stays. */
  #keeping: Promise<void> = Promise.resolve();
  readonly #queue = new Queue(() => this.#each((observer) => observer.shown()));
  readonly #titled: ComparisonStart['titled'];
  readonly #observers = new Set<ComparisonObserver>();

  constructor(
    private readonly parts: ComparisonParts,
    start: ComparisonStart,
  ) {
    this.id = start.id ?? randomUUID();
    this.title = start.title;
    this.file = start.file;
    this.#request = start.request;
    this.#document = start.document ?? null;
    this.#notice = start.notice;
    this.#warning = start.warning;
    this.#failure = start.failure;
    this.#titled = start.titled;
  }

  get document(): ResultDocument | null {
    return this.#document;
  }
  get request(): ComparisonRequest | undefined {
    return this.#request;
  }
  get running(): boolean {
    return this.#queue.running;
  }
  get progress(): Progress | undefined {
    return this.#progress;
  }
  get failure(): string | undefined {
    return this.#failure;
  }
  /** The name of the error that `failure` tells of, where the engine named it. */
  get failedCode(): string | undefined {
    return this.#failedCode;
  }
  /** Why nothing can be added to the document, if so. */
  get notice(): string | undefined {
    return this.#notice;
  }
  /** What must be known of the document, if anything: its files changed since. */
  get warning(): string | undefined {
    return this.#warning;
  }

  /** Returns what ends the observing. */
  observe(observer: ComparisonObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  /** Computes the request, over whatever there was. */
  run(request: ComparisonRequest): Promise<void> {
    this.#request = request;
    return this.#queue.add(() => this.#compute(request, false));
  }

  /** Computes everything that the document holds once more, as it was asked but for the `changes`. */
  rerun(changes: Pick<ComparisonRequest, 'dropNanRows'> = {}): Promise<void> {
    this.#notice = undefined;
    this.#warning = undefined;
    const request =
      this.#document && this.#request ? wholeRequestOf(this.#document, this.#request.base) : this.#request;
    if (!request) return Promise.resolve();
    return this.run({ ...request, ...changes });
  }

  /** Shows the measure over the same items, at once if it is there; else it is computed and added. */
  async chooseMeasure(id: string, params: Parameters): Promise<void> {
    const catalogue = await this.parts.catalogue();
    let wanted: MeasureRequest & { params: Parameters };
    try {
      wanted = { id, params: fillParameters(findById(catalogue, id), params) };
    } catch (error) {
      this.#tellFailure(error);
      return;
    }
    if (this.#showIfThere(wanted)) return;
    await this.#queue.add(async () => {
      if (this.#showIfThere(wanted) || !this.#document || !this.#request) return;
      await this.#compute({ ...requestOf(this.#document, this.#request.base), measures: [wanted] }, true);
    });
  }

  /** The two items of a cell, compared in full. */
  async pairDetails(result: number, row: number, col: number): Promise<ResultDocument> {
    const { request, own } = this.#cellRequest(result, row, col);
    const outputs = request.outputs === true || this.#document?.request.mode === 'outputs';
    return this.parts.engine.compare({ ...request, measures: explainingMeasures(own, outputs) }, silent).result;
  }

  /** The two items of a cell on the very same instances. A look at another cell ends this one. */
  async drilldown(result: number, row: number, col: number, featured: readonly number[]): Promise<Drilldown> {
    this.#look?.abort();
    const look = (this.#look = new AbortController());
    const { request } = this.#cellRequest(result, row, col);
    return this.parts.engine.drilldown({ request, featured }, look.signal);
  }

  #cellRequest(result: number, row: number, col: number): ReturnType<typeof cellRequest> {
    if (!this.#request || !this.#document) throw new Error('There is no comparison yet.');
    return cellRequest(this.#document, this.#request.base, { result, row, col });
  }

  /** Ends what is running and what waits; finished cells stay. */
  cancel(): void {
    if (!this.running) return;
    this.#queue.cancel();
    this.#job?.cancel();
  }

  skip(): void {
    this.#job?.skip();
  }

  /** Takes another state of the document's file. Nothing happens while something is computed. */
  reload(start: Pick<ComparisonStart, 'document' | 'request' | 'failure' | 'notice' | 'warning'>): void {
    if (this.running) return;
    this.#document = start.document ?? this.#document;
    this.#request = start.request ?? this.#request;
    this.#failure = start.failure;
    this.#notice = start.notice;
    this.#warning = start.warning;
    this.#each((observer) => observer.shown());
  }

  /** Takes note of how the document stands to its files now. */
  mark({ notice, warning }: Pick<ComparisonStart, 'notice' | 'warning'>): void {
    if (notice === this.#notice && warning === this.#warning) return;
    this.#notice = notice;
    this.#warning = warning;
    this.#each((observer) => observer.shown());
  }

  rename(title: string): void {
    this.title = title;
    this.#each((observer) => observer.shown());
  }

  async #compute(request: ComparisonRequest, appending: boolean): Promise<void> {
    const run: Run = { appending, offset: undefined, changed: false };
    this.#failure = undefined;
    this.#failedCode = undefined;
    this.#progress = undefined;
    this.#each((observer) => observer.shown());
    const job = this.parts.engine.compare(request, {
      planned: (planned) => this.#planned(run, planned),
      cells: (cells) => this.#cells(run, cells),
      progress: (progress) => {
        this.#progress = progress;
        this.#each((observer) => observer.progress(progress));
      },
    });
    this.#job = job;
    try {
      const finished = await job.result;
      if (!run.changed) await this.#finish(run, finished);
    } catch (error) {
      if (!run.changed) await this.#fail(error);
    } finally {
      this.#job = undefined;
      this.#progress = undefined;
    }
    if (run.changed) await this.#recompute(request);
  }

  #planned(run: Run, planned: ResultDocument): void {
    if (run.appending && this.#document && hasChanged(this.#document, planned)) {
      run.changed = true;
      this.#job?.cancel();
      return;
    }
    run.offset = this.#take(planned, run.appending);
    void this.#keep(true);
    this.#each((observer) => observer.shown(run.offset));
  }

  #cells({ offset }: Run, cells: readonly Cell[]): void {
    if (!this.#document || offset === undefined) return;
    const own = cells.map((cell) => ({ ...cell, result: cell.result + offset }));
    for (const cell of own) applyCell(this.#document, cell);
    this.#each((observer) => observer.cells(own));
    void this.#keep(false);
  }

  /** The files changed since: everything is computed again, so that no two results disagree about what they are of. */
  async #recompute(request: ComparisonRequest): Promise<void> {
    const whole = wholeRequestOf(this.#document!, request.base);
    const both = { ...whole, measures: [...whole.measures, ...request.measures] };
    this.#request = both;
    await this.#compute(both, false);
  }

  #take(planned: ResultDocument, appending: boolean): number {
    if (appending && this.#document) return append(this.#document, planned);
    this.#document = planned;
    this.title = this.#titled?.(planned) ?? this.title;
    return 0;
  }

  async #finish(run: Run, finished: ResultDocument): Promise<void> {
    if (run.offset === undefined) this.#take(finished, run.appending);
    else if (run.appending && this.#document) settle(this.#document, finished, run.offset);
    else this.#document = finished;
    await this.#keep(true);
    const { name, version, threads, reason } = finished.engine;
    const document = this.#document ?? finished;
    const last = this.#queue.atLast;
    this.#each((observer) => {
      if (last) observer.finished(document, { name, version, threads, ...(reason !== undefined && { reason }) });
      else observer.shown();
    });
  }

  async #fail(error: unknown): Promise<void> {
    if (this.#document) await this.#keep(true);
    this.#tellFailure(error);
  }

  #showIfThere(wanted: MeasureRequest): boolean {
    const index = (this.#document?.results ?? []).findIndex(
      ({ measure, params }) => measure === wanted.id && isDeepStrictEqual({ ...params }, { ...wanted.params }),
    );
    if (index >= 0) this.#each((observer) => observer.shown(index));
    return index >= 0;
  }

  async #keep(now: boolean): Promise<void> {
    if (!now && Date.now() - this.#keptAt < KEEP_EVERY_MS) return;
    this.#keptAt = Date.now();
    this.#keeping = this.#keeping
      .then(() => this.parts.keep(this))
      .catch((error: unknown) => this.parts.log(`The comparison could not be kept: ${messageOf(error)}`));
    await this.#keeping;
  }

  #tellFailure(error: unknown): void {
    const message = messageOf(error);
    this.parts.log(message);
    this.#failure = message;
    this.#failedCode = error instanceof RemoteError ? error.code : undefined;
    this.#each((observer) => observer.failed(message));
  }

  #each(tell: (observer: ComparisonObserver) => void): void {
    for (const observer of [...this.#observers]) tell(observer);
  }
}

const silent = { planned: () => undefined, cells: () => undefined, progress: () => undefined };
