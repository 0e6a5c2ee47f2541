import * as v from 'valibot';
import type { Matrix } from '../../linalg/matrix';
import { sampleWithoutReplacement, seededRandom } from '../../linalg/random';
import { squaredRowNorms } from '../../linalg/vector';
import { squaredDistance } from '../../linalg/distance';
import { invariances, representational, value, type MeasureContext } from '../measure';
import { ParameterError } from '../errors';
import { centred, isConstant } from '../shared/centre';
import { CANCELLATION } from '../shared/distances';
import { blame, CONSTANT, type Problem } from '../shared/outcomes';
import { takeRows } from '../shared/rows';
import { witnessIntervals, type Interval } from './witness-complex';

interface Prepared {
  readonly problem: Problem;
  /** MRLT(i): the mean share of relaxations at which the witness complex has exactly i holes. */
  readonly livingTimes: Float64Array;
  readonly warnings: readonly string[];
}

/**
 * Geometry score of two clouds of instances, N×D and N×D′; 0 where their loops live equally long.
 * Survey §3.5; Khrulkov & Oseledets, 2018. Undefined where a side is constant.
 */
export const geometryScore = representational({
  arity: 'pair',
  id: 'geometry-score',
  name: 'Geometry score',
  family: 'topology',
  kind: 'distance',
  range: [0, 2],
  identity: 0,
  symmetric: true,
  metric: false,
  invariances: invariances('111010'),
  unpaired: true,
  needs: [],
  parameters: {
    landmarks: {
      type: 'integer',
      default: 64,
      min: 1,
      max: 512,
      orFile: true,
      help: 'Random landmarks L₀ of a complex, at most N; or a JSON file {"gamma", "landmarks": [[row, …], …]} that fixes the sets.',
    },
    gamma: {
      type: 'number',
      default: null,
      above: 0,
      max: 1,
      help: 'Largest relaxation, as a share of the largest distance; by default (1/128)/(N/5000), at most 1.',
    },
    holes: {
      type: 'integer',
      default: 100,
      min: 1,
      max: 10_000,
      help: 'Numbers of holes that are counted: 0 … holes − 1.',
    },
    samples: {
      type: 'integer',
      default: 1000,
      min: 1,
      max: 100_000,
      help: 'Complexes to average (the paper: 10,000).',
    },
    seed: { type: 'integer', default: 0, help: 'Of the random landmarks.' },
  },
  references: [
    {
      survey: '3.5',
      paper: 'Khrulkov, Oseledets: Geometry Score: A Method for Comparing Generative Adversarial Networks. ICML 2018',
    },
  ],
  formula: 'Σᵢ (MRLT(i) − MRLT′(i))²; RLT(i) = share of [0, α] in which a random witness complex has exactly i loops',
  summary:
    'Do the two clouds of instances have as many holes, for as long? Coarse, and blind to which instance is where.',
  cost: 'O(samples · N · L₀ · D)',
  differences: 'The paper averages 10,000 complexes; 1,000 is the default here. Fewer samples, more noise.',

  prepare(side, { landmarks, gamma, holes, samples, seed }, context): Prepared {
    const rows = centred(side);
    const n = rows.rows;
    const nothing = { livingTimes: new Float64Array(0), warnings: [] };
    if (isConstant(side)) return { problem: CONSTANT, ...nothing };
    const plan =
      typeof landmarks === 'string'
        ? fixedLandmarks(landmarks, n)
        : {
            count: samples,
            sets: randomLandmarks(n, Math.min(landmarks, n), samples, seed),
            gamma: null,
            warnings: drawn(landmarks, n, samples, seed),
          };
    const relaxation = gamma ?? plan.gamma ?? Math.min(1, 1 / 128 / (n / 5000));
    const norms = squaredRowNorms(rows);
    const livingTimes = new Float64Array(holes);
    let sample = 0;
    for (const set of plan.sets) {
      context.progress(sample++ / plan.count);
      const distances = distancesTo(rows, norms, set, context);
      const alpha = relaxation * distances.reduce((most, distance) => Math.max(most, distance), 0);
      addLivingTimes(livingTimes, witnessIntervals(distances, set.length, alpha), alpha);
    }
    return { problem: null, livingTimes: livingTimes.map((total) => total / sample), warnings: plan.warnings };
  },

  compare(a, b) {
    const undefinedOutcome = blame(a.problem, b.problem);
    if (undefinedOutcome) return undefinedOutcome;
    const total = a.livingTimes.reduce((score, time, i) => score + (time - b.livingTimes[i]!) ** 2, 0);
    return value(total, {
      details: { livingTimes: [Array.from(a.livingTimes), Array.from(b.livingTimes)] },
      ...(a.warnings.length > 0 && { warnings: a.warnings }),
    });
  },
});

/** Drawn one after the other, so that no more than one set exists at a time. */
function* randomLandmarks(n: number, count: number, samples: number, seed: number): Generator<Int32Array> {
  const random = seededRandom(seed);
  for (let sample = 0; sample < samples; sample++) yield sampleWithoutReplacement(n, count, random);
}

function drawn(landmarks: number, n: number, samples: number, seed: number): string[] {
  const notes = [`Mean of ${samples} random complexes (seed ${seed}).`];
  return landmarks > n ? [...notes, `Only ${n} instances: each is a landmark, in place of ${landmarks}.`] : notes;
}

const landmarkFile = v.object({
  gamma: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
  landmarks: v.pipe(
    v.array(v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), v.minLength(1))),
    v.minLength(1),
  ),
});

function fixedLandmarks(
  text: string,
  n: number,
): { count: number; sets: readonly Int32Array[]; gamma: number | null; warnings: string[] } {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new ParameterError('geometry-score: the landmarks file is not JSON.', { cause: error });
  }
  const checked = v.safeParse(landmarkFile, content);
  if (!checked.success) {
    throw new ParameterError(
      `geometry-score: the landmarks file is not {"gamma", "landmarks": [[row, …], …]}: ${checked.issues[0].message}.`,
    );
  }
  const beyond = checked.output.landmarks.flat().find((row) => row >= n);
  if (beyond !== undefined) {
    throw new ParameterError(`geometry-score: the landmarks file names instance ${beyond}, and there are only ${n}.`);
  }
  return {
    count: checked.output.landmarks.length,
    sets: checked.output.landmarks.map((set) => Int32Array.from(set)),
    gamma: checked.output.gamma ?? null,
    warnings: [],
  };
}

/** N×L Euclidean distances from every instance to the landmarks. */
function distancesTo(rows: Matrix, norms: Float64Array, set: Int32Array, context: MeasureContext): Float64Array {
  const landmarks = takeRows(rows, set);
  const products = context.linalg.multiply(rows, landmarks, { transposeB: true }).data;
  const d = rows.cols;
  return products.map((product, at) => {
    const l = at % set.length;
    const i = (at - l) / set.length;
    const both = norms[i]! + norms[set[l]!]!;
    const difference = both - 2 * product;
    return Math.sqrt(difference > CANCELLATION * both ? difference : squaredDistance(rows.data, i * d, set[l]! * d, d));
  });
}

/** Adds RLT(i), the share of [0, α] with exactly i intervals alive, for every counted i. */
function addLivingTimes(total: Float64Array, intervals: readonly Interval[], alpha: number): void {
  const events = intervals
    .flatMap(([birth, death]): [number, number][] => [
      [birth, 1],
      [Math.min(death, alpha), -1],
    ])
    .sort((a, b) => a[0] - b[0]);
  let alive = 0;
  let since = 0;
  for (const [at, change] of [...events, [alpha, 0] as const]) {
    if (alive < total.length) total[alive]! += (at - since) / alpha;
    since = at;
    alive += change;
  }
}
