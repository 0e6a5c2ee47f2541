import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventEmitter, type Disposable, type Memento } from 'vscode';
import { readDocument, writeDocument } from '../../comparison/store';
import type { ResultDocument } from '../../comparison/document';
import { settings } from '../settings';
import { describeKept, type KeptEntry } from './entry';

const INDEX = 'comparisons';

/** A comparison that was deleted and may be put back. */
export interface Deleted {
  readonly entry: KeptEntry;
  readonly text: string;
}

/** The comparisons kept in the extension's own storage: a document each, and an index that is quick to list. */
export class KeptComparisons implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly folder: string,
    private readonly memory: Memento,
  ) {}

  dispose(): void {
    this.#changed.dispose();
  }

  /** Newest first. */
  list(): readonly KeptEntry[] {
    return this.memory.get<readonly KeptEntry[]>(INDEX, []);
  }

  find(id: string): KeptEntry | undefined {
    return this.list().find((entry) => entry.id === id);
  }

  pathOf(id: string): string {
    return join(this.folder, `${id}.likeness.json`);
  }

  /** The document, with absolute paths. Throws a `DocumentError`. */
  read(id: string): Promise<ResultDocument> {
    return readDocument(this.pathOf(id));
  }

  async keep(id: string, title: string, document: ResultDocument): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeDocument(this.pathOf(id), document);
    const known = this.find(id);
    const entry = describeKept(id, known?.renamed ? known.title : title, document);
    await this.#setIndex([{ ...entry, renamed: known?.renamed ?? false }, ...this.#without(id)]);
    await this.#dropOldest();
  }

  async rename(id: string, title: string): Promise<void> {
    const change = (entry: KeptEntry): KeptEntry => (entry.id === id ? { ...entry, title, renamed: true } : entry);
    await this.#setIndex(this.list().map(change));
  }

  async delete(id: string): Promise<Deleted | undefined> {
    const entry = this.find(id);
    if (!entry) return undefined;
    const text = await readFile(this.pathOf(id), 'utf8').catch(() => undefined);
    await this.#setIndex(this.#without(id));
    await rm(this.pathOf(id), { force: true });
    return text === undefined ? undefined : { entry, text };
  }

  async restore({ entry, text }: Deleted): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(this.pathOf(entry.id), text);
    const all = [entry, ...this.#without(entry.id)];
    await this.#setIndex(all.sort((a, b) => b.created.localeCompare(a.created)));
  }

  async #dropOldest(): Promise<void> {
    const limit = settings.keepResults();
    const dropped = limit > 0 ? this.list().slice(limit) : [];
    if (dropped.length === 0) return;
    await this.#setIndex(this.list().slice(0, limit));
    for (const { id } of dropped) await rm(this.pathOf(id), { force: true });
  }

  #without(id: string): readonly KeptEntry[] {
    return this.list().filter((entry) => entry.id !== id);
  }

  async #setIndex(entries: readonly KeptEntry[]): Promise<void> {
    await this.memory.update(INDEX, entries);
    this.#changed.fire();
  }
}
