import { relative, resolve } from 'node:path';
import { RequestError } from '../comparison/request';
import { manifestOf, writeManifests } from '../experiments';
import { exitStatus, type Command } from './command';
import { oneOperand, readArguments, type OptionSpecs } from './options';
import { scannedFolder } from './scan';

const options = {
  print: { type: 'boolean', help: 'print the manifests instead of writing them' },
  force: { type: 'boolean', help: 'replace manifests that are there already' },
} as const satisfies OptionSpecs;

export const manifestCommand: Command<typeof options> = {
  name: 'manifest',
  usage: 'DIR [--print | --force]',
  summary: 'Writes what discovery finds into a likeness.json in the folder of each run, to be corrected there.',
  options,
  async run(args, { cwd, engine, print, signal }) {
    const { values, operands } = readArguments(options, args, 'manifest');
    const root = await scannedFolder(resolve(cwd, oneOperand('manifest', 'folder', operands)));
    const experiment = await engine().scan(root, [], { signal });
    if (experiment.runs.length === 0) throw new RequestError(`${root}: no runs with activation dumps were found.`);
    if (values.print) {
      const manifests = experiment.runs.map((run) => manifestOf(run, experiment.shared));
      print(JSON.stringify(manifests.length === 1 ? manifests[0] : manifests, null, 2));
      return exitStatus.done;
    }
    const written = await writeManifests(experiment, { overwrite: values.force });
    for (const { run, path, reason } of written) {
      print(path === null ? `${run}: not written: ${reason}` : `${run}: ${relative(cwd, path)}`);
    }
    return written.some(({ path }) => path !== null) ? exitStatus.done : exitStatus.failed;
  },
};
