import type { Precision } from '../linalg/linalg';
import type { Side } from '../measures/subject';
import type { PlannedCell, PlannedSide } from './cell-table';
import { CellLedger } from './ledger';
import type { BoundedCache } from './lru';
import type { Ending, Source, Work, WorkerPool } from './pool';
import { ReadyCells } from './ready';
import { bytesOf } from './shared';
import { SideSizes } from './side-sizes';
import { placeOf, type Shelf } from './side-shelf';
import { StreamedCell, type Step } from './streamed-cell';
import { isWhole, stripped } from './stripped';
import type { Task, Trouble, Use, Verdict } from './task';

/** Who hears of a run. */
export interface RunListener {
  finished(cell: PlannedCell, verdict: Omit<Verdict, 'kind'>): void;
  /** A task begins, or comes to another stage: what it does in words, and what on. */
  working(task: number, stage: string, on: readonly PlannedCell[] | Preparation): void;
  progress(task: number, done: number): void;
  ended(task: number): void;
  /** A side is there, prepared; again, when it had to be dropped in between. */
  prepared(side: PlannedSide): void;
}

/** A side being read, or prepared: for which uses. */
export interface Preparation {
  readonly side: PlannedSide;
  readonly uses: readonly string[];
}

export interface RunSettings {
  readonly pool: WorkerPool;
  /** Prepared sides, those of earlier comparisons too. */
  readonly sides: BoundedCache<Side<unknown>>;
  readonly precision: Precision;
  /** Where prepared sides are kept on disk. */
  readonly shelf?: Shelf;
  /** Tasks at a time. */
  readonly concurrency: number;
}

interface SideState {
  readonly side: PlannedSide;
  /** Uses that could not be prepared. */
  readonly troubles: Set<string>;
  /** With what has been prepared so far, while it is held. */
  there: Side<unknown> | undefined;
  /** Tasks that work on it. */
  tasks: number;
  bytes: number | undefined;
  /** Seconds that went into preparing it. */
  spent: number;
}

interface TaskState {
  readonly work: Work;
  skipped: boolean;
}

/** What becomes of a task. */
interface Hooks {
  readonly onStage: (use: string | null) => void;
  /** Else the listener hears of the task itself. */
  readonly onProgress?: (done: number) => void;
  readonly ended?: () => void;
  /** With neither when the run was cancelled. */
  readonly onEnd: (
    trouble: Trouble | undefined,
    answer: Extract<Ending, { kind: 'answer' }>['answer'] | undefined,
  ) => void;
}

/** While sides still grow by what is being prepared, others are loaded up to this share of the memory only. */
const GROWING_SHARE = 1 / 4;

const SKIPPED = 'Skipped.';

/** Computes cells: loads their sides in an order that reuses them, and compares what is there. */
export class CellRun implements Source {
  /** Settles when nothing is in work any more and all is finished or cancelled; rejects when no thread can be had. */
  readonly done: Promise<void>;
  readonly #ledger: CellLedger;
  readonly #states = new Map<number, SideState>();
  readonly #ready = new ReadyCells();
  readonly #streams = new Map<PlannedCell, StreamedCell>();
  readonly #gathered = new Map<PlannedCell, Map<number, unknown>>();
  /** Sides that are there, to be prepared for more. */
  readonly #again: SideState[] = [];
  readonly #sizes = new SideSizes();
  readonly #tasks = new Map<number, TaskState>();
  #leave: () => void = () => undefined;
  #settle: { resolve(): void; reject(error: Error): void } = { resolve: () => undefined, reject: () => undefined };
  #cancelled = false;
  #lastTask: number;

  constructor(
    cells: readonly PlannedCell[],
    private readonly settings: RunSettings,
    private readonly listener: RunListener,
    firstTask = 0,
  ) {
    this.#lastTask = firstTask;
    this.done = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.#ledger = new CellLedger(cells);
    for (const side of cells.flatMap((cell) => cell.sides)) {
      if (this.#states.has(side.index)) continue;
      this.#states.set(side.index, {
        side,
        troubles: new Set(),
        there: undefined,
        tasks: 0,
        bytes: undefined,
        spent: 0,
      });
    }
    for (const cell of cells) {
      if (cell.streamed) this.#streams.set(cell, new StreamedCell(++this.#lastTask, cell.use, cell.streamed));
    }
    this.#leave = settings.pool.add(this);
    this.#settleIfDone();
  }

  /** Ends what is in work and begins nothing more. */
  cancel(): void {
    this.#cancelled = true;
    for (const { work } of this.#tasks.values()) this.settings.pool.interrupt(work);
    this.#settleIfDone();
  }

  /** Gives up what is in work; the rest goes on. */
  skip(): void {
    for (const task of this.#tasks.values()) {
      task.skipped = true;
      this.settings.pool.interrupt(task.work);
    }
  }

  next(): Work | undefined {
    if (this.#cancelled || this.#tasks.size >= this.settings.concurrency) return undefined;
    for (const [cell, stream] of this.#streams) {
      if (stream.untouched) this.listener.working(stream.id, describe(cell), [cell]);
      const step = stream.next();
      if (step) return this.#stream(cell, stream, step);
    }
    for (;;) {
      const cells = this.#ready.worthyBlock() ?? this.#ready.single();
      const room = cells ? undefined : this.#nextToLoad(false);
      const due = cells ?? (room ? undefined : this.#ready.block());
      if (due) {
        const left = due.filter((cell) => this.#ledger.has(cell));
        if (left.length > 0) return this.#compare(left);
        continue;
      }
      const state = room ?? this.#again.shift() ?? this.#nextToLoad(true);
      if (!state) return undefined;
      const work = this.#load(state);
      if (work) return work;
    }
  }

  fail(error: Error): void {
    this.#cancelled = true;
    this.#release();
    this.#settle.reject(error);
  }

  /** The next side, when there is room for it, or (`mayDrop`) can be made. */
  #nextToLoad(mayDrop: boolean): SideState | undefined {
    const { order } = this.#ledger;
    const { sides } = this.settings;
    let next = order.next();
    if (next === undefined || (this.#again.length > 0 && sides.used > sides.budget * GROWING_SHARE)) return undefined;
    const idle = (): number | undefined => order.passed().find((item) => this.#states.get(item)!.tasks === 0);
    const makeRoom = (bytes: number): boolean => {
      while (!sides.makeRoom(bytes)) {
        if (this.#strip()) continue;
        const passed = idle();
        if (passed === undefined) return false;
        this.#drop(this.#states.get(passed)!);
      }
      return true;
    };
    // Beside the tile, one is streamed while the next one is made.
    if (order.growsTile(next) && !makeRoom(2 * this.#estimate(this.#states.get(next)!))) next = order.next(true)!;
    const state = this.#states.get(next)!;
    while (!makeRoom(this.#estimate(state))) {
      // What is in work may finish with a side, or show how large sides really are.
      if (!mayDrop || this.#tasks.size > 0) return undefined;
      const victim = order.held.size > 1 ? order.victim() : undefined;
      if (victim === undefined) break; // two sides are the least that a comparison needs
      this.#drop(this.#states.get(victim)!);
    }
    order.load(next);
    sides.pin(state.side.key);
    return state;
  }

  #estimate(state: SideState): number {
    const { side, bytes } = state;
    const cached = this.settings.sides.get(side.key);
    if (cached && (isWhole(cached) || this.#lacking(state, cached).length === 0)) return 0;
    return bytes ?? this.#sizes.estimate(side.item.read.bytes);
  }

  /** Makes room by letting go of what is no longer needed of one of the sides held; false where all is. */
  #strip(): boolean {
    for (const index of this.#ledger.order.held) {
      const state = this.#states.get(index)!;
      if (!state.there || !isWhole(state.there) || this.#lacking(state, state.there).length > 0) continue;
      const cells = this.#ledger.cellsOf(index);
      if (cells.some(({ permutation }) => permutation)) continue;
      const keys = this.#ledger
        .usesOf(index)
        .map(({ key }) => key)
        .filter((key) => !state.troubles.has(key));
      state.there = stripped(state.there, keys);
      this.settings.sides.set(state.side.key, state.there, bytesOf(state.there));
      return true;
    }
    return false;
  }

  /** Work that prepares the side; none where it is prepared already, or no longer needed. */
  #load(state: SideState): Work | undefined {
    const { side } = state;
    if (!this.#ledger.order.held.has(side.index)) return undefined;
    const cached = this.settings.sides.get(side.key);
    if (cached) this.#arrive(state, cached);
    const uses = this.#lacking(state, cached);
    const [first, ...others] = uses;
    if (!first) return undefined;
    const names = new Map(uses.map((use) => [use.key, use.measure]));
    const whole = cached && isWhole(cached) ? cached : undefined;
    let stage: string | null = whole ? first.key : null;
    const id = ++this.#lastTask;
    const tell = (): void => {
      const what = stage === null ? `Reading ${side.label}` : `${names.get(stage)}: preparing ${side.label}`;
      this.listener.working(id, what, { side, uses: stage === null ? [...names.keys()] : [stage] });
    };
    const shelf = this.settings.shelf && { ...placeOf(this.settings.shelf, side.key), spent: state.spent };
    const task: Task = {
      kind: 'prepare',
      read: side.item.read,
      ...(whole && { side: whole }),
      uses: [first, ...others],
      shelf,
    };
    tell();
    return this.#begin(id, task, [state], {
      onStage: (use) => {
        stage = use;
        tell();
      },
      onEnd: (trouble, answer) => {
        if (trouble) {
          this.#trouble(state, stage, trouble);
          this.#again.push(state);
        } else if (answer?.kind === 'prepared') {
          state.spent += answer.seconds;
          for (const [use, why] of answer.troubles) this.#trouble(state, use, why);
          if (answer.unreadable) this.#trouble(state, null, answer.unreadable);
          if (answer.side) {
            this.#keep(state, answer.side);
            this.#arrive(state, answer.side);
            if (this.#lacking(state, answer.side).length > 0) this.#again.push(state);
          }
        }
      },
    });
  }

  #keep(state: SideState, prepared: Side<unknown>): void {
    const { sides } = this.settings;
    const { key, item } = state.side;
    const before = sides.get(key);
    // Where the side had been stripped, it was read anew.
    for (const [use, made] of before?.memo ?? []) if (!prepared.memo.has(use)) prepared.memo.set(use, made);
    state.bytes = bytesOf(prepared);
    this.#sizes.see(item.read.bytes, state.bytes);
    sides.set(key, prepared, state.bytes);
    if (!before) sides.pin(key);
  }

  #lacking({ side, troubles }: SideState, prepared: Side<unknown> | undefined): Use[] {
    return this.#ledger.usesOf(side.index).filter(({ key }) => !prepared?.memo.has(key) && !troubles.has(key));
  }

  /** The side is there, prepared at least for some uses: what waited for them can go on. */
  #arrive(state: SideState, prepared: Side<unknown>): void {
    const { index } = state.side;
    state.there = prepared;
    for (const { key } of this.#ledger.usesOf(index).filter((use) => prepared.memo.has(use.key))) {
      const gather = (group: PlannedCell): void => {
        const seen = this.#gathered.get(group) ?? new Map<number, unknown>();
        this.#gathered.set(group, seen.set(index, prepared.memo.get(key)));
      };
      this.#ready.add(this.#ledger.arrive(index, key, gather));
    }
    if (this.#lacking(state, prepared).length === 0) this.listener.prepared(state.side);
    this.#dropIfDone(state);
  }

  #compare(cells: readonly PlannedCell[]): Work {
    const [cell] = cells;
    return cells.length === 1 ? this.#compareOne(cell!) : this.#compareBlock(cells);
  }

  /** Cells of one use. Where one of them brings the block down, all are compared again, one by one. */
  #compareBlock(cells: readonly PlannedCell[]): Work {
    const { use } = cells[0]!;
    const [first, second] = [0, 1].map((place) => [...new Set(cells.map(({ sides }) => sides[place]!.index))]) as [
      number[],
      number[],
    ];
    const states = [...new Set([...first, ...second])].map((index) => this.#states.get(index)!);
    const prepared = (index: number): unknown => this.#states.get(index)!.there?.memo.get(use.key);
    const pairs = cells.map(({ sides: [a, b] }) => [first.indexOf(a!.index), second.indexOf(b!.index)] as const);
    const id = ++this.#lastTask;
    this.listener.working(id, `${use.measure}: ${cells.length} pairs`, cells);
    const task: Task = { kind: 'block', use, first: first.map(prepared), second: second.map(prepared), pairs };
    return this.#begin(id, task, states, {
      onStage: () => undefined,
      onEnd: (trouble, answer) => {
        if (trouble?.reason === SKIPPED)
          for (const cell of cells) this.#finish(cell, { value: null, ...trouble, seconds: 0 });
        else if (answer?.kind === 'verdicts') cells.forEach((cell, at) => this.#finish(cell, answer.verdicts[at]!));
        else if (trouble ?? answer) this.#ready.addSingle(cells);
      },
    });
  }

  #compareOne(cell: PlannedCell): Work {
    const states = cell.kind === 'group' ? [] : cell.sides.map(({ index }) => this.#states.get(index)!);
    const gathered = this.#gathered.get(cell);
    const prepared = cell.sides.map(({ index }) =>
      gathered ? gathered.get(index) : this.#states.get(index)?.there?.memo.get(cell.use.key),
    );
    this.#gathered.delete(cell);
    const id = ++this.#lastTask;
    this.listener.working(id, describe(cell), [cell]);
    const subject = states[1]?.there?.subject;
    const permutation = cell.permutation && { ...cell.permutation, subject };
    const task = { kind: cell.kind, use: cell.use, prepared, ...(permutation && { permutation }) } as Task;
    return this.#begin(id, task, states, {
      onStage: () => undefined,
      onEnd: (trouble, answer) => {
        if (trouble) this.#finish(cell, { value: null, ...trouble, seconds: 0 });
        else if (answer?.kind === 'verdict') this.#finish(cell, answer);
      },
    });
  }

  /** A part of a cell that is read in blocks of rows, or the end of it. */
  #stream(cell: PlannedCell, { id, works }: StreamedCell, { task, summed, progress }: Step): Work {
    const onEnd: Hooks['onEnd'] = (trouble, answer) => {
      if (!this.#ledger.has(cell)) return; // by another part that failed
      if (trouble) this.#finish(cell, { value: null, ...trouble, seconds: 0 });
      else if (answer?.kind === 'verdict') this.#finish(cell, answer);
      else if (answer?.kind === 'summed') summed(answer);
    };
    const work = this.#begin(++this.#lastTask, task, [], {
      onStage: () => undefined,
      onProgress: (done) => this.listener.progress(id, progress(done)),
      onEnd,
      ended: () => {
        if (!this.#ledger.has(cell)) this.listener.ended(id);
      },
    });
    works.push(work);
    return work;
  }

  #begin(
    id: number,
    task: Task,
    states: readonly SideState[],
    { onStage, onEnd, onProgress = (done) => this.listener.progress(id, done), ended }: Hooks,
  ): Work {
    const end = (ending: Ending): void => {
      const skipped = this.#tasks.get(id)?.skipped;
      this.#tasks.delete(id);
      for (const state of states) state.tasks--;
      if (ending.kind === 'answer') onEnd(undefined, ending.answer);
      else if (ending.kind === 'died') onEnd({ reason: ending.reason, failed: true }, undefined);
      else if (skipped && !this.#cancelled) onEnd({ reason: SKIPPED, failed: true }, undefined);
      for (const state of states) this.#dropIfDone(state);
      if (ended) ended();
      else this.listener.ended(id);
      this.#settleIfDone();
    };
    const work: Work = {
      task,
      precision: this.settings.precision,
      onStage,
      onProgress,
      onEnd: end,
    };
    for (const state of states) state.tasks++;
    this.#tasks.set(id, { work, skipped: false });
    return work;
  }

  /** The side cannot be prepared for a use, or (null) not be read: the cells that need it have no value. */
  #trouble(state: SideState, use: string | null, trouble: Trouble): void {
    if (use !== null) state.troubles.add(use);
    const reason =
      use === null || trouble.reason === SKIPPED ? trouble.reason : `${state.side.label}: ${trouble.reason}`;
    for (const cell of this.#ledger.cellsOf(state.side.index, use ?? undefined)) {
      this.#finish(cell, { value: null, reason, ...(trouble.failed && { failed: true }), seconds: 0 });
    }
  }

  #finish(cell: PlannedCell, verdict: Omit<Verdict, 'kind'>): void {
    this.#ledger.finish(cell);
    this.#gathered.delete(cell);
    const works = this.#streams.get(cell)?.works ?? [];
    this.#streams.delete(cell);
    for (const work of works) this.settings.pool.interrupt(work); // a part has failed, and the others are for nothing
    this.listener.finished(cell, verdict);
  }

  #dropIfDone(state: SideState): void {
    const { order } = this.#ledger;
    const { index } = state.side;
    if (state.tasks === 0 && order.held.has(index) && order.left(index) === 0) this.#drop(state);
  }

  /** It may stay in the cache, but no longer has to. */
  #drop(state: SideState): void {
    this.#ledger.order.drop(state.side.index);
    this.#ledger.depart(state.side.index);
    state.there = undefined;
    this.settings.sides.unpin(state.side.key);
  }

  #release(): void {
    this.#leave();
    for (const index of [...this.#ledger.order.held]) this.#drop(this.#states.get(index)!);
  }

  #settleIfDone(): void {
    if (this.#tasks.size > 0 || (this.#ledger.left > 0 && !this.#cancelled)) return;
    this.#release();
    this.#settle.resolve();
  }
}

function describe({ kind, use, sides }: PlannedCell): string {
  const labels = sides.map(({ label }) => label);
  return `${use.measure}: ${kind === 'group' ? `${labels.length} together` : labels.join(' ↔ ')}`;
}
