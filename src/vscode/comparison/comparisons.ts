import { basename, dirname } from 'node:path';
import { l10n } from 'vscode';
import type { ComparisonRequest } from '../../comparison/request';
import type { ResultDocument } from '../../comparison/document';
import { readDocument } from '../../comparison/store';
import type { KeptComparisons } from '../kept/kept';
import type { PanelAddress } from '../panel/address';
import { Comparison, type ComparisonParts, type ComparisonStart } from './comparison';
import { freshnessOf } from './freshness';
import { requestOf } from './requests';
import { titleOf, titleOfLabels } from './title';
import { messageOf } from '../../rpc/message-of';

/** Makes comparisons: new ones from requests, earlier ones from what was kept, others from files. */
export class Comparisons {
  readonly #live = new Map<string, WeakRef<Comparison>>();

  constructor(
    private readonly parts: Omit<ComparisonParts, 'keep'>,
    private readonly kept: KeptComparisons,
  ) {}

  /** A new comparison; `run` computes it. */
  create(request: ComparisonRequest, labels: readonly string[]): Comparison {
    return this.#make({ title: titleOfLabels(labels, l10n.t), request });
  }

  /** The comparison that a panel showed before VS Code was reloaded. */
  async reopen({ file, kept, title, request }: PanelAddress): Promise<Comparison> {
    if (file !== undefined) return this.openFile(file);
    if (kept !== undefined && this.kept.find(kept)) return this.open(kept);
    if (request) {
      const comparison = this.#make({ title: title ?? 'Likeness', request, ...(kept !== undefined && { id: kept }) });
      void comparison.run(request);
      return comparison;
    }
    return this.#make({
      title: title ?? 'Likeness',
      failure: l10n.t('This comparison is no longer kept. Close the panel and compare again.'),
    });
  }

  /** A kept comparison; what cannot be read is told by the comparison itself. */
  async open(id: string): Promise<Comparison> {
    const live = this.#live.get(id)?.deref();
    if (live) return live;
    const title = this.kept.find(id)?.title ?? 'Likeness';
    const path = this.kept.pathOf(id);
    return this.#make({ id, title, ...(await readStart(path)) });
  }

  /** A result document on disk. */
  async openFile(path: string): Promise<Comparison> {
    const title = basename(path).replace(/\.likeness\.json$/, '');
    return this.#make({ title, file: path, ...(await readStart(path)) });
  }

  /** Reads the file again after it changed. */
  async reload(comparison: Comparison): Promise<void> {
    if (comparison.file !== undefined) comparison.reload(await readStart(comparison.file));
  }

  async rename(id: string, title: string): Promise<void> {
    await this.kept.rename(id, title);
    this.#live.get(id)?.deref()?.rename(title);
  }

  #make(start: ComparisonStart): Comparison {
    const titled = (document: ResultDocument): string | undefined => {
      const entry = this.kept.find(comparison.id);
      if (entry?.renamed || comparison.file !== undefined) return undefined;
      return titleOf(document, l10n.t);
    };
    const keep = async ({ id, title, document }: Comparison): Promise<void> => {
      if (document) await this.kept.keep(id, title, document);
    };
    const comparison: Comparison = new Comparison({ ...this.parts, keep }, { ...start, titled });
    this.#live.set(comparison.id, new WeakRef(comparison));
    return comparison;
  }
}

type Found = Pick<ComparisonStart, 'document' | 'request' | 'notice' | 'warning' | 'failure'>;

/** What a document on disk gives to start from; a reason instead where it cannot be read. */
async function readStart(path: string): Promise<Found> {
  try {
    const document = await readDocument(path);
    return { document, request: requestOf(document, dirname(path)), ...(await freshnessOf(document)) };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}
