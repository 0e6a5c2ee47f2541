import { finishDocument } from './cells';
import type { CellReason, Result, ResultDocument } from './document';
import { RequestError } from './request';
import { shardFact, type Shard } from './shard';

/** A document that holds one part of a sharded comparison. */
export interface Part {
  readonly path: string;
  readonly document: ResultDocument;
}

interface Shown extends Part {
  readonly shard: Shard;
}

/**
 * Joins the parts of one comparison to the document that it would have given in one piece. A part may come several times, when
 * it was run again: of each cell the newest value counts. Throws a `RequestError` that names the file where parts are of
 * different comparisons or inputs, and the parts that are missing or were not finished.
 */
export function mergeParts(parts: readonly Part[]): ResultDocument {
  const shown = parts.map(withShard).sort((a, b) => (a.document.created < b.document.created ? -1 : 1));
  const [first] = shown;
  if (!first) throw new RequestError('merge needs parts: the result documents of a sharded comparison.', true);
  for (const other of shown) refuseStranger(first, other);
  refuseGaps(shown, first.shard.of);
  const merged = structuredClone(first.document);
  delete merged.request.shard;
  merged.created = shown.at(-1)!.document.created;
  const joined = merged.results.map((result, at) =>
    joinResults(
      result,
      shown.map(({ document }) => document.results[at]!),
    ),
  );
  if (joined.some(({ open }) => open > 0)) throw unfinished(shown);
  merged.results = joined.map(({ result }) => result);
  const facts = unique(
    shown.flatMap(({ document, shard }) => (document.facts ?? []).filter((fact) => fact !== shardFact(shard))),
  );
  const engines = unique(shown.map(({ document: { engine } }) => `${engine.name} ${engine.version}`));
  if (engines.length > 1) facts.push(`parts computed by ${engines.join(' and ')}`);
  if (merged.facts || facts.length > 0) merged.facts = facts;
  const problems = shown.flatMap(({ document }) => document.problems);
  merged.problems = [...new Map(problems.map((problem) => [`${problem.path} ${problem.message}`, problem])).values()];
  finishDocument(merged, 'complete');
  return merged;
}

function withShard({ path, document }: Part): Shown {
  const { shard } = document.request;
  if (shard) return { path, document, shard };
  throw new RequestError(`${path}: not a part of a sharded comparison: it was computed without --shard.`);
}

/** Parts belong together when all but the shard is the same, down to the state of every file. */
function refuseStranger(first: Shown, other: Shown): void {
  const [a, b] = [first.document, other.document];
  const refuse = (why: string): never => {
    throw new RequestError(`${other.path} and ${first.path} do not belong together: ${why}.`);
  };
  if (first.shard.of !== other.shard.of) refuse(`one is of ${other.shard.of} parts, the other of ${first.shard.of}`);
  const asked = ({ request }: ResultDocument): string => canonical({ ...request, shard: undefined });
  if (asked(a) !== asked(b)) refuse(`${differingField(a, b)} of the comparison differ`);
  const ids = ({ items }: ResultDocument): string => canonical(items.map(({ id }) => id));
  if (ids(a) !== ids(b)) refuse('they have different items');
  const changed = a.items.find((item, at) => item.fingerprint !== b.items[at]?.fingerprint);
  if (changed) refuse(`${changed.path} changed between them; run the parts again`);
  const frame = ({ results }: ResultDocument): string =>
    canonical(results.map(({ measure, params, rows, cols, title }) => [measure, params, rows, cols, title]));
  if (frame(a) !== frame(b)) refuse('their results are not over the same cells');
}

function differingField({ request: a }: ResultDocument, { request: b }: ResultDocument): string {
  const names = unique([...Object.keys(a), ...Object.keys(b)]).filter((name) => name !== 'shard');
  return `the ${names.filter((name) => canonical(a[name]) !== canonical(b[name])).join(', ')}`;
}

function refuseGaps(parts: readonly Shown[], of: number): void {
  const here = new Set(parts.map(({ shard }) => shard.index));
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((index) => !here.has(index));
  if (missing.length === 0) return;
  throw new RequestError(`${partsText(missing)} of ${of} ${missing.length === 1 ? 'is' : 'are'} missing.`);
}

/** A part that was interrupted leaves cells that nobody has computed. */
function unfinished(parts: readonly Shown[]): RequestError {
  const cut = parts.filter(({ document }) => document.status === 'cancelled');
  const which = cut.map(({ path, shard }) => `part ${shard.index} (${path})`).join(', ') || 'some part';
  return new RequestError(`${which}: interrupted before it was finished. Run it again, then merge.`);
}

/** Each cell from the newest part that settled it, else from the newest that failed at it; `open` cells are in none. */
function joinResults(frame: Result, parts: readonly Result[]): { readonly result: Result; readonly open: number } {
  const newestFirst = parts.map(byCell).reverse();
  const joined: Result = {
    ...frame,
    values: frame.values.map((row) => row.map(() => null)),
    undefined: [],
    details: { ...frame.details },
    warnings: unique(parts.flatMap(({ warnings }) => warnings)),
    seconds: parts.reduce((sum, { seconds }) => sum + seconds, 0),
  };
  delete joined.failed;
  const details: Detail[] = [];
  let open = 0;
  frame.values.forEach((row, r) => {
    row.forEach((_, c) => {
      const key = `${r} ${c}`;
      const found =
        newestFirst.find(({ values, undefined: none }) => values.has(key) || none.has(key)) ??
        newestFirst.find(({ failed }) => failed.has(key));
      if (!found) return void open++;
      joined.values[r]![c] = found.values.get(key) ?? null;
      const [reason, failure, detail] = [found.undefined.get(key), found.failed.get(key), found.details.get(key)];
      if (reason) joined.undefined.push(reason);
      if (failure) (joined.failed ??= []).push(failure);
      if (detail) details.push(detail);
    });
  });
  if (details.length > 0) joined.details.cells = details;
  else delete joined.details.cells;
  return { result: joined, open };
}

type Detail = NonNullable<Result['details']['cells']>[number];

interface CellsByPlace {
  readonly values: ReadonlyMap<string, number>;
  readonly undefined: ReadonlyMap<string, CellReason>;
  readonly failed: ReadonlyMap<string, CellReason>;
  readonly details: ReadonlyMap<string, Detail>;
}

function byCell({ values, undefined: none, failed = [], details }: Result): CellsByPlace {
  const byPlace = <T extends { row: number; col: number }>(list: readonly T[]): Map<string, T> =>
    new Map(list.map((entry) => [`${entry.row} ${entry.col}`, entry]));
  const numbers = new Map<string, number>();
  values.forEach((row, r) => {
    row.forEach((value, c) => {
      if (value !== null) numbers.set(`${r} ${c}`, value);
    });
  });
  return {
    values: numbers,
    undefined: byPlace(none),
    failed: byPlace(failed),
    details: byPlace(details.cells ?? []),
  };
}

function partsText(indices: readonly number[]): string {
  return `${indices.length === 1 ? 'Part' : 'Parts'} ${indices.join(', ')}`;
}

function unique<T>(list: readonly T[]): T[] {
  return [...new Set(list)];
}

/** The same text for the same data, in whatever order its fields stand. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
