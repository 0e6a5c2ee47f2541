import { join, resolve } from 'node:path';
import { writeClusterJob } from '../comparison/cluster/folder';
import { jobDefaults, jobFiles, submitCommand, type ClusterJob } from '../comparison/cluster/job';
import { RequestError } from '../comparison/request';
import { exitStatus, type Command } from './command';
import { compareOptions, compareRequest, engineOptions, engineSpecs, requestOptions } from './compare-request';
import { readArguments, wholeNumber, type OptionSpecs } from './options';

const options = {
  ...requestOptions,
  ...engineSpecs,
  permutations: compareOptions.permutations,
  parts: { type: 'string', value: 'N', help: 'how many parts, so how many tasks (default 8)' },
  folder: { type: 'string', value: 'DIR', help: 'where the job is written and its parts come: a new or empty folder' },
} as const satisfies OptionSpecs;

export const clusterCommand: Command<typeof options> = {
  name: 'cluster',
  usage: 'A [B …] --folder DIR [--parts N] [options of compare]',
  summary: 'Writes a Slurm job array and a Kubernetes job that compute a comparison in parts.',
  options,
  more: [
    `The folder gets ${jobFiles.request}, ${jobFiles.slurm} and ${jobFiles.kubernetes}; the command to submit is printed.`,
    '--threads (default 4) and --memory (default 4GB) are for each part. likeness merge joins the parts; VS Code does it by itself.',
  ].join('\n'),
  async run(args, { cwd, dist, print }) {
    const { values, operands } = readArguments(options, args, 'cluster');
    if (values.folder === undefined)
      throw new RequestError('cluster needs --folder DIR: where the job is written.', true);
    const request = compareRequest(operands, values, cwd);
    const { engine, threads, memory } = engineOptions(values);
    const job: ClusterJob = {
      folder: resolve(cwd, values.folder),
      parts: wholeNumber('parts', values.parts, 1) ?? jobDefaults.parts,
      command: [process.execPath, join(dist, 'cli.js')],
      engine,
      threads: threads || jobDefaults.threads,
      memory: memory || jobDefaults.memory,
    };
    await writeClusterJob(request, job);
    print(submitCommand(job));
    return exitStatus.done;
  },
};
