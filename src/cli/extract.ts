import { join, resolve } from 'node:path';
import { RequestError } from '../comparison/request';
import { exitStatus, type Command } from './command';
import { oneOperand, readArguments, wholeNumber, type OptionSpecs } from './options';
import { reportProgress } from './progress';

const options = {
  inputs: { type: 'string', value: 'FILE', help: 'what the model is given: FILE or FILE::KEY, one row an instance' },
  out: { type: 'string', value: 'DIR', help: 'the folder for the dumps' },
  layers: { type: 'string', value: 'GLOB', help: 'only layers whose name matches' },
  batch: { type: 'string', value: 'N', help: 'instances at a time (default 64)' },
  quiet: { type: 'boolean', help: 'no progress on stderr' },
} as const satisfies OptionSpecs;

export const extractCommand: Command<typeof options> = {
  name: 'extract',
  usage: 'MODEL --inputs FILE --out DIR [options]',
  summary: 'Runs a model (Keras, TensorFlow.js, ONNX) on inputs and writes what each layer says, and its logits.',
  options,
  more: 'Writes <layer>.npy and logits.npy (before a final softmax) to DIR: all of them, or nothing.',
  async run(args, context) {
    const { values, operands } = readArguments(options, args, 'extract');
    const model = resolve(context.cwd, oneOperand('extract', 'model', operands));
    const { inputs, out } = values;
    if (inputs === undefined || out === undefined) {
      throw new RequestError('extract needs --inputs FILE and --out DIR. See likeness extract --help.', true);
    }
    const at = inputs.indexOf('::');
    const file = resolve(context.cwd, at < 0 ? inputs : inputs.slice(0, at)) + (at < 0 ? '' : inputs.slice(at));
    const batch = wholeNumber('batch', values.batch, 1);
    const onProgress = values.quiet ? undefined : reportProgress(context);
    const { folder, files } = await context.engine().extract(
      {
        model,
        inputs: file,
        folder: resolve(context.cwd, out),
        ...(values.layers !== undefined && { layers: values.layers }),
        ...(batch !== undefined && { batch }),
      },
      { onProgress, signal: context.signal },
    );
    context.showProgress('');
    for (const name of files) context.print(join(folder, name));
    return exitStatus.done;
  },
};
