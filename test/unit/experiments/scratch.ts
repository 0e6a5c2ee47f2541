import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll } from 'vitest';
import type { Experiment } from '../../../src/experiments/types';
import { writeExperiment } from './files';

const folder = mkdtempSync(join(tmpdir(), 'likeness-scan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
/** The root of an experiment with these files, gone after the tests. */
export function experiment(files: Readonly<Record<string, string>>): string {
  const root = join(folder, `experiment${made++}`);
  mkdirSync(root);
  writeExperiment(root, files);
  return root;
}

/** Runs → snapshots → "layers | outputs", as short as can be read in a test. */
export function outline({ root, runs }: Experiment): Record<string, Record<string, string>> {
  return Object.fromEntries(
    runs.map((run) => [
      run.name,
      Object.fromEntries(
        run.snapshots.map(({ label, layers, outputs, checkpoint }) => [
          label,
          [
            layers.map(({ name }) => name).join(' '),
            outputs.map(({ name, role, guessed }) => `${name}=${role}${guessed ? '?' : ''}`).join(' '),
            checkpoint === undefined ? '' : relative(root, checkpoint),
          ]
            .join(' | ')
            .replace(/(?: \| )+$/, ''),
        ]),
      ),
    ]),
  );
}
