import { undefinedBecause, type MeasureContext, type Outcome } from '../measure';
import type { LiveModel, ModelPlace, Values } from '../live';
import type { Outputs, Side } from '../subject';
import { NO_LABELS } from './labels';
import { predictedClasses } from './outputs';

/** What a measure of live models keeps of a side: where the model is, and what it said of the instances. */
export interface LiveSide {
  readonly model: ModelPlace | { readonly missing: string };
  readonly labels: Int32Array | null;
  readonly predicted: Int32Array;
}

const NOTHING_KNOWN = 'Needs the models themselves: these outputs are all there is.';

export function liveSideOf(side: Side<Outputs>): LiveSide {
  const { model = { missing: NOTHING_KNOWN }, labels = null } = side.subject;
  return { model, labels, predicted: predictedClasses(side) };
}

/** Two models, opened on the inputs that both are compared over. */
export interface LivePair {
  readonly models: readonly [LiveModel, LiveModel];
  readonly labels: Int32Array | null;
}

export interface LivePairNeeds {
  readonly labels: boolean;
  /** The same numbers go into both: adversarial examples and gradients of one mean something to the other. */
  readonly sameInputs: boolean;
}

/** A model that says otherwise than its dump about more instances than this was not given these inputs. */
const AGREEMENT = 0.95;

/**
 * Opens both models and makes sure that they are the ones that gave the outputs, and fit together; else the outcome that says
 * why not. `tick` is called between the batches of all their computations.
 */
export async function openPair(
  a: LiveSide,
  b: LiveSide,
  needs: LivePairNeeds,
  context: MeasureContext,
  tick: () => void,
): Promise<LivePair | Outcome> {
  if ('missing' in a.model) return undefinedBecause(a.model.missing);
  if ('missing' in b.model) return undefinedBecause(b.model.missing);
  const labels = a.labels ?? b.labels;
  if (needs.labels && !labels) return undefinedBecause(NO_LABELS);
  if (!context.open) return undefinedBecause(NOTHING_KNOWN);
  const models = [await context.open(a.model, tick), await context.open(b.model, tick)] as const;
  const problem =
    otherwise(models[0], a.predicted, a.model) ??
    otherwise(models[1], b.predicted, b.model) ??
    misfit(models, labels, needs);
  return problem === undefined ? { models, labels } : undefinedBecause(problem);
}

function misfit(
  [f, g]: readonly [LiveModel, LiveModel],
  labels: Int32Array | null,
  { sameInputs }: LivePairNeeds,
): string | undefined {
  if (f.classes !== g.classes) return `The models have ${f.classes} and ${g.classes} classes.`;
  const outside = labels?.find((label) => label < 0 || label >= f.classes);
  if (outside !== undefined) return `A label is ${outside}, and the models have ${f.classes} classes.`;
  const same = f.inputs.cols === g.inputs.cols && f.inputs.data.every((value, at) => value === g.inputs.data[at]);
  return sameInputs && !same
    ? 'The models are given different inputs: those of one mean nothing to the other.'
    : undefined;
}

function otherwise(model: LiveModel, said: Int32Array, { path, inputs }: ModelPlace): string | undefined {
  const now = largestOf(model.logits(model.inputs));
  const agreeing =
    now.reduce((count, label, row) => count + (label === said[row] ? 1 : 0), 0) / Math.max(1, said.length);
  if (now.length === said.length && agreeing >= AGREEMENT) return undefined;
  const share = `${Math.round(100 * agreeing)} %`;
  return `${path} agrees with its saved outputs on ${share} of ${inputs.path}: are these its inputs, scaled and in the order it was given?`;
}

/** The class of the largest number of each row; of equal ones the first. */
export function largestOf({ rows, cols, data }: Values): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let c = 1; c < cols; c++) if (data[row * cols + c]! > data[row * cols + best]!) best = c;
    return best;
  });
}

/** The share of rows whose largest number is at the label. */
export function accuracyOf(logits: Values, labels: Int32Array): number {
  return largestOf(logits).reduce((right, label, row) => right + (label === labels[row] ? 1 : 0), 0) / logits.rows;
}
