import { resolve } from 'node:path';
import { exitStatus, type Command } from './command';
import { oneOperand, readArguments, wholeNumber, type OptionSpecs } from './options';
import { reportProgress } from './progress';

const options = {
  seed: { type: 'string', value: 'N', help: 'seed of the training (default 0)' },
  quiet: { type: 'boolean', help: 'no progress on stderr' },
} as const satisfies OptionSpecs;

export const sampleCommand: Command<typeof options> = {
  name: 'sample',
  usage: 'DIR',
  summary: 'Trains three small networks on handwritten digits and writes their activations, outputs and models to DIR.',
  options,
  async run(args, context) {
    const { values, operands } = readArguments(options, args, 'sample');
    const folder = resolve(context.cwd, oneOperand('sample', 'folder (new or empty)', operands));
    const onProgress = values.quiet ? undefined : reportProgress(context);
    const seed = wholeNumber('seed', values.seed, 0);
    const made = await context.engine().sample(folder, { onProgress, signal: context.signal, seed });
    context.showProgress('');
    context.print(made.folder);
    return exitStatus.done;
  },
};
