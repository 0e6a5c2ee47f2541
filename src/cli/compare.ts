import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ResultDocument } from '../comparison/document';
import { CACHE_LIMITS, RequestError, type ComparisonRequest, type EngineOptions } from '../comparison/request';
import { DocumentError, formatDocument, writeDocument } from '../comparison/store';
import { exitStatus, type Command } from './command';
import {
  compareOptions,
  compareRequest,
  engineOptions,
  readShard,
  requestOptions,
  type CompareValues,
} from './compare-request';
import { documentText } from './document-text';
import { readArguments } from './options';
import { reportProgress } from './progress';
import { readRequest } from './request-file';

export const compareCommand: Command<typeof compareOptions> = {
  name: 'compare',
  usage: 'A [B …] [options]',
  summary: 'Compares arrays, snapshots, runs or model outputs.',
  options: compareOptions,
  more: [
    'An operand is a dump (x.npy), an array in a container (acts.npz::layer1), a container of several arrays (a snapshot),',
    'a snapshot folder, a checkpoint (stands for its dumps), or a run folder. The mode follows from them:',
    '  two arrays → pair · three or more → models · two snapshots → layers · one snapshot → statistics',
    '  one run → training · two or more runs → models · with --outputs: two → pair, more → a group and all pairs',
    '',
    'Exit status: 0 done (undefined cells included), 1 failed, or some operands could not be used, 2 wrong usage,',
    '130 interrupted (what was finished is in --out).',
  ].join('\n'),
  async run(args, context) {
    const { values, operands } = readArguments(compareOptions, args, 'compare');
    const request = await requestFor(operands, values, context.cwd);
    const cache = values.cache === undefined ? {} : cacheIn(resolve(context.cwd, values.cache));
    const options = { ...engineOptions(values), ...cache };
    const out = values.out === undefined ? undefined : resolve(context.cwd, values.out);
    if (out !== undefined) await checkWritable(dirname(out), out);

    const onProgress = values.quiet ? undefined : reportProgress(context);
    const document = await context.engine().compare(request, options, { onProgress, signal: context.signal });
    context.showProgress('');

    if (out !== undefined) await writeDocument(out, document);
    context.print(values.json ? formatDocument(document, context.cwd).trimEnd() : documentText(document, context.cwd));
    for (const { path, message } of document.problems) context.note(`${path}: ${message}`);
    return statusOf(document);
  },
};

function cacheIn(folder: string): Pick<EngineOptions, 'cache'> {
  return { cache: { folder, ...CACHE_LIMITS } };
}

async function requestFor(operands: readonly string[], values: CompareValues, cwd: string): Promise<ComparisonRequest> {
  if (values.request === undefined) return compareRequest(operands, values, cwd);
  const own = Object.keys(values).filter((name) => Object.hasOwn(requestOptions, name));
  if (operands.length > 0 || own.length > 0) {
    throw new RequestError('--request says what to compare: give no operands and no options for them beside it.', true);
  }
  const shard = readShard(values.shard);
  return { ...(await readRequest(resolve(cwd, values.request))), ...(shard && { shard }) };
}

/** Hours of work must not end in a folder that does not exist. */
async function checkWritable(folder: string, out: string): Promise<void> {
  await access(folder, constants.W_OK).catch((error: unknown) => {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new DocumentError(out, `cannot be written: the folder ${missing ? 'does not exist' : 'is not writable'}.`);
  });
}

function statusOf(document: ResultDocument): number {
  if (document.status === 'cancelled') return exitStatus.interrupted;
  const failed = document.results.some((result) => (result.failed?.length ?? 0) > 0);
  return failed || document.problems.length > 0 ? exitStatus.failed : exitStatus.done;
}
