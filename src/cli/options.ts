import { parseArgs, type ParseArgsConfig } from 'node:util';
import { RequestError } from '../comparison/request';

/** An option of a command, as its help tells it and `parseArgs` reads it. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  /** What stands for the value in the help: `FILE`. */
  readonly value?: string;
  readonly help: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The values that were given; a repeatable option gives a list. */
export type OptionValues<S extends OptionSpecs> = {
  readonly [K in keyof S]?: S[K]['type'] extends 'boolean'
    ? boolean
    : S[K] extends { readonly multiple: true }
      ? readonly string[]
      : string;
};

export interface Arguments<S extends OptionSpecs> {
  readonly values: OptionValues<S>;
  readonly operands: readonly string[];
}

/** Options that every command takes. */
export const commonOptions = {
  verbose: { type: 'boolean', help: 'on an error, print the stack as well' },
  help: { type: 'boolean', help: 'print this help' },
} as const satisfies OptionSpecs;

/** Reads a command's arguments. Throws a `RequestError` (usage). */
export function readArguments<S extends OptionSpecs>(specs: S, args: readonly string[], command: string): Arguments<S> {
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    allOptions(specs).map(([name, { type, multiple = false }]) => [
      name,
      { type, multiple, ...(name === 'help' && { short: 'h' }) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { values: values as OptionValues<S>, operands: positionals };
  } catch (error) {
    // parseArgs goes on about escaping values that start with a dash: the first sentence says what is wrong.
    const [problem = ''] = (error as Error).message.split(/\. |\n/);
    const line = `${problem.replace(/\.$/, '')}. See likeness ${command} --help.`;
    throw new RequestError(line, true, { cause: error });
  }
}

function allOptions(specs: OptionSpecs): [string, OptionSpec][] {
  return Object.entries<OptionSpec>({ ...specs, ...commonOptions });
}

/** The lines of a help text that list options. */
export function describeOptions(specs: OptionSpecs): string {
  const lines = allOptions(specs).map(([name, spec]): [string, string] => [
    `--${name}${spec.type === 'string' ? ` ${spec.value ?? 'VALUE'}` : ''}`,
    spec.help,
  ]);
  const size = Math.min(30, Math.max(...lines.map(([option]) => option.length)));
  return lines
    .map(([option, help]) =>
      option.length > size ? `  ${option}\n  ${' '.repeat(size)}  ${help}` : `  ${option.padEnd(size)}  ${help}`,
    )
    .join('\n');
}

/** A whole number of an option, within its bounds. */
export function wholeNumber(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new RequestError(`--${option} must be a whole number of at least ${least}, not "${text}".`, true);
}

/** One of an option's choices. */
export function choice<C extends string>(
  option: string,
  text: string | undefined,
  choices: readonly C[],
): C | undefined {
  if (text === undefined) return undefined;
  const found = choices.find((one) => one === text);
  if (found !== undefined) return found;
  throw new RequestError(`--${option} must be one of ${choices.join(', ')}, not "${text}".`, true);
}

/** A number of bytes: `2GB`, `512 MB`, `1000000`. */
export function bytes(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([KMG]?)B?$/i.exec(text.trim()) ?? [];
  const factor = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }[(unit ?? '').toUpperCase()];
  if (digits === undefined || factor === undefined || Number(digits) <= 0) {
    throw new RequestError(`--${option} must be a size such as 512MB or 2GB, not "${text}".`, true);
  }
  return Math.round(Number(digits) * factor);
}

/** The one operand of a command that takes one. */
export function oneOperand(command: string, what: string, operands: readonly string[]): string {
  const [operand] = operands;
  if (operand !== undefined && operands.length === 1) return operand;
  throw new RequestError(`${command} takes one ${what}. See likeness ${command} --help.`, true);
}

export function noOperands(command: string, operands: readonly string[]): void {
  const [operand] = operands;
  if (operand !== undefined) throw new RequestError(`${command} takes no operands, and was given "${operand}".`, true);
}
