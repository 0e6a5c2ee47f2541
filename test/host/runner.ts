import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/**
 * Runs the suites that `load` brings in (by `await import('./….test')`: mocha's `describe` and `it` exist from then on)
 * inside the extension host of a real VS Code, and writes mocha's JSON report to the file that the environment variable
 * `LIKENESS_TEST_REPORT` names. Rejects when a test failed or none ran.
 */
export async function runMocha(load: () => Promise<void>): Promise<void> {
  const report = process.env.LIKENESS_TEST_REPORT;
  if (!report) throw new Error('LIKENESS_TEST_REPORT must name the file for the report: start the tests by npm test.');
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 120_000,
    retries: 1, // what passes only then is named in the summary
    reporter: 'json',
    reporterOptions: { output: report },
    ...(process.env.LIKENESS_TEST_GREP ? { grep: process.env.LIKENESS_TEST_GREP } : {}),
  });
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, '', mocha);
  try {
    await load();
  } catch (error) {
    writeFileSync(report, JSON.stringify({ error: String(error instanceof Error ? error.stack : error) }));
    throw error;
  }
  let ran = 0;
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('test', (test) => console.log(`host test: ${test.fullTitle()}`))
      .on('test end', () => ran++);
  });
  if (failures > 0) throw new Error(`${failures} host tests failed.`);
  if (ran === 0) throw new Error('No host test ran.');
}
