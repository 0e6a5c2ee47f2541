import { announce, moved } from '../a11y';
import type { At } from '../charts/cells';
import type { Plot } from '../plot';
import { hideTooltip, showTooltip } from '../tooltip';

export interface WalkOptions {
  /** What kind of picture it is, for readers. */
  readonly kind: string;
  /** The places that there are; null while nothing is drawn. */
  readonly size: () => { readonly rows: number; readonly cols: number } | null;
  /** Where a walk begins that has not begun yet. */
  readonly start: () => At;
  readonly describe: (at: At) => readonly string[];
  /** Where the words about a place stand, in the window's pixels. */
  readonly beside: (at: At) => { readonly x: number; readonly y: number };
  /** The walk is somewhere else, or (undefined) over: its mark is to be drawn again. */
  readonly onMove: (at: At | undefined) => void;
  readonly onChoose: (at: At) => void;
}

/** A picture by keyboard: one stop in the tab order, arrow keys from place to place inside of it, Enter chooses. */
export class Walk {
  #at: At | undefined;

  constructor(
    { element }: Plot,
    private readonly options: WalkOptions,
  ) {
    element.tabIndex = 0;
    element.setAttribute('role', 'application');
    element.setAttribute('aria-roledescription', options.kind);
    element.addEventListener('keydown', (event) => this.#key(event));
    element.addEventListener('focus', () => {
      if (options.size() && element.matches(':focus-visible')) this.#moveTo(options.start());
    });
    element.addEventListener('blur', () => this.#moveTo(undefined));
  }

  /** Undefined where the keyboard is elsewhere. */
  get at(): At | undefined {
    return this.#at;
  }

  /** Begins anew with the next key. */
  forget(): void {
    this.#at = undefined;
  }

  #key(event: KeyboardEvent): void {
    const size = this.options.size();
    if (!size) return;
    const here = this.#at ?? this.options.start();
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return this.options.onChoose(here);
    }
    const next = moved(event.key, here, size, event.ctrlKey || event.metaKey);
    if (!next) return;
    event.preventDefault();
    this.#moveTo(next);
  }

  #moveTo(at: At | undefined): void {
    this.#at = at;
    if (!this.options.size()) return;
    this.options.onMove(at);
    if (!at) return hideTooltip();
    const lines = this.options.describe(at);
    announce(lines.join(', '));
    const { x, y } = this.options.beside(at);
    showTooltip(lines, x, y);
  }
}
