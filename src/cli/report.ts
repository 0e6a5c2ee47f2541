import { writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { reportHtml } from '../comparison/report';
import { RequestError } from '../comparison/request';
import { DocumentError, readDocument, withRelativePaths } from '../comparison/store';
import { exitStatus, type Command } from './command';
import { oneOperand, readArguments, type OptionSpecs } from './options';

const options = {
  html: { type: 'string', value: 'OUT', help: 'the page to write' },
} as const satisfies OptionSpecs;

export const reportCommand: Command<typeof options> = {
  name: 'report',
  usage: 'RESULT --html OUT',
  summary: 'Writes one self-contained page with every plot of a result document.',
  options,
  async run(args, { cwd, dist, print }) {
    const { values, operands } = readArguments(options, args, 'report');
    const result = resolve(cwd, oneOperand('report', 'result document', operands));
    if (values.html === undefined) throw new RequestError('report needs --html OUT: the page to write.', true);
    const out = resolve(cwd, values.html);
    const document = withRelativePaths(await readDocument(result), dirname(out));
    const title = basename(result).replace(/(\.likeness)?\.json$/, '');
    const page = await reportHtml(document, title, { dist });
    await writeFile(out, page).catch((error: unknown) => {
      throw new DocumentError(out, `cannot be written (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
    });
    print(out);
    return exitStatus.done;
  },
};
