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
 * @property {string[]} messages one for each failure that was not printed yet
 * @property {string[]} [titles] full names of the tests that passed
 */

/**
 * Runs one of the vitest projects; what it prints is shown.
 * @param {string} project
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Counts>}
 */
export async function vitest(project, env = {}) {
  await mkdir(output, { recursive: true });
  const report = join(output, `${project}.json`);
  await rm(report, { force: true });
  const args = ['vitest', 'run', '--project', project, '--reporter=default', '--reporter=json'];
  const { status } = await run('npx', [...args, `--outputFile.json=${report}`], {
    cwd: root,
    env: { ...process.env, ...env },
    echo: true,
    timeoutMs: 15 * 60_000,
  });
  if (!existsSync(report))
    return { passed: 0, failed: 1, skipped: 0, messages: [`vitest ended with status ${status}.`] };
  const result = JSON.parse(await readFile(report, 'utf8'));
  /** @type {{ status: string, fullName: string }[]} */
  const tests = result.testResults.flatMap(
    (/** @type {{ assertionResults: object[] }} */ file) => file.assertionResults,
  );
  return {
    passed: result.numPassedTests,
    // A file that cannot even be loaded holds no failed test, and has failed all the same.
    failed: result.numFailedTests === 0 && status !== 0 && tests.length > 0 ? 1 : result.numFailedTests,
    skipped: result.numPendingTests + result.numTodoTests,
    messages: [],
    titles: tests.filter((test) => test.status === 'passed').map((test) => test.fullName),
  };
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
