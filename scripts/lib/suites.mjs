// @ts-check
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { output, root } from './paths.mjs';
import { run } from './processes.mjs';

/**
 * @typedef {object} Counts what a suite came to
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {{ name: string, why: string }[]} failures
 * @property {string[]} secondTries the tests that failed first and then passed: an unsteady test or a fault that comes and goes
 * @property {string[]} [titles] full names of the tests that passed
 */

/**
 * A suite that broke down as a whole.
 * @param {string} name
 * @param {string} why
 * @returns {Counts}
 */
export function brokenDown(name, why) {
  return { passed: 0, failed: 1, skipped: 0, failures: [{ name, why }], secondTries: [] };
}

/**
 * Runs one of the vitest projects; what it prints is shown.
 * @param {string} project
 * @returns {Promise<Counts>}
 */
export async function vitest(project) {
  await mkdir(output, { recursive: true });
  const tally = join(output, `${project}.json`);
  await rm(tally, { force: true });
  const { status } = await run(
    'npx',
    ['vitest', 'run', '--project', project, '--reporter=default', '--reporter=./scripts/lib/tally.mjs'],
    { cwd: root, env: { ...process.env, LIKENESS_TALLY: tally }, echo: true, timeoutMs: 15 * 60_000 },
  );
  if (!existsSync(tally)) return brokenDown(project, `vitest ended with status ${status}.`);
  /** @type {Counts} */
  const counts = JSON.parse(await readFile(tally, 'utf8'));
  if (status !== 0 && counts.failed === 0) return brokenDown(project, `vitest ended with status ${status}.`);
  return counts;
}

/**
 * Runs a step that is no suite: nothing when it succeeds, one failure when not.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<boolean>}
 */
export async function step(command, args) {
  const { status } = await run(command, args, { cwd: root, env: process.env, echo: true, timeoutMs: 10 * 60_000 });
  return status === 0;
}
