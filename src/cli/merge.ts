import { resolve } from 'node:path';
import { mergeParts } from '../comparison/merge';
import { RequestError } from '../comparison/request';
import { readDocument, writeDocument } from '../comparison/store';
import { exitStatus, type Command } from './command';
import { readArguments, type OptionSpecs } from './options';

const options = {
  out: { type: 'string', value: 'FILE', help: 'the result document to write (*.likeness.json)' },
} as const satisfies OptionSpecs;

export const mergeCommand: Command<typeof options> = {
  name: 'merge',
  usage: 'PART … --out FILE',
  summary: 'Joins the parts of a sharded comparison (compare --shard I/N).',
  options,
  more: [
    'All N parts are needed, in any order. A part that was run again may be given beside the older one: of each cell the',
    'newest value counts. Parts of different comparisons, or of files that changed in between, are refused.',
  ].join('\n'),
  async run(args, { cwd, print }) {
    const { values, operands } = readArguments(options, args, 'merge');
    if (operands.length === 0) {
      throw new RequestError(
        'merge needs parts: the result documents of compare --shard. See likeness merge --help.',
        true,
      );
    }
    if (values.out === undefined) throw new RequestError('merge needs --out FILE: the document to write.', true);
    const paths = operands.map((operand) => resolve(cwd, operand));
    const parts = await Promise.all(paths.map(async (path) => ({ path, document: await readDocument(path) })));
    const out = resolve(cwd, values.out);
    await writeDocument(out, mergeParts(parts));
    print(out);
    return exitStatus.done;
  },
};
