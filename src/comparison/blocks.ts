import { findMeasure } from '../measures/catalogue';
import type { Meeting } from '../measures/measure';
import type { Grid } from './arrangement';
import type { ResultDocument, Result } from './document';
import type { Participant } from './participant';
import type { PermutationOrder } from './permutation';
import type { PlannedBlock } from './plan';
import type { ChosenMeasure } from './selection';

/** A planned block with its empty result. */
export interface Block {
  readonly planned: PlannedBlock;
  readonly result: Result;
}

/** What blocks are made of: the participants that take part, in the order of the document's items. */
export interface BlockParts {
  readonly participants: readonly Participant[];
  readonly grids: readonly Grid[];
  readonly items: ResultDocument['items'];
  readonly permutation?: PermutationOrder;
}

/** One block a measure and grid; a statistic has one for all items. */
export function makeBlocks(chosen: readonly ChosenMeasure[], parts: BlockParts): Block[] {
  return chosen.flatMap((measure) => {
    const why = parts.permutation && withoutNull(measure);
    const blocks = blocksOf(measure, why === undefined ? parts : { ...parts, permutation: undefined });
    if (why !== undefined) for (const { result } of blocks) result.warnings.push(why);
    return blocks;
  });
}

function blocksOf(measure: ChosenMeasure, parts: BlockParts): Block[] {
  if (measure.arity === 'statistic') return [statisticBlock(measure, parts)];
  const grids = measure.arity === 'pair' ? parts.grids : groupGrids(parts);
  return grids.map((grid) => (measure.arity === 'pair' ? pairBlock : groupBlock)(measure, grid, parts));
}

/** Why permuting the instances of one side says nothing of a measure. */
function withoutNull({ facts, arity }: ChosenMeasure): string | undefined {
  if (arity === 'group') return 'No permutation null: it judges the models together, not one against another.';
  const blind = arity === 'statistic' || facts.unpaired;
  return blind ? 'No permutation null: its value does not depend on which instance is which.' : undefined;
}

function pairBlock(measure: ChosenMeasure, grid: Grid, parts: BlockParts): Block {
  const { facts, unmet } = measure;
  const [rows, cols] = [grid.rows, grid.cols].map((axis) => axis.map((one) => parts.participants.indexOf(one)));
  const symmetric = facts.symmetric && rows!.length > 1 && sameOrder(rows!, cols!);
  const ways = parts.permutation
    ? { permutation: parts.permutation }
    : { ...streamedBy(measure), ...waysOf(measure, meeting(rows!, cols!, symmetric, parts.items)) };
  const planned: PlannedBlock = {
    measure: facts.id,
    params: parametersFor(measure),
    arity: 'pair',
    rows: rows!,
    cols: cols!,
    symmetric,
    ...ways,
  };
  const ids = (axis: readonly number[]): string[] => axis.map((index) => parts.items[index]!.id);
  const result = emptyResult(measure, ids(rows!), ids(cols!), grid.title);
  if (symmetric) result.symmetric = true;
  rows!.forEach((row, r) => {
    cols!.forEach((col, c) => {
      const reason = unmet ?? unequalRows(parts.items[row]!, parts.items[col]!);
      if (reason !== undefined) result.undefined.push({ row: r, col: c, reason });
    });
  });
  return { planned, result };
}

function groupBlock(measure: ChosenMeasure, grid: Grid, parts: BlockParts): Block {
  const { facts, unmet } = measure;
  const members = [...new Set([...grid.rows, ...grid.cols])].map((one) => parts.participants.indexOf(one));
  const planned: PlannedBlock = {
    measure: facts.id,
    params: parametersFor(measure),
    arity: 'group',
    rows: members,
    cols: [],
    symmetric: false,
  };
  const result = emptyResult(measure, ['*'], ['*'], grid.title);
  const [first, ...others] = members.map((index) => parts.items[index]!);
  const unequal = others.map((other) => unequalRows(first!, other)).find((reason) => reason !== undefined);
  const reason = unmet ?? unequal;
  if (reason !== undefined) result.undefined.push({ row: 0, col: 0, reason });
  return { planned, result };
}

function statisticBlock(measure: ChosenMeasure, { items }: BlockParts): Block {
  const { facts, unmet } = measure;
  const rows = items.map((_, index) => index);
  const planned: PlannedBlock = {
    measure: facts.id,
    params: parametersFor(measure),
    arity: 'statistic',
    rows,
    cols: [],
    symmetric: false,
    ...streamedBy(measure),
  };
  const ids = items.map(({ id }) => id);
  const result = emptyResult(measure, ids, ['*']);
  if (unmet !== undefined) result.undefined = rows.map((row) => ({ row, col: 0, reason: unmet }));
  return { planned, result };
}

function streamedBy({ facts, params }: ChosenMeasure): Pick<PlannedBlock, 'streamed'> {
  const measure = findMeasure(facts.id);
  return measure.arity !== 'group' && measure.streamed?.covers(params) ? { streamed: true } : {};
}

/** How pairs are computed best in this company. */
function waysOf({ facts, params }: ChosenMeasure, company: Meeting): Pick<PlannedBlock, 'many' | 'together'> {
  const measure = findMeasure(facts.id);
  if (measure.arity !== 'pair') return {};
  const many = measure.manyPairs?.(company, params) ?? false;
  const together = measure.inner?.covers(params, { instances: company.instances, many }) ?? false;
  return { ...(many && { many }), ...(together && { together }) };
}

/** Whom a grid brings together. */
function meeting(
  rows: readonly number[],
  cols: readonly number[],
  symmetric: boolean,
  items: readonly Item[],
): Meeting {
  const sides = [...new Set([...rows, ...cols])];
  const place = new Map(sides.map((index, at) => [index, at]));
  const pairs = rows.flatMap((a, row) =>
    cols.filter((_, col) => !symmetric || row <= col).map((b) => [place.get(a)!, place.get(b)!] as const),
  );
  const [instances = 0] = items[sides[0]!]?.reduced ?? [];
  return { instances, widths: sides.map((index) => items[index]!.reduced[1]!), pairs };
}

/** What a group measure judges together: a layer's snapshots, the models; all items where there are no grids. */
function groupGrids({ grids, participants }: BlockParts): readonly Grid[] {
  const own = grids.filter(({ pairsOnly }) => !pairsOnly);
  return own.length > 0 ? own : [{ rows: participants, cols: [] }];
}

/** What reaches the measure; the result keeps the paths of files. */
function parametersFor({ params, contents }: ChosenMeasure): PlannedBlock['params'] {
  return contents ?? params;
}

function emptyResult({ facts, params }: ChosenMeasure, rows: string[], cols: string[], title?: string): Result {
  return {
    measure: facts.id,
    params: { ...params },
    ...(title !== undefined && { title }),
    rows,
    cols,
    values: rows.map(() => cols.map(() => null)),
    undefined: [],
    details: {},
    warnings: [],
    seconds: 0,
  };
}

/** Instances are aligned, but positions taken as instances may differ in number. */
function unequalRows(a: Item, b: Item): string | undefined {
  const [left, right] = [a.reduced[0], b.reduced[0]];
  if (left === right) return undefined;
  return `${a.id} has ${left} rows and ${b.id} ${right}: their positions differ. Reduce by mean or flatten.`;
}

type Item = ResultDocument['items'][number];

function sameOrder(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((index, at) => index === b[at]);
}
