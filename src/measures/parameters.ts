/** What a parameter may be: bounds and choices are checked where a request enters. */
export type ParameterSpec = NumberParameter | BooleanParameter | ChoiceParameter | FileParameter;

interface ParameterBase {
  readonly help: string;
  /** It matters only where other parameters have these values. */
  readonly when?: Readonly<Record<string, ParameterValue>>;
}

export interface NumberParameter extends ParameterBase {
  readonly type: 'number' | 'integer';
  /** null: chosen from the data, as `help` says. */
  readonly default: number | null;
  /** Inclusive bounds. */
  readonly min?: number;
  readonly max?: number;
  /** The value must be greater than this. */
  readonly above?: number;
  /** A path is taken as well (fixed landmark sets, for instance): it reaches the measure as the file's text. */
  readonly orFile?: boolean;
}

export interface BooleanParameter extends ParameterBase {
  readonly type: 'boolean';
  readonly default: boolean;
}

export interface ChoiceParameter<C extends string = string> extends ParameterBase {
  readonly type: 'choice';
  readonly choices: readonly C[];
  readonly default: C;
}

export interface FileParameter extends ParameterBase {
  readonly type: 'file';
  readonly default: null;
}

export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;
export type ParameterValue = number | boolean | string | null;

/** A full set of parameters, defaults filled in: what a result document records. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** Whether a parameter has a say where all stand as in `params`. */
export function matters({ when = {} }: ParameterBase, params: Parameters): boolean {
  return Object.entries(when).every(([name, value]) => params[name] === value);
}

/** Those of `params` that have a say; all where the measure is not known. */
export function mattering(params: Parameters, specs: ParameterSpecs = {}): Parameters {
  return Object.fromEntries(Object.entries(params).filter(([name]) => matters(specs[name] ?? { help: '' }, params)));
}

type ValueOf<S extends ParameterSpec> = S extends { type: 'boolean' }
  ? boolean
  : S extends { type: 'choice'; choices: readonly (infer C)[] }
    ? C
    : S extends { type: 'file' }
      ? string | null
      : S extends { orFile: true }
        ? number | string
        : S extends { default: number }
          ? number
          : number | null;

/** The parameters of a measure as its own code sees them. */
export type ParametersOf<S extends ParameterSpecs> = { readonly [K in keyof S]: ValueOf<S[K]> };
