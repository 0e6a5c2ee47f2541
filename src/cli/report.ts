import { readFile, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import { pageHtml } from '../../webview/html';
import { DocumentError, readDocument, withRelativePaths } from '../comparison/store';
import { RequestError } from '../comparison/request';
import { factsOf, measures } from '../measures/catalogue';
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
    const document = await readDocument(result);
    const [page, plotly] = await Promise.all([bundle(join(dist, 'webview.js')), bundle(join(dist, 'plotly.js'))]);
    const title = basename(result).replace(/(\.likeness)?\.json$/, '');
    const html = pageHtml({
      nonce: randomBytes(16).toString('base64'),
      title,
      scripts: { page: { code: page }, plotly: { code: plotly } },
      data: { title, document: withRelativePaths(document, dirname(out)), catalogue: measures.map(factsOf) },
    });
    await writeFile(out, html).catch((error: unknown) => {
      throw new DocumentError(out, `cannot be written (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
    });
    print(out);
    return exitStatus.done;
  },
};

function bundle(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new DocumentError(path, 'is missing: build the project with "npm run build".', { cause: error });
  });
}
