import type { PlannedCell } from './cell-table';
import type { Streaming, Summed } from './streaming';
import type { Task } from './task';

/** A cell whose sides are read in blocks of rows: its parts are summed up by several threads, then it is judged. */
export class StreamedCell {
  readonly #summed: Summed[] = [];
  #begun = 0;
  #left: number;

  constructor(
    private readonly use: PlannedCell['use'],
    private readonly streaming: Streaming,
  ) {
    this.#left = streaming.parts;
  }

  /** The next part, or, when all are there, the judgement; undefined while parts are in work, and after it. */
  next(): { readonly task: Task; readonly summed: (part: Summed) => void } | undefined {
    const { use, streaming } = this;
    const part = this.#begun;
    if (part < streaming.parts) {
      this.#begun++;
      const summed = (sums: Summed): void => {
        this.#summed[part] = sums;
        this.#left--;
      };
      return { task: { kind: 'sum', streaming, part }, summed };
    }
    if (this.#left > 0 || part > streaming.parts) return undefined;
    this.#begun++;
    return { task: { kind: 'judge', use, streaming, summed: this.#summed }, summed: () => undefined };
  }
}
