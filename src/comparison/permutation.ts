import { randomPermutation, seededRandom } from '../linalg/random';
import { factsWith } from '../measures/catalogue';
import type { Details, Kind, Measure, MeasureContext, Outcome } from '../measures/measure';
import type { Parameters } from '../measures/parameters';
import { takeRows } from '../measures/shared/rows';
import { sideOf, type Outputs, type Representation } from '../measures/subject';

/*
 * Permutation nulls: how large a value comes out when the instances of the second side are shuffled, so that nothing but
 * chance relates the two sides.
 */

/** What a request asks for. Equal seeds permute every pair alike, whatever else is compared. */
export interface PermutationOrder {
  readonly permutations: number;
  readonly seed: number;
}

/** A pair of sides as the engine has it: prepared, and the second as it was read. */
export interface PermutablePair {
  readonly measure: Measure & { readonly arity: 'pair' };
  readonly params: Parameters;
  readonly first: unknown;
  readonly second: unknown;
  readonly subject: Representation | Outputs;
}

/** The null distribution of a value, as details of its cell. */
export interface PermutationNull {
  /** Permutations that gave a value. */
  readonly permutations: number;
  /** Of the null: mean and (population) standard deviation. */
  readonly mean: number;
  readonly std: number;
  /** (1 + how many permutations came out as extreme)/(1 + permutations). */
  readonly p: number;
}

/** Two values this near, relative, are one: a permutation that changes nothing may move the last digits. */
const SAME = 1e-12;

/** `count` random orders of n instances, drawn one after the other. */
export function* randomOrders(n: number, { permutations, seed }: PermutationOrder): Generator<Int32Array> {
  const random = seededRandom(seed);
  for (let drawn = 0; drawn < permutations; drawn++) yield randomPermutation(n, random);
}

/**
 * The outcome with its null distribution under `details.permutation`; as it is where it is undefined.
 * Progress counts from 0 to 1 over the permutations.
 */
export async function withPermutationNull(
  outcome: Outcome,
  pair: PermutablePair,
  order: PermutationOrder,
  context: MeasureContext,
): Promise<Outcome> {
  if (!outcome.defined) return outcome;
  const orders = randomOrders(pair.subject.matrix.rows, order);
  const values: number[] = [];
  let done = 0;
  for (const each of orders) {
    const before = done++;
    const within = (part: number): void => context.progress((before + part) / order.permutations);
    within(0);
    const permuted = await permutedOutcome(pair, each, { ...context, progress: within });
    if (permuted.defined) values.push(permuted.value);
  }
  const lost = order.permutations - values.length;
  const warnings = [
    ...(outcome.warnings ?? []),
    ...(lost > 0 ? [`${lost} of ${order.permutations} permutations have no value and are left out of the null.`] : []),
  ];
  const { kind } = factsWith(pair.measure, pair.params);
  const permutation = { ...nullDistribution(outcome.value, values, kind), seed: order.seed };
  const details: Details = { ...outcome.details, ...(values.length > 0 && { permutation }) };
  return { ...outcome, details, ...(warnings.length > 0 && { warnings }) };
}

/** The value with the rows of the second side in another order. */
export function permutedOutcome(
  { measure, params, first, second, subject }: PermutablePair,
  order: Int32Array,
  context: MeasureContext,
): Outcome | Promise<Outcome> {
  const permuted =
    measure.permute?.(second, order) ?? preparedAgain(measure, params, permutedRows(subject, order), context);
  return measure.compare(first, permuted, params, context);
}

function preparedAgain(
  measure: PermutablePair['measure'],
  params: Parameters,
  subject: Representation | Outputs,
  context: MeasureContext,
): unknown {
  // The plan has seen to it that the subject is the measure's own.
  return measure.prepare(sideOf(subject) as never, params, context);
}

/** Instances keep their labels: how well each model does is not at stake, only which instance is which. */
function permutedRows<S extends Representation | Outputs>(subject: S, order: Int32Array): S {
  const { matrix, labels } = subject;
  return { ...subject, matrix: takeRows(matrix, order), ...(labels && { labels: order.map((from) => labels[from]!) }) };
}

/**
 * Mean and standard deviation of the null, and how seldom it reaches the observed value: at least it for similarities,
 * at most it for distances.
 */
export function nullDistribution(observed: number, values: readonly number[], kind: Kind): PermutationNull {
  const n = values.length;
  const mean = values.reduce((sum, each) => sum + each, 0) / n;
  const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / n;
  const margin = SAME * Math.abs(observed);
  const extreme = values.filter((each) =>
    kind === 'distance' ? each <= observed + margin : each >= observed - margin,
  );
  return { permutations: n, mean, std: Math.sqrt(variance), p: (1 + extreme.length) / (1 + n) };
}
