import { EngineClient } from '../engine/client';
import { CancelledError } from '../engine/errors';
import { RequestError } from '../comparison/request';
import { didYouMean } from '../measures/facts';
import { RemoteError } from '../rpc/rpc';
import { clusterCommand } from './cluster';
import { compareCommand } from './compare';
import { exitStatus, helpOf, type Command, type CommandContext } from './command';
import { extractCommand } from './extract';
import { inspectCommand } from './inspect';
import { manifestCommand } from './manifest';
import { measuresCommand } from './measures';
import { mergeCommand } from './merge';
import { reportCommand } from './report';
import { sampleCommand } from './sample';
import { scanCommand } from './scan';

const commands: readonly Command[] = [
  measuresCommand,
  scanCommand,
  inspectCommand,
  manifestCommand,
  compareCommand,
  extractCommand,
  clusterCommand,
  mergeCommand,
  reportCommand,
  sampleCommand,
];

/** What the process gives to a run of the command line. */
export type Surroundings = Omit<CommandContext, 'engine'>;

/** Runs a command line and returns its exit status; every error ends as one line on stderr. */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const verbose = args.includes('--verbose');
  let client: EngineClient | undefined;
  const engine = (): EngineClient =>
    (client ??= new EngineClient({ dist: surroundings.dist, ...(verbose && { log: surroundings.note }) }));
  try {
    return await dispatch(args, { ...surroundings, engine });
  } catch (error) {
    surroundings.showProgress('');
    if (error instanceof CancelledError) return exitStatus.interrupted;
    surroundings.note(`likeness: ${error instanceof Error ? oneLine(error.message) : String(error)}`);
    if (verbose && error instanceof Error && error.stack) surroundings.note(error.stack);
    return isUsage(error) ? exitStatus.usage : exitStatus.failed;
  } finally {
    await client?.dispose();
  }
}

async function dispatch([name, ...rest]: readonly string[], context: CommandContext): Promise<number> {
  if (name === '--version') {
    context.print(context.version);
    return exitStatus.done;
  }
  const asked = name === 'help' ? rest[0] : name;
  const command = commands.find((one) => one.name === asked);
  if (command && (name === 'help' || rest.includes('--help') || rest.includes('-h'))) {
    context.print(helpOf(command));
    return exitStatus.done;
  }
  if (command) return command.run(rest, context);
  if (asked === undefined || asked === '--help' || asked === '-h') {
    (name === undefined ? context.note : context.print)(overview());
    return name === undefined ? exitStatus.usage : exitStatus.done;
  }
  const guess = didYouMean(
    asked,
    commands.map((one) => one.name),
  );
  throw new RequestError(`There is no command "${asked}".${guess} See likeness --help.`, true);
}

function overview(): string {
  const size = Math.max(...commands.map(({ name }) => name.length));
  return [
    'likeness COMMAND …: how alike are two models, layers, checkpoints, and where do they differ?',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(size)}  ${summary}`),
    '',
    'likeness COMMAND --help tells the options of one; likeness --version the version.',
  ].join('\n');
}

/** Wrong usage, seen here or by the engine. */
function isUsage(error: unknown): boolean {
  if (error instanceof RemoteError) return error.code === 'RequestError' && error.data.usage === true;
  return error instanceof RequestError && error.usage;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
