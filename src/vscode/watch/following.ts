import type { Disposable } from 'vscode';
import { commands, type Event } from 'vscode';
import type { Run } from '../../experiments/types';
import type { Comparison } from '../comparison/comparison';
import { freshnessOf } from '../comparison/freshness';
import { messageOf } from '../../rpc/message-of';

const SETTLE_MS = 300;

export interface FollowingParts {
  readonly experiments: {
    readonly onDidChange: Event<void>;
    runs(): Promise<readonly { readonly run: Run }[]>;
    /** Tells of a change when that ends. */
    isBeingWritten(operands: readonly string[]): boolean;
  };
  /** The comparisons that somebody looks at. */
  open(): readonly Comparison[];
  /** True for comparisons that are computed again by themselves. */
  isKeptComparing(comparison: Comparison): boolean;
  log(message: string): void;
}

/**
 * Watches the files of open comparisons: what is no longer up to date says so, and is computed again where the user chose
 * "Keep Comparing". What was computed of unchanged files the engine still knows.
 */
export class Following implements Disposable {
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #subscription: Disposable;

  constructor(private readonly parts: FollowingParts) {
    this.#subscription = parts.experiments.onDidChange(() => this.soon());
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
  }

  soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.check().catch((error: unknown) => this.parts.log(messageOf(error)));
    }, SETTLE_MS);
  }

  async check(): Promise<void> {
    const open = this.parts.open();
    if (open.length === 0) return;
    const runs = (await this.parts.experiments.runs()).map(({ run }) => run);
    for (const comparison of open) {
      // what came while it was computed is looked at afterwards
      if (comparison.running) this.soon();
      if (!comparison.document || comparison.running) continue;
      const { notice, warning } = await freshnessOf(comparison.document, runs);
      if (warning === undefined || !this.parts.isKeptComparing(comparison)) comparison.mark({ notice, warning });
      else if (!this.parts.experiments.isBeingWritten(comparison.document.request.operands)) void comparison.rerun();
    }
  }
}

/** Whether the panel in front is kept comparing: decides which of the two buttons it has. */
export function tellKeepComparing(keeps: boolean): void {
  void commands.executeCommand('setContext', 'likeness.keepsComparing', keeps);
}
