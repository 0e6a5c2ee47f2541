// @ts-check
import { writeFileSync } from 'node:fs';

/** @typedef {import('./suites.mjs').Counts} Counts */

/**
 * A reporter for vitest that writes what a suite came to, as `Counts`, to the file that LIKENESS_TALLY names.
 */
export default class Tally {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly { message: string }[]} unhandled errors outside of any test
   */
  onTestRunEnd(modules, unhandled) {
    /** @type {Counts} */
    const counts = { passed: 0, failed: 0, skipped: 0, failures: [], secondTries: [], titles: [] };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state, errors = [] } = test.result();
        const name = `${module.project.name} ${test.fullName}`;
        if (state === 'passed') {
          counts.passed++;
          counts.titles?.push(test.fullName.replaceAll(' > ', ' '));
          if (test.diagnostic()?.flaky) counts.secondTries.push(name);
        } else if (state === 'failed') {
          counts.failed++;
          counts.failures.push({ name, why: errors.map(({ message }) => message).join('\n') });
        } else counts.skipped++;
      }
      // A file that cannot be loaded, or a hook that throws.
      const suites = [module, ...module.children.allSuites()];
      for (const error of suites.flatMap((suite) => suite.errors())) add(module.moduleId, error);
    }
    for (const error of unhandled) add('outside of the tests', error);
    writeFileSync(String(process.env.LIKENESS_TALLY), JSON.stringify(counts));

    /**
     * @param {string} name
     * @param {{ message: string }} error
     */
    function add(name, { message }) {
      counts.failed++;
      counts.failures.push({ name, why: message });
    }
  }
}
