import { dirname } from 'node:path';
import { EventEmitter, l10n, type Disposable } from 'vscode';
import type { Showing } from '../../../webview/similarity/protocol';
import { applyCell } from '../../comparison/cells';
import type { ResultDocument } from '../../comparison/document';
import type { ComparisonRequest } from '../../comparison/request';
import { findById, type CatalogueEntry } from '../../measures/facts';
import type { Catalogue } from '../catalogue';
import type { ComparisonJob, Engine } from '../engine/port';
import type { Experiments } from '../experiments/experiments';
import type { Layouts } from '../experiments/layouts';
import type { ExperimentNode } from '../experiments/nodes';
import type { Operand } from '../experiments/operands';
import { RemoteError } from '../../rpc/rpc';
import { settings } from '../settings';
import { targetOf } from './target';
import { messageOf } from '../../rpc/message-of';

/** Selections and scans often come several at once. */
const SETTLE_MS = 250;
const TELL_EVERY_MS = 200;

export interface SimilarityParts {
  readonly engine: Engine;
  readonly catalogue: Catalogue;
  readonly experiments: Experiments;
  readonly layouts: Layouts;
  /** What is selected in the Experiments view. */
  selection(): ExperimentNode | undefined;
}

/** What the Similarity view shows: the selected snapshot against the baseline, computed while somebody looks. */
export class Similarity implements Disposable {
  readonly #changed = new EventEmitter<Showing>();
  readonly onDidChange = this.#changed.event;
  #showing: Showing = { kind: 'words', text: l10n.t('Looking for experiments…') };
  #operands: readonly [Operand, Operand] | undefined;
  #job: ComparisonJob | undefined;
  #asked = '';
  #looked = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly parts: SimilarityParts) {}

  dispose(): void {
    this.look(false);
    this.#changed.dispose();
  }

  get showing(): Showing {
    return this.#showing;
  }

  /** Baseline and snapshot that are shown. */
  get operands(): readonly [Operand, Operand] | undefined {
    return this.#operands;
  }

  /** Whether somebody looks: nothing is computed for nobody. */
  look(looked: boolean): void {
    this.#looked = looked;
    if (looked) this.follow();
    else {
      clearTimeout(this.#timer);
      this.#job?.cancel();
      this.#asked = '';
    }
  }

  /** Something that may decide what is shown is different now. */
  follow = (): void => {
    clearTimeout(this.#timer);
    if (this.#looked) this.#timer = setTimeout(() => void this.#update(), SETTLE_MS);
  };

  async #update(): Promise<void> {
    try {
      const request = await this.#request();
      const asked = request === undefined ? '' : JSON.stringify(request);
      if (asked === this.#asked && asked !== '') return;
      this.#asked = asked;
      this.#job?.cancel();
      if (request) await this.#compute(request, asked);
    } catch (error) {
      this.#asked = '';
      const ambiguous = error instanceof RemoteError && error.code === 'AmbiguousLayoutError';
      this.#say(
        messageOf(error),
        ambiguous
          ? { id: 'chooseLayout', label: l10n.t('Choose Layout…') }
          : { id: 'showLog', label: l10n.t('Show Log') },
      );
    }
  }

  /** What to compute; where that isn't known, the words say what is missing. */
  async #request(): Promise<ComparisonRequest | undefined> {
    const { experiments } = this.parts;
    const snapshots = await experiments.snapshots();
    const { baseline } = experiments;
    this.#operands = undefined;
    if (snapshots.length === 0) {
      return void this.#say(l10n.t('No activation dumps were found.'), {
        id: 'createSample',
        label: l10n.t('Create Sample Experiment'),
      });
    }
    if (!baseline) {
      return void this.#say(l10n.t('Set a baseline: the selected snapshot is compared with it here.'), {
        id: 'setBaseline',
        label: l10n.t('Set Baseline…'),
      });
    }
    const target = targetOf(this.parts.selection(), snapshots, experiments.isFresh, baseline.text);
    if (!target) return void this.#say(l10n.t('There is no snapshot besides the baseline yet.'));
    if (target.text === baseline.text) {
      return void this.#say(l10n.t('This is the baseline. Select another snapshot to compare with it.'));
    }
    const [measure] = settings.measures(false);
    if (!measure) return void this.#say(l10n.t('Choose a measure first: Likeness: Choose Measures…'));
    this.#operands = [baseline, target];
    const operands = [baseline.text, target.text];
    const request = { ...settings.requestDefaults(), operands, base: dirname(baseline.text), measures: [measure] };
    return this.parts.layouts.applied(request);
  }

  async #compute(request: ComparisonRequest, asked: string): Promise<void> {
    const measure = findById(await this.parts.catalogue.all(), request.measures[0]!.id);
    const title = this.#operands?.map(({ label }) => label).join(' ↔ ') ?? '';
    let planned: ResultDocument | undefined;
    let told = 0;
    const tell = (document: ResultDocument, running: boolean): void => {
      if (this.#asked === asked) this.#show(gridOf(title, document, measure, running));
    };
    this.#job = this.parts.engine.compare(request, {
      planned: (document) => tell((planned = document), true),
      cells: (cells) => {
        if (!planned) return;
        for (const cell of cells) applyCell(planned, cell);
        if (Date.now() - told < TELL_EVERY_MS) return;
        told = Date.now();
        tell(planned, true);
      },
      progress: () => undefined,
    });
    tell(await this.#job.result, false);
  }

  #say(text: string, action?: Extract<Showing, { kind: 'words' }>['action']): undefined {
    this.#show({ kind: 'words', text, ...(action && { action }) });
    return undefined;
  }

  #show(showing: Showing): void {
    this.#showing = showing;
    this.#changed.fire(showing);
  }
}

/** The document with its first result only: outputs beside it are not drawn here. */
function gridOf(title: string, document: ResultDocument, measure: CatalogueEntry, running: boolean): Showing {
  return { kind: 'grid', title, document: { ...document, results: document.results.slice(0, 1) }, measure, running };
}
