import type { PlannedCell } from './cell-table';
import type { Work } from './pool';
import type { Streaming, Summed } from './streaming';
import type { Task } from './task';

/** What is next to do for a cell that is streamed. */
export interface Step {
  readonly task: Task;
  readonly summed: (part: Summed) => void;
  /** How far the cell is, when the step is as far as that. */
  readonly progress: (done: number) => number;
}

/** A cell whose sides are read in blocks of rows: its parts are summed up by several threads, then it is judged. */
export class StreamedCell {
  /** What has been begun for it: to be given up when a part fails. */
  readonly works: Work[] = [];
  readonly #summed: Summed[] = [];
  /** Of each part, how much is done. */
  readonly #done: number[];
  #begun = 0;
  #left: number;

  /** `id`: of the cell as a task, for those who hear of it. */
  constructor(
    readonly id: number,
    private readonly use: PlannedCell['use'],
    private readonly streaming: Streaming,
  ) {
    this.#left = streaming.parts;
    this.#done = Array.from({ length: streaming.parts }, () => 0);
  }

  get untouched(): boolean {
    return this.#begun === 0;
  }

  /** The next part, or, when all are there, the judgement; undefined while parts are in work, and after it. */
  next(): Step | undefined {
    const { use, streaming } = this;
    const part = this.#begun;
    if (part < streaming.parts) {
      this.#begun++;
      return {
        task: { kind: 'sum', streaming, part },
        progress: (done) => this.#progress(part, done),
        summed: (sums) => {
          this.#summed[part] = sums;
          this.#progress(part, 1);
          this.#left--;
        },
      };
    }
    if (this.#left > 0 || part > streaming.parts) return undefined;
    this.#begun++;
    return {
      task: { kind: 'judge', use, streaming, summed: this.#summed },
      progress: () => 1,
      summed: () => undefined,
    };
  }

  #progress(part: number, done: number): number {
    this.#done[part] = done;
    return this.#done.reduce((sum, each) => sum + each, 0) / this.#done.length;
  }
}
