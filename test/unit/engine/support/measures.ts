import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readSide } from '../../../../src/comparison/side';
import { UnusableError } from '../../../../src/comparison/unusable';
import type { ReadSpec } from '../../../../src/comparison/plan';
import { matrix } from '../../../../src/linalg/matrix';
import {
  representational,
  undefinedBecause,
  value,
  type Measure,
  type Outcome,
} from '../../../../src/measures/measure';
import { sideOf, type Representation, type Side } from '../../../../src/measures/subject';

/*
 * Measures that show how the engine works, and sides made out of their path: `3` is a matrix full of threes,
 * `broken` cannot be read, `unusable` has nothing to compare, a file is read once its gate is there.
 */

const facts = {
  name: 'A measure for tests',
  family: 'rsm',
  kind: 'distance',
  range: [null, null],
  identity: 0,
  symmetric: true,
  metric: false,
  needs: [],
  parameters: {},
  references: [],
  formula: '',
  summary: '',
  cost: '',
} as const;

const levelOf = (side: Side<Representation>): Float64Array => side.subject.matrix.data.slice(0, 1);

const gap = (a: Float64Array, b: Float64Array): number => Math.abs(a[0]! - b[0]!);

const difference = representational({
  ...facts,
  id: 'difference',
  arity: 'pair',
  prepare: levelOf,
  compare: (a, b) => value(gap(a, b)),
});

/** Its value is how often `prepare` ran in this thread, so how often sides were prepared when there is one thread. */
let preparations = 0;
const preparationsSoFar = representational({
  ...facts,
  id: 'preparations',
  arity: 'pair',
  prepare: () => ++preparations,
  compare: () => value(preparations),
});

const throwing = representational({
  ...facts,
  id: 'throwing',
  arity: 'pair',
  prepare: levelOf,
  compare(a, b) {
    if (gap(a, b) === 1) throw new Error('One is too much.');
    return value(gap(a, b));
  },
});

const unprepared = representational({
  ...facts,
  id: 'unprepared',
  arity: 'pair',
  prepare(side) {
    if (levelOf(side)[0] === 2) throw new Error('Two cannot be prepared.');
    return levelOf(side);
  },
  compare: (a, b) => value(gap(a, b)),
});

const choosy = representational({
  ...facts,
  id: 'choosy',
  arity: 'pair',
  prepare: levelOf,
  compare: (a, b) => (gap(a, b) === 0 ? undefinedBecause('Nothing differs.') : { defined: true, value: Number.NaN }),
});

/** Between 0 and 1 it works until it is told to stop; everything else is done at once. */
const endless = representational({
  ...facts,
  id: 'endless',
  arity: 'pair',
  prepare: levelOf,
  compare(a, b, _, context) {
    while (gap(a, b) === 1) context.progress(0.5);
    return value(gap(a, b));
  },
});

/** The same, and it doesn't listen. */
const deaf = representational({
  ...facts,
  id: 'deaf',
  arity: 'pair',
  prepare: levelOf,
  compare(a, b) {
    while (gap(a, b) === 1);
    return value(gap(a, b));
  },
});

/** Between 0 and 1 it ends its thread. */
const threadEnding = representational({
  ...facts,
  id: 'thread-ending',
  arity: 'pair',
  prepare: levelOf,
  compare(a, b) {
    if (gap(a, b) === 1) process.exit(3);
    return value(gap(a, b));
  },
});

const greedy = representational({
  ...facts,
  id: 'greedy',
  arity: 'pair',
  prepare: levelOf,
  compare(a, b) {
    const hoard: number[][] = [];
    while (gap(a, b) === 1) hoard.push(new Array<number>(1e5).fill(hoard.length));
    return value(gap(a, b));
  },
});

/** Between 0 and 1 it asks for an array that no machine has room for. */
const hungry = representational({
  ...facts,
  id: 'hungry',
  arity: 'pair',
  prepare: levelOf,
  compare: (a, b) => value(gap(a, b) === 1 ? new ArrayBuffer(2 ** 50).byteLength : gap(a, b)),
});

/** Between 0 and 1 it ends the whole engine, as a bug in native code would. */
const engineEnding = representational({
  ...facts,
  id: 'engine-ending',
  arity: 'pair',
  prepare: levelOf,
  compare(a, b) {
    if (gap(a, b) === 1) process.kill(process.pid, 'SIGKILL');
    return value(gap(a, b));
  },
});

/** The same, while it prepares 1. */
const engineEndingEarly = representational({
  ...facts,
  id: 'engine-ending-early',
  arity: 'pair',
  prepare(side) {
    if (levelOf(side)[0] === 1) process.kill(process.pid, 'SIGKILL');
    return levelOf(side);
  },
  compare: (a, b) => value(gap(a, b)),
});

/** Inner products, compared in blocks; the details tell which were. `between`: what it does where sides are 1 apart. */
function inBlocks(id: string, between: (together: boolean) => void): Measure {
  const outcomeOf = (a: Float64Array, b: Float64Array, together: boolean): Outcome => {
    if (gap(a, b) === 1) between(together);
    return value(a[0]! * b[0]!, { details: { together } });
  };
  return representational({
    ...facts,
    id,
    arity: 'pair',
    prepare: levelOf,
    inner: { covers: () => true, vector: (level) => level, judge: (_, a, b) => outcomeOf(a, b, true) },
    compare: (a, b) => outcomeOf(a, b, false),
  });
}

const products = inBlocks('products', () => undefined);

const endingInBlocks = inBlocks('ending-in-blocks', (together) => {
  if (together) process.exit(3);
});

const endingEverywhere = inBlocks('ending-everywhere', () => process.exit(3));

const throwingEverywhere = inBlocks('throwing-everywhere', () => {
  throw new Error('One is too much.');
});

const killingEverywhere = inBlocks('killing-everywhere', () => process.kill(process.pid, 'SIGKILL'));

const level = representational({
  ...facts,
  id: 'level',
  kind: 'statistic',
  arity: 'statistic',
  prepare: levelOf,
  describe: (prepared) => value(prepared[0]!),
  describeAll: (all) => value(Math.max(...all.map((prepared) => prepared[0]!))),
});

const total = representational({
  ...facts,
  id: 'total',
  arity: 'group',
  prepare: levelOf,
  compareAll: (all) => value(all.reduce((sum, prepared) => sum + prepared[0]!, 0)),
});

const all: readonly Measure[] = [
  difference,
  preparationsSoFar,
  throwing,
  unprepared,
  choosy,
  endless,
  deaf,
  threadEnding,
  greedy,
  hungry,
  engineEnding,
  engineEndingEarly,
  products,
  endingInBlocks,
  endingEverywhere,
  throwingEverywhere,
  killingEverywhere,
  level,
  total,
];

export function findTestMeasure(id: string): Measure {
  return all.find((measure) => measure.id === id)!;
}

export const ROWS = 100;

/** Where this file is beside a file, reading it goes on. */
export const gateOf = (path: string): string => `${path}.gate`;

async function readAtGate(spec: ReadSpec): ReturnType<typeof readSide> {
  while (!existsSync(gateOf(spec.path))) await setTimeout(10);
  return readSide(spec);
}

export function makeTestSide(spec: ReadSpec): Promise<Side<unknown>> {
  const { path } = spec;
  if (isAbsolute(path)) return readAtGate(spec);
  if (path === 'broken') return Promise.reject(new Error('broken: It cannot be read.'));
  if (path === 'unusable') return Promise.reject(new UnusableError('unusable: It has no rows.'));
  const data = new Float64Array(ROWS).fill(Number(path));
  return Promise.resolve(sideOf({ matrix: matrix(ROWS, 1, data), storedAs: 'float64' }));
}
