import { applyCell, finishDocument } from '../comparison/cells';
import type { ResultDocument } from '../comparison/document';
import type { Plan } from '../comparison/plan';
import type { Precision } from '../linalg/linalg';
import type { Side } from '../measures/subject';
import { tabulate, type PlannedCell, type PlannedSide } from './cell-table';
import type { BoundedCache } from './lru';
import { Outbox } from './outbox';
import type { WorkerPool } from './pool';
import type { Cell, CellRef, EngineEvents, EngineStatus } from './protocol';
import { CellRun, type Preparation, type RunListener } from './run';
import type { FindingStore } from './finding-store';
import { append } from './lists';
import { bytesOf } from './shared';
import type { Shelf } from './side-shelf';
import type { Finding } from './task';

/** What comparisons share, so that asking again is cheap. */
export interface Stores {
  readonly sides: BoundedCache<Side<unknown>>;
  readonly findings: BoundedCache<Finding>;
}

/** Results that outlive the engine. */
export type KeptFindings = Pick<FindingStore, 'load' | 'save'>;

export interface ComparisonInput {
  readonly plan: Plan;
  readonly status: EngineStatus;
  readonly precision: Precision;
  /** Cells that are finished already. */
  readonly known: readonly Cell[];
  /** Cells to compute one at a time, after all others. */
  readonly suspects: readonly CellRef[];
  readonly kept?: KeptFindings;
  /** Prepared sides that do. */
  readonly shelf?: Shelf;
}

type Payload<E extends keyof EngineEvents> = Omit<EngineEvents[E], 'job'>;

export interface ComparisonListener {
  planned(payload: Payload<'planned'>): void;
  cells(payload: Payload<'cells'>): void;
  progress(payload: Payload<'progress'>): void;
  started(payload: Payload<'started'>): void;
}

/** One comparison in the engine: takes over what is known, computes the rest, and fills the document. */
export class EngineComparison implements RunListener {
  readonly #document: ResultDocument;
  readonly #outbox: Outbox;
  readonly #unfinished = new Set<PlannedCell>();
  readonly #prepared = new Set<PlannedSide>();
  /** Tasks in work, oldest first: what they do and how much of it is done. */
  readonly #tasks = new Map<number, { stage: string; done: number }>();
  readonly #units: number;
  readonly #bySide = new Map<number, PlannedCell[]>();
  /** What was computed here. */
  readonly #found = new Map<PlannedCell, Finding>();
  #ended: number[] = [];
  #run: CellRun | undefined;
  #finished = 0;
  #lastTask = 0;
  #cancelled = false;

  constructor(
    private readonly input: ComparisonInput,
    private readonly pool: WorkerPool,
    private readonly stores: Stores,
    private readonly listener: ComparisonListener,
  ) {
    const { plan, status, precision } = input;
    const { name, version, threads, reason } = status;
    this.#document = structuredClone(plan.document);
    this.#document.engine = { name, version, precision, threads, ...(reason !== undefined && { reason }) };
    this.#outbox = new Outbox(
      (cells) => listener.cells({ cells }),
      (progress) => listener.progress({ progress }),
    );
    const { cells, sides } = tabulate(plan, { engine: name, precision, memory: stores.sides.budget });
    for (const cell of cells) {
      this.#unfinished.add(cell);
      for (const { index } of new Set(cell.sides)) append(this.#bySide, index, cell);
    }
    this.#units = cells.length + sides.length;
  }

  /** Computes until all is finished or cancelled. Rejects when the engine cannot work at all. */
  async compute(): Promise<ResultDocument> {
    this.listener.planned({ document: structuredClone(this.#document) });
    try {
      await this.#takeOver();
      const suspects = new Set(this.input.suspects.map(nameOf));
      const left = [...this.#unfinished];
      const together = left.filter((cell) => !suspects.has(nameOf(cell)));
      const alone = left.filter((cell) => suspects.has(nameOf(cell)));
      await this.#compute(together, this.pool.size);
      for (const cell of alone) await this.#compute([cell], 1);
    } finally {
      this.#outbox.close();
      await this.input.kept?.save(this.#found);
    }
    finishDocument(this.#document, this.#cancelled ? 'cancelled' : 'complete');
    return this.#document;
  }

  cancel(): void {
    this.#cancelled = true;
    this.#run?.cancel();
  }

  skip(): void {
    this.#run?.skip();
  }

  finished(cell: PlannedCell, finding: Finding): void {
    const { result, row, col } = cell;
    if (!finding.failed) this.#found.set(cell, finding);
    if (!finding.failed) this.stores.findings.set(cell.key, finding, bytesOf(finding) + 2 * cell.key.length);
    this.#apply(cell, { ...finding, result, row, col });
  }

  working(task: number, stage: string, on: readonly PlannedCell[] | Preparation): void {
    const cells = 'side' in on ? this.#hangingOn(on) : on;
    this.listener.started({ task, cells: cells.map(placeOf), ended: this.#ended });
    this.#ended = [];
    this.#lastTask = Math.max(this.#lastTask, task);
    this.#tasks.set(task, { stage, done: 0 });
    this.#report(task);
  }

  progress(task: number, done: number): void {
    const known = this.#tasks.get(task);
    if (known) known.done = Math.min(Math.max(done, 0), 1);
    this.#report(task);
  }

  ended(task: number): void {
    this.#ended.push(task);
    this.#tasks.delete(task);
    this.#report(this.#tasks.keys().next().value);
  }

  prepared(side: PlannedSide): void {
    this.#prepared.add(side);
  }

  /** What an earlier try or an earlier comparison has found already. */
  async #takeOver(): Promise<void> {
    const byName = new Map([...this.#unfinished].map((cell) => [nameOf(cell), cell]));
    for (const cell of this.input.known) {
      const place = byName.get(nameOf(cell));
      if (place) this.#apply(place, cell);
    }
    for (const place of this.#unfinished) {
      const { result, row, col } = place;
      const finding = this.stores.findings.get(place.key);
      if (finding) this.#apply(place, { ...finding, result, row, col });
    }
    for (const [place, finding] of (await this.input.kept?.load(this.#unfinished)) ?? []) {
      const { result, row, col } = place;
      this.#apply(place, { ...finding, result, row, col });
    }
  }

  async #compute(cells: readonly PlannedCell[], concurrency: number): Promise<void> {
    if (cells.length === 0 || this.#cancelled) return;
    const { precision, shelf } = this.input;
    const settings = { pool: this.pool, sides: this.stores.sides, precision, shelf, concurrency };
    this.#run = new CellRun(cells, settings, this, this.#lastTask);
    await this.#run.done;
    this.#run = undefined;
  }

  #apply(place: PlannedCell, cell: Cell): void {
    this.#unfinished.delete(place);
    this.#finished++;
    applyCell(this.#document, cell);
    this.#outbox.add(cell);
  }

  /** A side's preparation is the business of every cell that needs it, also of those that are to be tried alone. */
  #hangingOn({ side, uses }: Preparation): PlannedCell[] {
    const cells = this.#bySide.get(side.index) ?? [];
    return cells.filter((cell) => this.#unfinished.has(cell) && uses.includes(cell.use.key));
  }

  /** Tells how far all is, in the words of one task. */
  #report(task: number | undefined): void {
    const stage = task === undefined ? undefined : this.#tasks.get(task)?.stage;
    if (stage === undefined) return;
    const inWork = [...this.#tasks.values()].reduce((sum, { done }) => sum + done, 0);
    const done = Math.min(this.#finished + this.#prepared.size + inWork, this.#units);
    this.#outbox.report({ stage, done, of: this.#units });
  }
}

function placeOf({ result, row, col }: CellRef): CellRef {
  return { result, row, col };
}

function nameOf({ result, row, col }: CellRef): string {
  return `${result} ${row} ${col}`;
}
