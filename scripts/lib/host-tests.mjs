// @ts-check
import { createWriteStream, existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { desktopForTests } from './desktop.mjs';
import { output, root } from './paths.mjs';
import { brokenDown } from './suites.mjs';
import { openWorkbench } from './vscode-page.mjs';
import { startServer } from './vscode-server.mjs';

/*
 * The mocha suites of test/host, run in the extension host of a real VS Code in one of two ways.
 */

/** @typedef {import('./suites.mjs').Counts} Counts */

const suite = join(root, 'out', 'test-host', 'index.js');
const limitMs = 12 * 60_000;

async function bundle() {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/host/index.ts'],
    outfile: suite,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

/** A workspace that the tests may change: a copy of the digits experiment. */
async function makeWorkspace() {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-workspace-'));
  await cp(join(root, 'test', 'fixtures', 'experiments', 'digits'), folder, { recursive: true });
  return folder;
}

/**
 * In the VS Code server, looked at with Chromium.
 * @returns {Promise<Counts>}
 */
export async function hostTestsInServer() {
  await bundle();
  await mkdir(output, { recursive: true });
  const report = join(output, 'host-server.json');
  await rm(report, { force: true });
  const workspace = await makeWorkspace();
  const server = await startServer({
    env: { LIKENESS_TEST_REPORT: report, LIKENESS_TEST_GREP: process.env.LIKENESS_TEST_GREP ?? '' },
    log: join(output, 'host-server.log'),
  });
  const log = createWriteStream(join(output, 'host-console.log'));
  try {
    /** @type {(code: number) => void} */
    let exited = () => {};
    const outcome = new Promise((resolve) => (exited = resolve));
    const workbench = await openWorkbench(server, {
      folder: workspace,
      development: { extension: root, tests: suite },
      onExit: exited,
      log: (line) => log.write(`${line}\n`),
    });
    const tooLong = setTimeout(() => exited(124), limitMs);
    const status = await outcome;
    clearTimeout(tooLong);
    await workbench.page.screenshot({ path: join(output, 'host-end.png') });
    await workbench.close();
    const { csp, network, webview } = workbench.complaints;
    await writeFile(join(output, 'host-complaints.json'), JSON.stringify({ csp, network, webview }, null, 2));
    const counts = await readReport(report, status);
    return withComplaints(counts, [...csp, ...network]);
  } finally {
    log.end();
    await server.end();
    await rm(workspace, { recursive: true, force: true });
  }
}

/**
 * In a desktop VS Code, where one can be had; else says why not.
 * @returns {Promise<Counts | { skippedBecause: string }>}
 */
export async function hostTestsOnDesktop() {
  const desktop = await desktopForTests();
  if ('why' in desktop) return { skippedBecause: desktop.why };
  await bundle();
  const report = join(output, 'host-desktop.json');
  await rm(report, { force: true });
  const workspace = await makeWorkspace();
  const home = await mkdtemp(join(tmpdir(), 'likeness-desktop-'));
  try {
    const status = await runTests({
      vscodeExecutablePath: desktop.executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      extensionTestsEnv: { LIKENESS_TEST_REPORT: report },
      launchArgs: [
        ...[workspace, '--disable-extensions', '--disable-workspace-trust', '--disable-gpu'],
        ...['--user-data-dir', join(home, 'data'), '--extensions-dir', join(home, 'extensions')],
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    }).catch(() => 1);
    return await readReport(report, status);
  } finally {
    await rm(workspace, { recursive: true, force: true });
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/**
 * @param {string} path mocha's JSON report
 * @param {number} status how the run of the tests ended
 * @returns {Promise<Counts>}
 */
async function readReport(path, status) {
  const suite = 'host tests';
  if (!existsSync(path)) {
    const why = status === 124 ? `they did not end in ${limitMs / 60_000} minutes` : `they ended with status ${status}`;
    return brokenDown(suite, `The host tests left no report: ${why}.`);
  }
  const report = JSON.parse(await readFile(path, 'utf8'));
  if (report.error) return brokenDown(suite, report.error);
  const { passes, failures, pending, tests } = report.stats;
  if (failures === 0 && status !== 0 && tests > 0) return brokenDown(suite, `VS Code ended with status ${status}.`);
  /** @type {{ fullTitle: string, err: { message?: string, stack?: string } }[]} */
  const failed = report.failures;
  /** @type {{ fullTitle: string, currentRetry: number }[]} */
  const passed = report.passes;
  return {
    passed: passes,
    failed: failures,
    skipped: pending,
    failures: failed.map(({ fullTitle, err }) => ({ name: fullTitle, why: err.stack ?? err.message ?? '' })),
    secondTries: passed.filter(({ currentRetry }) => currentRetry > 0).map(({ fullTitle }) => fullTitle),
  };
}

/**
 * @param {Counts} counts
 * @param {string[]} complaints
 * @returns {Counts}
 */
function withComplaints(counts, complaints) {
  if (complaints.length === 0) return { ...counts, passed: counts.passed + 1 };
  const failure = { name: 'policy and network', why: complaints.join('\n') };
  return { ...counts, failed: counts.failed + 1, failures: [...counts.failures, failure] };
}
