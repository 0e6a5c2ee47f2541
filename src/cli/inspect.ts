import { resolve } from 'node:path';
import type { ArraySummary, Inspection } from '../engine/protocol';
import { exitStatus, type Command } from './command';
import { oneOperand, readArguments, type OptionSpecs } from './options';
import { reportProgress } from './progress';
import { formatNumber, formatShape, table } from './table';

const options = {
  json: { type: 'boolean', help: 'print the summaries as JSON' },
  quiet: { type: 'boolean', help: 'no progress on stderr' },
} as const satisfies OptionSpecs;

export const inspectCommand: Command<typeof options> = {
  name: 'inspect',
  usage: 'FILE[::KEY] [--json]',
  summary: 'The arrays of a dump: shape, type, spread, NaN and Inf, zero rows, constant columns, duplicate rows.',
  options,
  async run(args, context) {
    const { values, operands } = readArguments(options, args, 'inspect');
    const [file, key] = splitKey(oneOperand('inspect', 'file', operands));
    const onProgress = values.quiet ? undefined : reportProgress(context);
    const watching = { onProgress, signal: context.signal };
    const inspection = await context.engine().inspect(resolve(context.cwd, file), key, watching);
    context.showProgress('');
    context.print(values.json ? JSON.stringify(inspection, null, 2) : inspectionTable(inspection));
    return exitStatus.done;
  },
};

function splitKey(operand: string): [file: string, key?: string] {
  const at = operand.indexOf('::');
  return at < 0 ? [operand] : [operand.slice(0, at), operand.slice(at + 2)];
}

function inspectionTable({ path, format, arrays, ignored }: Inspection): string {
  const heads = [
    'key',
    'shape',
    'type',
    'min',
    'max',
    'mean',
    'std',
    'NaN',
    'Inf',
    'zero rows',
    'const. cols',
    'dup. rows',
  ];
  const row = (array: ArraySummary): string[] => [
    array.key ?? '–',
    formatShape(array.shape),
    array.order === 'F' ? `${array.dtype} (F)` : array.dtype,
    ...[array.min, array.max, array.mean, array.std].map(formatNumber),
    ...[array.nan, array.inf, array.zeroRows, array.constantColumns, array.duplicateRows].map(formatNumber),
  ];
  const aligns = heads.map((_, column) => (column < 3 ? 'left' : 'right'));
  return [
    `${path}  (${format})`,
    table(heads, arrays.map(row), aligns),
    ...ignored.map(({ key, reason }) => `ignored ${key}: ${reason}`),
  ].join('\n');
}
