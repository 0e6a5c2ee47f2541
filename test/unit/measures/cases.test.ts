import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/linalg/matrix';
import { findMeasure, measures } from '../../../src/measures/catalogue';
import { sideOf, type Outputs, type Side } from '../../../src/measures/subject';
import { linalgs } from '../support/linalg';
import { evaluate, type Subject } from '../support/measuring';
import { readNpy } from '../support/npy';

/*
 * Every reference value of test/fixtures/cases for the measures of the catalogue, on every engine available here.
 */

interface Expectation {
  /** Absent for the scores of a model, which stand among the statistics too. */
  readonly measure?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly value?: number | null;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly relativeTolerance?: number;
  readonly absoluteTolerance?: number;
  readonly pair?: readonly [number, number];
  readonly group?: boolean;
  readonly input?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}
type Measured = Expectation & { readonly measure: string };
interface Case {
  readonly case: string;
  readonly kind?: Outputs['kind'];
  readonly inputs: Readonly<Record<string, string>>;
  readonly expected: readonly Expectation[];
  readonly statistics: readonly Expectation[];
}

const root = join(import.meta.dirname, '../../fixtures/cases');
const known = new Set(measures.map(({ id }) => id));
const missing = new Set<string>();
/** Checked with the models themselves, not from stored arrays alone. */
const live = new Set(['k_models', 'l_contrasim']);

/** As many samples as the stored values were made from. */
const sampling: Readonly<Record<string, Record<string, number>>> = { 'geometry-score': { samples: 240 } };

const cases = readdirSync(root)
  .filter((name) => existsSync(join(root, name, 'expected.json')) && !live.has(name))
  .map((name) => JSON.parse(readFileSync(join(root, name, 'expected.json'), 'utf8')) as Case);
const engines = await linalgs();

for (const reference of cases) {
  const expectations = [...reference.expected, ...reference.statistics].filter((each): each is Measured => {
    if (each.measure !== undefined && !known.has(each.measure)) missing.add(each.measure);
    return each.measure !== undefined && known.has(each.measure);
  });
  if (expectations.length === 0) continue;
  describe.each(engines)(`${reference.case} on $name`, (linalg) => {
    const sides = sidesOf(reference);
    for (const expectation of expectations) {
      it(title(expectation), async () => {
        const measure = findMeasure(expectation.measure);
        const params = { ...sampling[expectation.measure], ...read(expectation.params, reference) };
        const outcome = await evaluate(measure, pick(expectation, sides), params, linalg);
        if (expectation.value === null) {
          expect(outcome.defined).toBe(false);
          return;
        }
        if (!outcome.defined) throw new Error(`undefined: ${outcome.reason}`);
        const { value = 0, atLeast, atMost, relativeTolerance = 0, absoluteTolerance = 0 } = expectation;
        const tolerance = Math.max(relativeTolerance * Math.abs(value), absoluteTolerance);
        if (atLeast !== undefined || atMost !== undefined) {
          // Any value between them is right: the maximum is NP-hard.
          expect(outcome.value).toBeGreaterThanOrEqual((atLeast ?? -Infinity) - tolerance);
          expect(outcome.value).toBeLessThanOrEqual((atMost ?? Infinity) + tolerance);
          return;
        }
        if (expectation.value === undefined) return;
        expect(Math.abs(outcome.value - value), `${outcome.value} against ${value}`).toBeLessThanOrEqual(tolerance);
        expectDetails(outcome.details ?? {}, expectation.details ?? {});
      });
    }
  });
}

describe('the reference cases', () => {
  it('cover the catalogue', () => {
    console.info(`Engines: ${engines.map(({ name }) => name).join(', ')}.`);
    if (missing.size > 0) console.info(`Not in the catalogue yet: ${[...missing].sort().join(', ')}.`);
    const covered = new Set(
      cases.flatMap((each) => [...each.expected, ...each.statistics].map(({ measure }) => measure)),
    );
    // The score of given encoders is checked where contrasim is tested.
    const uncovered = measures
      .filter(({ needs }) => !needs.includes('live-model')) // those have the models of k_models in live.test.ts
      .map(({ id }) => id)
      .filter((id) => !covered.has(id) && id !== 'contrasim');
    expect(uncovered).toEqual([]);
  });
});

function title({ measure, params, pair, input }: Measured): string {
  const settings = Object.entries(params).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [measure, ...settings, pair?.join(' and '), input].filter(Boolean).join(' ');
}

/** The sides of a case, shared by all its measures, as the engine shares them. */
function sidesOf(reference: Case): Map<string, Side<Subject>> {
  const arrays = Object.entries(reference.inputs).map(
    ([name, file]) => [name, readNpy(join(root, reference.case, file))] as const,
  );
  const labels = arrays.find(([name]) => name === 'labels')?.[1].values;
  return new Map(
    arrays
      .filter(([name]) => name !== 'labels')
      .map(([name, { shape, values }]) => {
        const common = {
          matrix: matrix(shape[0]!, shape[1] ?? 1, values),
          ...(labels && { labels: Int32Array.from(labels) }),
        };
        const subject: Subject = name.startsWith('o')
          ? { ...common, kind: reference.kind ?? 'logits', classes: shape[1] ?? 1 }
          : { ...common, storedAs: 'float32' };
        return [name, sideOf<Subject>(subject)];
      }),
  );
}

function pick({ pair, input }: Expectation, sides: Map<string, Side<Subject>>): Side<Subject>[] {
  const all = [...sides.values()];
  if (input !== undefined) return [sides.get(input)!];
  return pair ? pair.map((index) => all[index]!) : all;
}

/** Parameters that name a file of the case get its JSON, as the engine hands it over. */
function read(params: Expectation['params'], reference: Case): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const file = typeof value === 'string' && value.endsWith('.json');
      return [name, file ? readFileSync(join(root, reference.case, value), 'utf8') : value];
    }),
  );
}

/** Intermediate results that both sides have must agree as well. */
function expectDetails(found: Readonly<Record<string, unknown>>, expected: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(expected)) {
    if (!(name in found)) continue;
    const numbers = flatten(found[name]);
    for (const [i, wanted] of [value].flat(9).entries()) {
      if (typeof wanted === 'number') expect(numbers[i], `${name}[${i}]`).toBeCloseTo(wanted, 7);
      else expect(numbers[i]).toEqual(wanted);
    }
  }
}

/** Per-instance values stand under the names of what they say. */
function flatten(detail: unknown): unknown[] {
  if (Array.isArray(detail)) return detail.flatMap(flatten);
  return typeof detail === 'object' && detail !== null ? Object.values(detail).flatMap(flatten) : [detail];
}
