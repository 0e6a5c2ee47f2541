import { Uri, ViewColumn, window, type Disposable, type WebviewPanel, type WebviewPanelSerializer } from 'vscode';
import * as v from 'valibot';
import type { PageState } from '../../../webview/protocol';
import type { Comparison } from '../comparison/comparison';
import type { Comparisons } from '../comparison/comparisons';
import type { LazyEngine } from '../engine/engine';
import { readAddress } from './address';
import { localRoots, showIn, type PanelParts, type Showing } from './panel';
import { keptState } from './validators';

export const PANEL_TYPE = 'likeness.comparison';

/** The open panels: one a comparison, beside the code. */
export class Panels implements WebviewPanelSerializer, Disposable {
  readonly #open = new Map<string, Showing>();
  readonly #registration: Disposable;

  constructor(
    private readonly comparisons: Comparisons,
    private readonly engine: LazyEngine,
    private readonly parts: PanelParts,
  ) {
    this.#registration = window.registerWebviewPanelSerializer(PANEL_TYPE, this);
  }

  dispose(): void {
    this.#registration.dispose();
  }

  /** The comparisons that panels show now. */
  get shown(): readonly Showing[] {
    return [...this.#open.values()];
  }

  /** Brings the comparison's panel to the front, or opens one beside the active editor. */
  show(comparison: Comparison): WebviewPanel {
    const known = this.#open.get(comparison.id);
    if (known) {
      known.panel.reveal(undefined, false);
      return known.panel;
    }
    const panel = window.createWebviewPanel(PANEL_TYPE, comparison.title, ViewColumn.Beside, {
      enableScripts: true,
      enableFindWidget: true,
      localResourceRoots: localRoots(this.parts.extensionUri),
    });
    this.#own(panel, comparison);
    return panel;
  }

  /** After a reload: the page's state says which comparison it was. */
  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const kept = v.safeParse(keptState, state);
    const address = readAddress(kept.success ? kept.output.address : undefined);
    const comparison = await this.comparisons.reopen(address);
    this.#own(panel, comparison, kept.success ? kept.output.page : undefined);
  }

  /** Shows a comparison in a panel that VS Code made: a custom editor's. Several may show the same one. */
  attach(panel: WebviewPanel, comparison: Comparison, state?: PageState): Showing {
    const showing = showIn(panel, comparison, this.parts, state);
    const held = this.engine.retain();
    panel.onDidDispose(() => {
      showing.dispose();
      held.dispose();
    });
    return showing;
  }

  #own(panel: WebviewPanel, comparison: Comparison, state?: PageState): void {
    const icon = (theme: string): Uri => Uri.joinPath(this.parts.extensionUri, 'media', `likeness-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    this.#open.set(comparison.id, this.attach(panel, comparison, state));
    panel.onDidChangeViewState(() => panel.active && this.parts.fronted(comparison));
    this.parts.fronted(comparison);
    panel.onDidDispose(() => {
      this.#open.delete(comparison.id);
      // What nobody watches need not be computed; what was finished is kept.
      comparison.cancel();
    });
  }
}
