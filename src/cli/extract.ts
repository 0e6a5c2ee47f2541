import { join, resolve } from 'node:path';
import { RequestError } from '../comparison/request';
import { declaredInputs } from '../experiments/declared-inputs';
import { exitStatus, type Command } from './command';
import { oneOperand, readArguments, wholeNumber, type OptionSpecs } from './options';
import { reportProgress } from './progress';

const options = {
  inputs: {
    type: 'string',
    value: 'FILE',
    help: 'what the model is given: FILE or FILE::KEY, one row an instance (default: what likeness.json names)',
  },
  out: { type: 'string', value: 'DIR', help: 'the folder for the dumps' },
  layers: { type: 'string', value: 'GLOB', help: 'only layers whose name matches' },
  batch: { type: 'string', value: 'N', help: 'instances at a time (default 64)' },
  quiet: { type: 'boolean', help: 'no progress on stderr' },
} as const satisfies OptionSpecs;

export const extractCommand: Command<typeof options> = {
  name: 'extract',
  usage: 'MODEL --out DIR [--inputs FILE] [options]',
  summary: 'Runs a model (Keras, TensorFlow.js, ONNX) on inputs and writes what each layer says, and its logits.',
  options,
  more: 'Writes <layer>.npy and logits.npy (before a final softmax) to DIR: all of them, or nothing. A likeness.json beside them tells their order and inputs.',
  async run(args, context) {
    const { values, operands } = readArguments(options, args, 'extract');
    const model = resolve(context.cwd, oneOperand('extract', 'model', operands));
    const { out } = values;
    if (out === undefined) throw new RequestError('extract needs --out DIR. See likeness extract --help.', true);
    const inputs =
      values.inputs === undefined ? await declaredInputs(model) : absolutePlace(context.cwd, values.inputs);
    if (inputs === undefined) {
      throw new RequestError(`extract needs --inputs FILE: no likeness.json above ${model} names the inputs.`, true);
    }
    const batch = wholeNumber('batch', values.batch, 1);
    const onProgress = values.quiet ? undefined : reportProgress(context);
    const { folder, files } = await context.engine().extract(
      {
        model,
        inputs,
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

/** `path` or `path::key`, from the working folder. */
function absolutePlace(cwd: string, place: string): string {
  const [path, ...key] = place.split('::') as [string, ...string[]];
  return [resolve(cwd, path), ...key].join('::');
}
