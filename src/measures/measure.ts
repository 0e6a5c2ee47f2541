import type { Linalg, Precision } from '../linalg/linalg';
import type { Vector } from '../linalg/vector';
import type { EncoderTrainer } from './encoders';
import type { OpenModel } from './live';
import type { Moments, PairMoments } from './moments';
import type { ParameterSpecs, Parameters, ParametersOf } from './parameters';
import type { Outputs, Representation, Side } from './subject';

/** The survey's families; each is a folder. */
export type Family =
  | 'cca'
  | 'alignment'
  | 'rsm'
  | 'neighbours'
  | 'topology'
  | 'statistics'
  | 'performance'
  | 'hard-prediction'
  | 'soft-prediction'
  | 'gradient-adversarial'
  | 'stitching';

/** similarity: larger = more alike. distance: smaller = more alike. statistic: of one representation. */
export type Kind = 'similarity' | 'distance' | 'statistic';

/** Transformations of one side that leave the value where it was (1e-8 relative), in the survey's order PT OT IS ILT TR AT. */
export interface Invariances {
  readonly permutation: boolean;
  readonly orthogonal: boolean;
  readonly isotropicScaling: boolean;
  readonly invertibleLinear: boolean;
  readonly translation: boolean;
  readonly affine: boolean;
}

/** What a measure asks of the comparison besides its subjects. */
export type Need = 'labels' | 'group' | 'equal-width' | 'live-model' | 'white-box';

export interface Reference {
  /** Section of the survey, such as "3.1". */
  readonly survey: string;
  /** The original paper: authors, title, venue, year. */
  readonly paper: string;
  readonly doi?: string;
}

/** A choice of parameters that changes facts: `group = permutation` leaves fewer invariances, for instance. */
export interface Variant {
  /** Holds where every parameter named here has this value. */
  readonly when: Parameters;
  readonly facts: Partial<
    Pick<MeasureFacts, 'kind' | 'range' | 'identity' | 'symmetric' | 'metric' | 'invariances' | 'needs'>
  >;
}

/** What everybody may know of a measure without computing anything; it is the catalogue's entry, as data. */
export interface MeasureFacts<S extends ParameterSpecs = ParameterSpecs> {
  /** The id of the command line, settings and result documents: `mean-cca`. */
  readonly id: string;
  readonly name: string;
  readonly family: Family;
  readonly kind: Kind;
  /** Inclusive where finite; `null` = unbounded. A bound that depends on the data is said in `rangeNote`. */
  readonly range: readonly [low: number | null, high: number | null];
  readonly rangeNote?: string;
  /** The value of identical subjects; null where there is none (statistics, learned measures). */
  readonly identity: number | null;
  readonly symmetric: boolean;
  readonly metric: boolean;
  /** Absent where the notion doesn't apply (outputs). `second` where the two arguments differ. */
  readonly invariances?: { readonly first: Invariances; readonly second: Invariances };
  /** Blind to which instance is which: permuting the rows of one side leaves the value, so it has no permutation null. */
  readonly unpaired?: true;
  readonly needs: readonly Need[];
  readonly parameters: S;
  /** Where parameters change the facts above; later entries win. `factsWith` applies them. */
  readonly variants?: readonly Variant[];
  readonly references: readonly Reference[];
  /** The formula, in plain text with Unicode. */
  readonly formula: string;
  /** One or two sentences for a person who chooses a measure. */
  readonly summary: string;
  /** Time and memory in N and D: `O(N·D²)`. */
  readonly cost: string;
  /** Where well-known implementations differ from this one. */
  readonly differences?: string;
}

/** Plain JSON: what a measure can say beside its value. Arrays of one entry an instance stand under `perInstance`. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Details = Readonly<Record<string, Json>>;

/** A value, or why there is none. Never NaN, never a silent 0. */
export type Outcome =
  | {
      readonly defined: true;
      readonly value: number;
      readonly details?: Details;
      readonly warnings?: readonly string[];
    }
  | { readonly defined: false; readonly reason: string; readonly warnings?: readonly string[] };

/** What a computation stands on. */
export interface MeasureContext {
  readonly linalg: Linalg;
  /** For products in CKA, RSA and neighbours only, after centring in float64. */
  readonly precision: Precision;
  /** The side will meet many others: `manyPairs` found it worth while to prepare it for that. */
  readonly many?: boolean;
  /** Tells how far a long computation is (0 … 1). Throws when the user cancelled: call it at least ten times a second. */
  progress(done: number): void;
  /** Trains encoders for a learned measure. */
  readonly trainEncoders?: EncoderTrainer;
  /** Opens the models themselves. Absent where nothing can. */
  readonly open?: OpenModel;
}

/** How a measure comes out of sums over the instances, so that sides larger than memory need not be in it. */
export interface Streamed<M, S extends ParameterSpecs> {
  /** Whether sums are enough under these parameters. */
  covers(params: ParametersOf<S>): boolean;
  /** The same outcome as from the whole, up to rounding. */
  judge(moments: M, params: ParametersOf<S>): Outcome;
}

/** Who is compared with whom. */
export interface Meeting {
  /** N. */
  readonly instances: number;
  /** D of every side. */
  readonly widths: readonly number[];
  /** Indices into `widths`. */
  readonly pairs: readonly (readonly [number, number])[];
}

/** A comparison that is one inner product of what was prepared: those of many pairs are made together. */
export interface InnerProduct<P, S extends ParameterSpecs> {
  /** Whether it is one under these parameters; `many`: the sides were prepared for many pairs. */
  covers(params: ParametersOf<S>, how: { readonly instances: number; readonly many: boolean }): boolean;
  /** What stands for a side; null where it cannot be compared, and `compare` says why. */
  vector(prepared: P): Vector | null;
  /** The same outcome, to the last bit, as `compare`. */
  judge(product: number, a: P, b: P, params: ParametersOf<S>): Outcome;
}

/** Compares two subjects. `P` is what is worth keeping per side; it must be plain data. */
export interface PairMeasure<Subject, P, S extends ParameterSpecs> extends MeasureFacts<S> {
  readonly arity: 'pair';
  prepare(side: Side<Subject>, params: ParametersOf<S>, context: MeasureContext): P;
  /**
   * What `prepare` would make of the rows in another order, row i the former row `order[i]`: cheaper than preparing again.
   * Null where it has to be prepared again. Equally near neighbours may keep the order they had.
   */
  permute?(prepared: P, order: Int32Array): P | null;
  readonly streamed?: Streamed<PairMoments, S>;
  /** Whether, in this company, a dearer preparation of each side (`context.many`) pays by cheaper pairs. */
  manyPairs?(meeting: Meeting, params: ParametersOf<S>): boolean;
  readonly inner?: InnerProduct<P, S>;
  compare(a: P, b: P, params: ParametersOf<S>, context: MeasureContext): Outcome | Promise<Outcome>;
}

/** Judges two or more models together. */
export interface GroupMeasure<Subject, P, S extends ParameterSpecs> extends MeasureFacts<S> {
  readonly arity: 'group';
  prepare(side: Side<Subject>, params: ParametersOf<S>, context: MeasureContext): P;
  compareAll(all: readonly P[], params: ParametersOf<S>, context: MeasureContext): Outcome | Promise<Outcome>;
}

/** A number of one representation; two are compared by |T − T′|. */
export interface StatisticMeasure<Subject, P, S extends ParameterSpecs> extends MeasureFacts<S> {
  readonly arity: 'statistic';
  prepare(side: Side<Subject>, params: ParametersOf<S>, context: MeasureContext): P;
  describe(prepared: P, params: ParametersOf<S>, context: MeasureContext): Outcome | Promise<Outcome>;
  readonly streamed?: Streamed<Moments, S>;
  /** The spread over three or more models, where a parameter (`variance`) asks for it. */
  describeAll?(all: readonly P[], params: ParametersOf<S>, context: MeasureContext): Outcome | Promise<Outcome>;
}

type AnyArity<Subject, P, S extends ParameterSpecs> =
  PairMeasure<Subject, P, S> | GroupMeasure<Subject, P, S> | StatisticMeasure<Subject, P, S>;

/** A measure with its own types forgotten: what the catalogue holds. */
export type RepresentationalMeasure = { readonly subject: 'representation' } & AnyArity<
  Representation,
  unknown,
  ParameterSpecs
>;
export type FunctionalMeasure = { readonly subject: 'outputs' } & AnyArity<Outputs, unknown, ParameterSpecs>;
export type Measure = RepresentationalMeasure | FunctionalMeasure;

/** A measure of representations, typed inside, uniform outside. */
export function representational<P, const S extends ParameterSpecs>(
  measure: AnyArity<Representation, P, S>,
): RepresentationalMeasure {
  // The catalogue validates parameters against the measure's own specs and hands each measure back what its own
  // `prepare` made, so forgetting P and S is safe.
  return { subject: 'representation', ...measure } as unknown as RepresentationalMeasure;
}

/** A measure of outputs, typed inside, uniform outside. */
export function functional<P, const S extends ParameterSpecs>(measure: AnyArity<Outputs, P, S>): FunctionalMeasure {
  return { subject: 'outputs', ...measure } as unknown as FunctionalMeasure;
}

/** A value; undefined with a reason where the arithmetic overflowed. */
export function value(value: number, extra: { details?: Details; warnings?: readonly string[] } = {}): Outcome {
  if (!Number.isFinite(value)) {
    return undefinedBecause('The numbers are too large or too small for float64 arithmetic: scale them first.');
  }
  return { defined: true, value, ...extra };
}

export function undefinedBecause(reason: string, warnings?: readonly string[]): Outcome {
  return { defined: false, reason, ...(warnings && { warnings }) };
}

/** Six flags as `measures.md` writes them, order PT OT IS ILT TR AT: `invariances('111010')`. */
export function invariances(first: string, second = first): { first: Invariances; second: Invariances } {
  const parse = (flags: string): Invariances => {
    const on = (index: number): boolean => flags[index] === '1';
    return {
      permutation: on(0),
      orthogonal: on(1),
      isotropicScaling: on(2),
      invertibleLinear: on(3),
      translation: on(4),
      affine: on(5),
    };
  };
  return { first: parse(first), second: parse(second) };
}

export type { Parameters };
