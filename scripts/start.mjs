// @ts-check
// `npm start`: the product on a real experiment. Builds, trains the sample networks, compares two of them, and opens the
// comparison in VS Code. With `--headless` it ends with the comparison's HTML report and a picture of VS Code instead.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { codeCommand, desktopForTests, hasDisplay } from './lib/desktop.mjs';
import { clickCell, detailsDrawn, heatmapDrawn } from './lib/panel.mjs';
import { cache, root } from './lib/paths.mjs';
import { mustRun, run, start, which } from './lib/processes.mjs';
import { addressOf, openWorkbench } from './lib/vscode-page.mjs';
import { serverUnavailable, startServer } from './lib/vscode-server.mjs';

const experiment = join(root, 'sample-experiment');
const comparison = join(experiment, 'first-comparison.likeness.json');
const vsix = join(root, 'dist', 'likeness.vsix');
/** Opens the comparison when VS Code has started. */
const opener = join(root, 'scripts', 'opener');
const openerVsix = join(root, 'out', 'opener.vsix');

const unknown = process.argv.slice(2).filter((argument) => argument !== '--headless');
if (unknown.length > 0) {
  console.error(`npm start does not know ${unknown.join(' ')}; it knows --headless.`);
  process.exit(2);
}

try {
  await prepare();
  if (process.argv.includes('--headless')) await leavePictures();
  else if (!(await openOnDesktop())) await openInBrowser();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Builds and packs, makes the sample experiment where there is none yet, and compares its first two networks. */
async function prepare() {
  console.log('Building …');
  await mustRun('npm', ['run', '--silent', 'package'], { cwd: root });
  if (existsSync(experiment)) console.log(`Keeping the sample experiment in ${experiment}.`);
  else {
    console.log('Training the sample networks (about a minute) …');
    await likeness('sample', experiment);
  }
  const { runs } = JSON.parse((await likeness('scan', experiment, '--json')).stdout);
  const finals = runs
    .slice(0, 2)
    .map((/** @type {Run} */ { snapshots }) => resolve(experiment, snapshots.at(-1)?.path ?? ''));
  console.log('Comparing the last snapshots of two networks …');
  const measures = ['cka', 'orthogonal-procrustes', 'knn-jaccard'].flatMap((id) => ['--measure', id]);
  await likeness('compare', ...finals, ...measures, '--out', comparison);
}

/** @typedef {{ snapshots: { path: string }[] }} Run */

/** @param {string[]} args */
function likeness(...args) {
  return mustRun(process.execPath, [join(root, 'dist', 'cli.js'), ...args], { cwd: root, timeoutMs: 300_000 });
}

/** A VS Code server with the product as users install it. */
async function startWithProduct() {
  await mkdir(join(root, 'out'), { recursive: true });
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', openerVsix];
  await mustRun('npx', ['vsce', ...args], { cwd: opener });
  return startServer({ vsix: [vsix, openerVsix] });
}

async function leavePictures() {
  const report = join(experiment, 'first-comparison.html');
  const picture = join(experiment, 'vscode.png');
  await likeness('report', comparison, '--html', report);
  const server = await startWithProduct();
  try {
    const { page, close } = await openWorkbench(server, { folder: experiment });
    try {
      await heatmapDrawn(page);
      await clickCell(page, 2, 2);
      await detailsDrawn(page);
    } finally {
      await page.screenshot({ path: picture });
      await close();
    }
  } finally {
    await server.end();
  }
  console.log(`\nThe comparison's report: ${report}\nVS Code with the comparison open: ${picture}`);
}

/** @returns {Promise<boolean>} false where there is no desktop VS Code */
async function openOnDesktop() {
  const code = codeCommand();
  const desktop = code ? { executable: code } : await desktopForTests();
  if ('why' in desktop) {
    console.log(`No desktop VS Code: ${desktop.why}.`);
    return false;
  }
  console.log(`Opening VS Code (${desktop.executable}) with ${comparison}`);
  // An installed VS Code keeps its user's settings; a downloaded one gets a profile of its own.
  const profile = join(cache, 'vscode-desktop-profile');
  const own = code ? [] : ['--user-data-dir', profile, '--extensions-dir', join(profile, 'extensions')];
  if (!code) await mkdir(profile, { recursive: true });
  const { status, stderr } = await run(desktop.executable, [
    ...own,
    ...['--new-window', `--extensionDevelopmentPath=${root}`, `--extensionDevelopmentPath=${opener}`, experiment],
  ]);
  if (status !== 0) throw new Error(`VS Code ended with status ${status}: ${stderr.trim().split('\n').at(-1)}`);
  return true;
}

async function openInBrowser() {
  const why = serverUnavailable();
  if (why)
    throw new Error(
      `Install VS Code and its 'code' command, or set VSCODE_EXECUTABLE: there is none here, and ${why}.`,
    );
  const server = await startWithProduct();
  const address = addressOf(server, experiment);
  console.log(`\nVS Code is open for you at\n\n  ${address}\n\nCtrl-C ends it.`);
  const browser = hasDisplay() ? which(['xdg-open', 'chromium', 'google-chrome', 'firefox']) : undefined;
  if (browser) start(browser, [address], { stdio: 'ignore' });
  await new Promise(() => setInterval(() => {}, 1 << 30));
}
