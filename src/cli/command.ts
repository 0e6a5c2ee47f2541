import type { EngineClient } from '../engine/client';
import { commonOptions, describeOptions, type OptionSpecs } from './options';

/** What a command works with, apart from its arguments. */
export interface CommandContext {
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** The folder of the built bundles. */
  readonly dist: string;
  readonly version: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  print(text: string): void;
  /** To stderr. */
  note(text: string): void;
  /** Overwrites one line on stderr; does nothing when that is not a terminal. */
  showProgress(line: string): void;
  engine(): EngineClient;
}

export interface Command<S extends OptionSpecs = OptionSpecs> {
  readonly name: string;
  /** What stands behind the name: `DIR [--json]`. */
  readonly usage: string;
  readonly summary: string;
  readonly options: S;
  /** More help, shown below the options. */
  readonly more?: string;
  /** Returns the exit status. Throws named errors with one line for a person. */
  run(args: readonly string[], context: CommandContext): Promise<number>;
}

export const exitStatus = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

export function helpOf(command: Command): string {
  return [
    `likeness ${command.name} ${command.usage}`,
    '',
    command.summary,
    '',
    describeOptions({ ...command.options, ...commonOptions }),
    ...(command.more === undefined ? [] : ['', command.more]),
  ].join('\n');
}
