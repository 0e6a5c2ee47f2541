import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { RequestError } from '../comparison/request';
import type { ArrayRef, Experiment, Output, Snapshot } from '../experiments/types';
import { exitStatus, type Command } from './command';
import { oneOperand, readArguments, type OptionSpecs } from './options';
import { formatShape } from './table';

const options = { json: { type: 'boolean', help: 'print what was found as JSON' } } as const satisfies OptionSpecs;

export const scanCommand: Command<typeof options> = {
  name: 'scan',
  usage: 'DIR [--json]',
  summary: 'What discovery finds below a folder: runs, snapshots, layers, outputs, labels, problems.',
  options,
  async run(args, { cwd, engine, print, signal }) {
    const { values, operands } = readArguments(options, args, 'scan');
    const root = await scannedFolder(resolve(cwd, oneOperand('scan', 'folder', operands)));
    const experiment = await engine().scan(root, [], { signal });
    print(values.json ? JSON.stringify(experiment, null, 2) : experimentTree(experiment));
    return exitStatus.done;
  },
};

/** The folder itself; throws where it is none. */
export async function scannedFolder(root: string): Promise<string> {
  const folder = await stat(root).catch(() => undefined);
  if (folder?.isDirectory()) return root;
  throw new RequestError(`${root}: ${folder ? 'not a folder: use likeness inspect for a file' : 'no such folder'}.`);
}

/** Runs, snapshots and what they hold, indented. */
export function experimentTree({ root, runs, shared, problems }: Experiment): string {
  const lines = [root];
  if (runs.length === 0) lines.push('  no runs with activation dumps were found');
  for (const run of runs) {
    lines.push(`  ${run.name}${run.seed === undefined ? '' : `  (seed ${run.seed})`}`);
    for (const snapshot of run.snapshots) lines.push(...snapshotLines(snapshot));
  }
  if (shared.length > 0) lines.push('  shared', ...shared.map((output) => `    ${outputLine(output)}`));
  if (problems.length > 0) {
    lines.push('  problems', ...problems.map(({ path, message }) => `    ${relative(root, path) || '.'}: ${message}`));
  }
  return lines.join('\n');
}

function snapshotLines({ label, layers, outputs, checkpoint }: Snapshot): string[] {
  return [
    `    ${label}${checkpoint === undefined ? '' : '  (has a checkpoint)'}`,
    ...layers.map((layer) => `      ${layer.name}  ${arrayFacts(layer)}`),
    ...outputs.map((output) => `      ${outputLine(output)}`),
  ];
}

function outputLine(output: Output): string {
  return `${output.name}  ${output.role}${output.guessed ? '?' : ''}  ${arrayFacts(output)}`;
}

function arrayFacts({ shape, dtype }: ArrayRef): string {
  return `${formatShape(shape)} ${dtype}`;
}
