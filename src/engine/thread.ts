import type { MessagePort } from 'node:worker_threads';
import { withPermutationNull, type PermutablePair } from '../comparison/permutation';
import type { ReadSpec } from '../comparison/plan';
import type { Linalg } from '../linalg/linalg';
import type { EncoderTrainer } from '../measures/encoders';
import type { OpenModel } from '../measures/live';
import type { Measure, MeasureContext, Outcome, RepresentationalMeasure } from '../measures/measure';
import { remember, type Side } from '../measures/subject';
import { judgeBlock } from './block';
import { letGo } from './collect';
import { CancelledError } from './errors';
import type { EngineStatus } from './protocol';
import { bytesOf, share } from './shared';
import { keepSide, takeSide } from './side-shelf';
import { judgeSums } from './streaming';
import { sumPart } from './summing';
import type { Answer, Order, Prepared, Report, Task, ThreadSettings, Trouble, Use, Verdict } from './task';
import { secondsSince, troubleOf, verdictOf } from './verdict';
import { messageOf } from '../rpc/message-of';

/** What a worker thread stands on. */
export interface Tools {
  readonly linalg: Linalg;
  readonly status: Omit<EngineStatus, 'threads'>;
  readonly findMeasure: (id: string) => Measure;
  readonly readSide: (spec: ReadSpec) => Promise<Side<unknown>>;
  readonly trainEncoders?: EncoderTrainer;
  readonly open?: OpenModel;
}

/** How often a task tells how far it is. */
const PROGRESS_MS = 50;

/** Preparing a side leaves about this many times its bytes behind. */
const SCRAP_RATIO = 4;

let droppedBefore: number | undefined;

/**
 * Makes the tools, says that they are there (or why not), and carries out the orders that come through `port`, one at a time,
 * until the thread ends.
 */
export function serveThread(port: MessagePort, settings: ThreadSettings, makeTools: () => Promise<Tools>): void {
  const report = (message: Report): void => port.postMessage(message);
  makeTools().then(
    (tools) => {
      port.on('message', (order: Order) => void serve(order, settings, tools, report));
      report({ kind: 'ready', status: tools.status });
    },
    (error: unknown) => report({ kind: 'broken', reason: messageOf(error) }),
  );
}

/** An error that no task expects is thrown, and ends the thread as an uncaught exception does: the pool sees to the rest. */
async function serve(
  order: Order,
  settings: ThreadSettings,
  tools: Tools,
  report: (message: Report) => void,
): Promise<void> {
  const { id, task } = order;
  const context = contextOf(order, settings, tools, report);
  const enter = (use: string | null): void => report({ kind: 'stage', id, use });
  let answer: Answer;
  try {
    answer = await carryOut(order, tools, context, enter);
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    report({ kind: 'interrupted', id });
    return;
  }
  if (answer.kind === 'prepared') await keep(task, answer, () => report({ kind: 'keeping', id }));
  report({ kind: 'answer', id, answer });
  letGo(scrapOf(order, answer));
}

/** What this thread need not hold any longer, in bytes. A block leaves nothing behind but sides, which others hold as well. */
function scrapOf({ task, dropped }: Order, answer: Answer): number {
  const droppedSince = dropped - (droppedBefore ?? dropped);
  droppedBefore = dropped;
  if (answer.kind === 'prepared') return SCRAP_RATIO * bytesOf(answer.side);
  return task.kind === 'block' ? droppedSince : bytesOf(task);
}

function contextOf(order: Order, settings: ThreadSettings, tools: Tools, report: (r: Report) => void): MeasureContext {
  let told = performance.now();
  return {
    linalg: tools.linalg,
    trainEncoders: tools.trainEncoders,
    open: tools.open,
    precision: order.precision,
    progress(done) {
      if (Atomics.load(settings.interrupt, 0) !== 0) throw new CancelledError();
      const now = performance.now();
      if (now - told < PROGRESS_MS) return;
      told = now;
      report({ kind: 'progress', id: order.id, done });
    },
  };
}

async function carryOut(
  { task }: Order,
  tools: Tools,
  context: MeasureContext,
  enter: (use: string | null) => void,
): Promise<Answer> {
  if (task.kind === 'sum') return await sum(task, context);
  if (task.kind === 'block') return await compareBlock(task, tools, context);
  if (task.kind !== 'prepare') return await judge(task, tools, context);
  const begun = performance.now();
  let side = task.side;
  if (!side) {
    enter(null);
    try {
      side = (task.shelf && (await takeSide(task.shelf))) ?? (await tools.readSide(task.read));
    } catch (error) {
      return { kind: 'prepared', unreadable: troubleOf(error), troubles: new Map(), seconds: 0 };
    }
  }
  const troubles = prepare(side, task.uses[0], tools, context, enter);
  const shared = shareOrTell(side);
  const seconds = secondsSince(begun);
  if (!('reason' in shared)) return { kind: 'prepared', side: shared, troubles, seconds };
  return { kind: 'prepared', troubles: new Map(task.uses.map(({ key }) => [key, shared])), seconds };
}

/** Puts a side on the shelf once it is prepared for all that was asked. */
async function keep(task: Task, { side, troubles, seconds }: Prepared, begin: () => void): Promise<void> {
  if (task.kind !== 'prepare' || !task.shelf || !side) return;
  const complete = task.uses.every(({ key }) => side.memo.has(key) || troubles.has(key));
  if (!complete) return;
  begin();
  await keepSide(side, task.shelf.spent + seconds, task.shelf);
}

/** What is prepared has to move to shared memory, for which there may be none. */
function shareOrTell(side: Side<unknown>): Side<unknown> | Trouble {
  try {
    return share(side);
  } catch (error) {
    return troubleOf(error);
  }
}

/**
 * What `prepare` makes stays in the side's memo, so that it travels with the side and shares its arrays. One use at a time: what
 * is ready is compared before the next one begins, however long that takes.
 */
function prepare(
  side: Side<unknown>,
  use: Use,
  tools: Tools,
  context: MeasureContext,
  enter: (use: string) => void,
): ReadonlyMap<string, Trouble> {
  enter(use.key);
  context.progress(0);
  try {
    const measure = unsubjected(tools.findMeasure(use.measure));
    const asked = { ...context, many: use.many };
    remember(side, use.key, () => measure.prepare(side as Side<never>, use.params, asked));
    return new Map();
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return new Map([[use.key, troubleOf(error)]]);
  }
}

type PairMeasure = PermutablePair['measure'];
type Judging = Exclude<Task, { kind: 'prepare' | 'sum' | 'block' }>;

async function judge(task: Judging, tools: Tools, context: MeasureContext): Promise<Verdict> {
  const begun = performance.now();
  try {
    context.progress(0);
    const outcome = await outcomeOf(task, tools, context);
    const before = task.kind === 'judge' ? task.summed.reduce((total, { seconds }) => total + seconds, 0) : 0;
    return { ...verdictOf(outcome), seconds: before + secondsSince(begun) };
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return { kind: 'verdict', value: null, ...troubleOf(error), seconds: secondsSince(begun) };
  }
}

/** The verdicts of a block, or why there are none. */
async function compareBlock(
  task: Extract<Task, { kind: 'block' }>,
  { findMeasure }: Tools,
  context: MeasureContext,
): Promise<Answer> {
  const begun = performance.now();
  try {
    return { kind: 'verdicts', verdicts: await judgeBlock(task, findMeasure(task.use.measure), context) };
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return { kind: 'verdict', value: null, ...troubleOf(error), seconds: secondsSince(begun) };
  }
}

/** The sums of a part, or why there are none. */
async function sum({ streaming, part }: Extract<Task, { kind: 'sum' }>, context: MeasureContext): Promise<Answer> {
  const begun = performance.now();
  try {
    return share(await sumPart(streaming, part, context));
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return { kind: 'verdict', value: null, ...troubleOf(error), seconds: secondsSince(begun) };
  }
}

async function comparePair(
  { use: { params }, prepared, permutation }: Extract<Task, { kind: 'pair' }>,
  measure: PairMeasure,
  context: MeasureContext,
): Promise<Outcome> {
  const outcome = await measure.compare(...prepared, params, context);
  if (!permutation) return outcome;
  const [first, second] = prepared;
  return withPermutationNull(outcome, { measure, params, first, second, ...permutation }, permutation, context);
}

function outcomeOf(task: Judging, { findMeasure }: Tools, context: MeasureContext): Outcome | Promise<Outcome> {
  const measure = findMeasure(task.use.measure);
  const { params } = task.use;
  if (task.kind === 'judge') return judgeSums(measure, params, task.streaming, task.summed);
  if (task.kind === 'pair' && measure.arity === 'pair') return comparePair(task, measure, context);
  if (task.kind === 'group' && measure.arity === 'group') return measure.compareAll(task.prepared, params, context);
  if (measure.arity === 'statistic') {
    if (task.kind === 'statistic') return measure.describe(...task.prepared, params, context);
    if (task.kind === 'group' && measure.describeAll) return measure.describeAll(task.prepared, params, context);
  }
  throw new Error(`${measure.id} cannot be asked of a ${task.kind}.`);
}

/** Both kinds of measures prepare alike; the plan has seen to it that the subject is theirs. */
function unsubjected(measure: Measure): Pick<RepresentationalMeasure, 'prepare'> {
  return measure as RepresentationalMeasure;
}
