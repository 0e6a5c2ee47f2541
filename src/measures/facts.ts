import { closest, distance } from 'fastest-levenshtein';
import { UnknownMeasureError } from './errors';
import type { MeasureFacts } from './measure';
import type { Parameters } from './parameters';

/** A catalogue entry as plain JSON: everything but the functions. The extension host knows measures by this alone. */
export type CatalogueEntry = MeasureFacts & {
  readonly subject: 'representation' | 'outputs';
  readonly arity: 'pair' | 'group' | 'statistic';
};

/** The entry of a measure: its functions dropped. */
export function factsOf(measure: CatalogueEntry): CatalogueEntry {
  // Functions are left out by themselves; of what groups them nothing would be left but the name.
  const data = (name: string, part: unknown): unknown => (name === 'streamed' ? undefined : part);
  return JSON.parse(JSON.stringify(measure, data)) as CatalogueEntry;
}

/** The facts under these parameters: those of the variants that hold laid over the measure's own. */
export function factsWith<F extends MeasureFacts>(facts: F, params: Parameters): F {
  const holding = (facts.variants ?? []).filter(({ when }) =>
    Object.entries(when).every(([name, value]) => params[name] === value),
  );
  return holding.reduce((known, variant) => ({ ...known, ...variant.facts }), facts);
}

/** The entry called `id`; throws an `UnknownMeasureError` that says which one may have been meant. */
export function findById<F extends { readonly id: string }>(entries: readonly F[], id: string): F {
  const found = entries.find((entry) => entry.id === id);
  if (found) return found;
  const guess = didYouMean(
    id,
    entries.map((entry) => entry.id),
  );
  throw new UnknownMeasureError(`There is no measure "${id}".${guess} "likeness measures" lists all of them.`);
}

/** ` Did you mean "cka"?`, or nothing where no name is near. */
export function didYouMean(given: string, names: readonly string[]): string {
  const wanted = given.toLowerCase();
  const part = names.find((name) => wanted.length > 2 && (name.includes(wanted) || wanted.includes(name)));
  const nearest = part ?? (names.length > 0 ? closest(wanted, [...names]) : '');
  const near = part !== undefined || sharesMost(wanted, nearest);
  return near ? ` Did you mean "${nearest}"?` : '';
}

/** More than half of the letters stand in order in both. */
function sharesMost(a: string, b: string): boolean {
  return distance(a, b) <= Math.max(a.length, b.length) / 2;
}
