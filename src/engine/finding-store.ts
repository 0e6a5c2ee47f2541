import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { ResultCache } from '../comparison/request';
import type { PlannedCell } from './cell-table';
import { evictOldest, hashOf, touch, writeWhole } from './kept-files';
import { append } from './lists';
import { finding } from './messages';
import type { Finding } from './task';

/** Raised when a value that a measure gives changes, or what stands in a file. */
const FORMAT = 1;

/**
 * Results on disk. A file holds what one measure with its parameters found of one side against others; its name is a hash of
 * that and of the engine's version, so what another version found is never met. Files are written whole or not at all, carry a
 * checksum, and what does not match it is as if it weren't there. Used longest ago goes first.
 *
 * Processes may share a folder: the worst that can happen is that a result is computed again.
 */
export class FindingStore {
  constructor(
    private readonly cache: Pick<ResultCache, 'folder' | 'bytes'>,
    /** Of the engine. */
    private readonly version: string,
  ) {}

  /** What is known of these cells. */
  async load(cells: Iterable<PlannedCell>): Promise<ReadonlyMap<PlannedCell, Finding>> {
    const found = new Map<PlannedCell, Finding>();
    for (const [name, own] of this.#rows(cells)) {
      const row = await this.#read(name);
      if (!row) continue;
      for (const cell of own) {
        const known = row[entryOf(cell)];
        if (known) found.set(cell, known);
      }
      await touch(this.#path(name));
    }
    return found;
  }

  /** Adds findings. What cannot be written is not kept: a cache is no reason to fail. */
  async save(findings: ReadonlyMap<PlannedCell, Finding>): Promise<void> {
    try {
      await mkdir(this.cache.folder, { recursive: true });
      for (const [name, own] of this.#rows(findings.keys())) {
        const added = own.map((cell) => [entryOf(cell), findings.get(cell)!] as const);
        await this.#write(name, { ...(await this.#read(name)), ...Object.fromEntries(added) });
      }
      await evictOldest(this.cache.folder, this.cache.bytes);
    } catch (error) {
      console.error(`Results were not cached: ${(error as Error).message}`);
    }
  }

  #rows(cells: Iterable<PlannedCell>): Map<string, PlannedCell[]> {
    const rows = new Map<string, PlannedCell[]>();
    for (const cell of cells) append(rows, hashOf(`${FORMAT} ${this.version}`, cell.use.key, cell.sides[0]!.key), cell);
    return rows;
  }

  #path(name: string): string {
    return join(this.cache.folder, `${name}.json`);
  }

  async #read(name: string): Promise<Row | undefined> {
    const text = await readFile(this.#path(name), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    if (end < 0 || text.slice(0, end) !== hashOf(name, body)) return undefined;
    const row = v.safeParse(rowSchema, JSON.parse(body));
    return row.success ? row.output : undefined;
  }

  async #write(name: string, row: Row): Promise<void> {
    const body = JSON.stringify(row);
    await writeWhole(this.#path(name), [`${hashOf(name, body)}\n${body}`]);
  }
}

type Row = Readonly<Record<string, Finding>>;

const rowSchema: v.GenericSchema<unknown, Row> = v.record(v.string(), finding);

function entryOf(cell: PlannedCell): string {
  return hashOf(cell.key);
}
