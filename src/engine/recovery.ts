import * as v from 'valibot';
import { applyCell, finishDocument } from '../comparison/cells';
import type { ResultDocument } from '../comparison/document';
import type { ComparisonRequest, EngineOptions } from '../comparison/request';
import { ClosedError } from '../rpc/rpc';
import type { EngineChild } from './child';
import { CancelledError, EngineError } from './errors';
import { answers } from './messages';
import type { Cell, CellRef } from './protocol';

/** Deaths of the engine under the same cell before it is given up, and without any cell in work before all is. */
const DEATHS = 2;

/** How a system, a cluster or V8 end a process that takes more memory than there is. */
const KILLED = /SIGKILL|SIGABRT|SIGTRAP/;
const MEMORY_PERHAPS = 'Memory may have run out: take fewer instances.';

/** What a comparison hears of itself from the engine; see `EngineEvents`. */
export interface ComparisonEvents {
  planned(payload: { readonly document: ResultDocument }): void;
  cells(payload: { readonly cells: readonly Cell[] }): void;
  started(payload: {
    readonly task: number;
    readonly cells: readonly CellRef[];
    readonly ended: readonly number[];
  }): void;
}

/** Runs a request in a child under a job name of its own, with its events; throws `CancelledError` when told to end. */
export type RunJob = (
  child: EngineChild,
  events: ComparisonEvents,
  work: (job: string) => Promise<unknown>,
) => Promise<unknown>;

export interface ComparisonListener {
  /** `skip` gives up the cells in work whenever it is called: they are marked failed, the rest goes on. */
  readonly onPlanned?: (document: ResultDocument, skip: () => void) => void;
  readonly onCells?: (cells: readonly Cell[]) => void;
}

/**
 * One comparison, over as many lives of the engine child as it takes. Finished cells are handed to the next life, the cells
 * that were in work are tried again alone, and one under which the child dies a second time is marked failed.
 */
export class RecoveringComparison {
  readonly #finished = new Map<string, Cell>();
  readonly #deaths = new Map<string, { readonly cell: CellRef; count: number }>();
  readonly #inWork = new Map<number, readonly CellRef[]>();
  #fruitlessDeaths = 0;
  #document: ResultDocument | undefined;
  #changed = false;
  #skip: () => void = () => undefined;

  constructor(
    private readonly request: ComparisonRequest,
    private readonly options: EngineOptions,
    private readonly listener: ComparisonListener,
    private readonly run: RunJob,
  ) {}

  /** The finished document. `start` gives the running child, or a new one. */
  async finish(start: () => Promise<EngineChild>): Promise<ResultDocument> {
    for (;;) {
      const child = await start();
      try {
        return await this.#attempt(child);
      } catch (error) {
        if (error instanceof CancelledError && this.#document) return this.#cancelled(this.#document);
        if (!(error instanceof ClosedError)) throw error;
        this.#blame(await child.gone);
      }
    }
  }

  async #attempt(child: EngineChild): Promise<ResultDocument> {
    this.#inWork.clear();
    const events: ComparisonEvents = {
      planned: ({ document }) => this.#planned(document),
      cells: ({ cells }) => this.#keep(cells),
      started: ({ task, cells, ended }) => {
        for (const id of ended) this.#inWork.delete(id);
        this.#inWork.set(task, cells);
      },
    };
    const document = await this.run(child, events, (job) => {
      this.#skip = () => void child.peer.request('skip', { job }).catch(() => undefined);
      return child.peer.request('compare', {
        job,
        request: this.request,
        options: this.options,
        known: [...this.#finished.values()],
        suspects: [...this.#deaths.values()]
          .map(({ cell }) => cell)
          .filter((cell) => !this.#finished.has(nameOf(cell))),
      });
    });
    if (this.#changed) throw new EngineError('Files changed while the engine was restarted. Run the comparison again.');
    return v.parse(answers.compare, document);
  }

  #planned(document: ResultDocument): void {
    if (!this.#document) {
      this.#document = document;
      this.listener.onPlanned?.(structuredClone(document), () => this.#skip());
    } else if (!samePlan(this.#document, document)) {
      this.#changed = true;
    }
  }

  #keep(cells: readonly Cell[]): void {
    if (this.#changed) return;
    const news = cells.filter((cell) => !this.#finished.has(nameOf(cell)));
    for (const cell of news) this.#finished.set(nameOf(cell), cell);
    if (news.length > 0) this.listener.onCells?.(news);
  }

  /** After a death: the cells in work are suspects; those that were suspects before are given up. */
  #blame(how: string): void {
    const suspects = [...this.#inWork.values()].flat().filter((cell) => !this.#finished.has(nameOf(cell)));
    if (suspects.length === 0 && ++this.#fruitlessDeaths >= DEATHS) {
      throw new EngineError(
        `The engine ${how} again and again before it computed anything. See the log for what it said.`,
      );
    }
    const guilty: Cell[] = [];
    for (const [name, cell] of new Map(suspects.map((suspect) => [nameOf(suspect), suspect]))) {
      const deaths = this.#deaths.get(name) ?? { cell, count: 0 };
      this.#deaths.set(name, deaths);
      if (++deaths.count < DEATHS) continue;
      const hint = KILLED.test(how) ? ` ${MEMORY_PERHAPS}` : '';
      const reason = `The engine ${how} while this was computed, and again when it was tried alone.${hint}`;
      guilty.push({ ...cell, value: null, failed: true, reason, seconds: 0 });
    }
    this.#keep(guilty);
  }

  #cancelled(document: ResultDocument): ResultDocument {
    for (const cell of this.#finished.values()) applyCell(document, cell);
    finishDocument(document, 'cancelled');
    return document;
  }
}

function nameOf({ result, row, col }: CellRef): string {
  return `${result} ${row} ${col}`;
}

/** Whether cells computed for one document are cells of the other. */
function samePlan(a: ResultDocument, b: ResultDocument): boolean {
  const essence = ({ items, results }: ResultDocument): string =>
    JSON.stringify([
      items.map(({ id, fingerprint }) => [id, fingerprint]),
      results.map(({ measure, params, rows, cols }) => [measure, params, rows, cols]),
    ]);
  return essence(a) === essence(b);
}
