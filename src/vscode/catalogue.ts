import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { CatalogueEntry } from '../measures/facts';

const entries = v.array(
  v.looseObject({
    id: v.string(),
    name: v.string(),
    subject: v.picklist(['representation', 'outputs']),
    arity: v.picklist(['pair', 'group', 'statistic']),
    parameters: v.record(v.string(), v.looseObject({ type: v.string() })),
  }),
);

/** The measures as data, read once from the file that the build made of the registry: no mathematics is loaded here. */
export class Catalogue {
  #entries: Promise<readonly CatalogueEntry[]> | undefined;

  constructor(private readonly path: string) {}

  all = (): Promise<readonly CatalogueEntry[]> => {
    this.#entries ??= this.#read();
    return this.#entries;
  };

  async #read(): Promise<readonly CatalogueEntry[]> {
    const raw: unknown = JSON.parse(await readFile(this.path, 'utf8'));
    // The build writes the file from the same type; the shape is checked so far as a stale build could break it.
    return v.parse(entries, raw) as unknown as readonly CatalogueEntry[];
  }
}
