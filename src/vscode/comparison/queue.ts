/** Work that is done one piece after the other, and given up together. */
export class Queue {
  #pending = 0;
  #cancelled = false;
  #last: Promise<void> = Promise.resolve();

  /** `emptied`: called when nothing is left to do after the work was given up. */
  constructor(private readonly emptied: () => void) {}

  get running(): boolean {
    return this.#pending > 0;
  }
  /** True while the last piece of all is at work. */
  get atLast(): boolean {
    return this.#pending === 1;
  }

  /** Resolves, or rejects as the work does, when its turn is over; what waits when all is given up is never begun. */
  add(work: () => Promise<void>): Promise<void> {
    if (this.#pending === 0) this.#cancelled = false;
    this.#pending++;
    const turn = this.#last
      .then(() => (this.#cancelled ? undefined : work()))
      .finally(() => {
        this.#pending--;
        if (this.#pending === 0 && this.#cancelled) this.emptied();
      });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  cancel(): void {
    this.#cancelled = true;
  }
}
