import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
  #byPath: ReadonlyMap<string, KeptEntry> | undefined;

  constructor(
    private readonly folder: string,
    private readonly memory: Memento,
  ) {}

  dispose(): void {
    this.#changed.dispose();
  }

  /** What is pinned, then the others; newest first. */
  list(): readonly KeptEntry[] {
    const entries = this.memory.get<readonly KeptEntry[]>(INDEX, []);
    const first = (entry: KeptEntry): number => (entry.pinned ? 1 : 0);
    return [...entries].sort((a, b) => first(b) - first(a) || b.created.localeCompare(a.created));
  }

  /** The newest that compared this dump, or something in this folder. */
  lastWith(path: string): KeptEntry | undefined {
    this.#byPath ??= byPath(this.list());
    return this.#byPath.get(path);
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
    const { renamed = false, pinned, following } = known ?? {};
    const chosen = { renamed, ...(pinned && { pinned }), ...(following && { following }) };
    await this.#setIndex([{ ...entry, ...chosen }, ...this.#without(id)]);
    await this.#dropOldest();
  }

  async rename(id: string, title: string): Promise<void> {
    await this.change(id, { title, renamed: true });
  }

  async change(
    id: string,
    change: Partial<Pick<KeptEntry, 'title' | 'renamed' | 'pinned' | 'following'>>,
  ): Promise<void> {
    await this.#setIndex(this.list().map((entry) => (entry.id === id ? { ...entry, ...change } : entry)));
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
    const dropped =
      limit > 0
        ? this.list()
            .slice(limit)
            .filter(({ pinned }) => !pinned)
        : [];
    if (dropped.length === 0) return;
    await this.#setIndex(this.list().filter((entry) => !dropped.includes(entry)));
    for (const { id } of dropped) await rm(this.pathOf(id), { force: true });
  }

  #without(id: string): readonly KeptEntry[] {
    return this.list().filter((entry) => entry.id !== id);
  }

  async #setIndex(entries: readonly KeptEntry[]): Promise<void> {
    this.#byPath = undefined;
    await this.memory.update(INDEX, entries);
    this.#changed.fire();
  }
}

/** Dumps and the folders they lie in, each with the newest that compared it. */
function byPath(entries: readonly KeptEntry[]): ReadonlyMap<string, KeptEntry> {
  const found = new Map<string, KeptEntry>();
  for (const entry of [...entries].sort((a, b) => a.created.localeCompare(b.created))) {
    for (const path of entry.paths ?? []) found.set(path, entry).set(dirname(path), entry);
  }
  return found;
}
