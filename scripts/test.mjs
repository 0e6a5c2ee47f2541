// @ts-check
// `npm test`: everything, in a real VS Code too. Every suite runs, whatever became of the others; the last lines sum up.
import { mkdir, rm } from 'node:fs/promises';
import { ensureChromium } from './lib/chromium.mjs';
import { hostTestsInServer, hostTestsOnDesktop } from './lib/host-tests.mjs';
import { output } from './lib/paths.mjs';
import { brokenDown, step, vitest } from './lib/suites.mjs';
import { installServer } from './lib/vscode-server.mjs';

/** @typedef {import('./lib/suites.mjs').Counts} Counts */

const total = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const summary = [];
/** @type {string[]} */
const failures = [];

/**
 * A step without tests of its own: one failure when it fails.
 * @param {string} name
 * @param {() => Promise<boolean>} work
 */
async function need(name, work) {
  const { ok, seconds } = await timed(name, work, false);
  if (!ok) total.failed++;
  summary.push(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
}

/**
 * A suite: it fails as a whole when it breaks down or holds no test.
 * @param {string} name
 * @param {() => Promise<Counts | { skippedBecause: string }>} work
 */
async function suite(name, work) {
  const { ok: outcome, seconds } = await timed(name, work, brokenDown(name, 'It threw.'));
  if ('skippedBecause' in outcome) {
    summary.push(`       ${name}: not run, ${outcome.skippedBecause}`);
    return;
  }
  const empty = outcome.passed + outcome.failed === 0;
  const counts = empty ? brokenDown(name, 'It holds no test.') : outcome;
  failures.push(...counts.failures.map(({ name: test, why }) => `FAILED ${test}\n${why.replace(/^/gm, '       ')}`));
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  const skipped = counts.skipped ? `, ${counts.skipped} skipped` : '';
  summary.push(
    `${counts.failed ? 'FAILED' : 'ok    '} ${name}: ${counts.passed} passed, ${counts.failed} failed${skipped} (${seconds} s)`,
  );
  summary.push(...counts.secondTries.map((test) => `       only the second try passed: ${test}`));
  const covered = engines(counts.titles ?? []);
  if (covered.length > 0) summary.push(`       engines covered by the reference cases: ${covered.join(', ')}`);
}

/**
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {T} otherwise the outcome when it throws
 */
async function timed(name, work, otherwise) {
  console.log(`\n━━ ${name}`);
  const begun = Date.now();
  const ok = await work().catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    return otherwise;
  });
  return { ok, seconds: Math.round((Date.now() - begun) / 1000) };
}

/** @param {readonly string[]} titles of tests that passed: those of the reference cases name their engine */
function engines(titles) {
  return ['wasm', 'tensorflow'].filter((engine) =>
    titles.some((title) => new RegExp(` on '?${engine}'? `).test(title)),
  );
}

await rm(output, { recursive: true, force: true });
await mkdir(output, { recursive: true });

await need('Chromium', async () => Boolean(await ensureChromium()));
await need('VS Code server', async () => Boolean(await installServer()));
await need('package', () => step('npm', ['run', '--silent', 'package']));
await need('page on the measures', () => step('node', ['scripts/docs.mjs', '--check']));
await need("the README's tables", () => step('node', ['scripts/readme.mjs', '--check']));
const lint = need('lint', () => step('npm', ['run', '--silent', 'lint'])); // beside the unit tests, which leave it time
await suite('unit tests', () => vitest('unit'));
await lint;
const host = suite('host tests in the VS Code server', hostTestsInServer); // beside the webview tests: it mostly waits
await suite('webview tests in Chromium', () => vitest('webview'));
await host;
await suite('host tests in a desktop VS Code', hostTestsOnDesktop);
await suite("a user's journey on the packed extension", () => vitest('journey'));

for (const failure of failures) console.log(`\n${failure}`);
console.log(`\n${summary.join('\n')}\n`);
const skipped = total.skipped ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);
