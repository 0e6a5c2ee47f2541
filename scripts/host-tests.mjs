// @ts-check
// `npm run test:host`: the suites of test/host alone, in the VS Code server.
import { mustRun } from './lib/processes.mjs';
import { hostTestsInServer } from './lib/host-tests.mjs';
import { root } from './lib/paths.mjs';

await mustRun('npm', ['run', '--silent', 'build'], { cwd: root });
const { passed, failed, skipped, failures, secondTries } = await hostTestsInServer();
for (const { name, why } of failures) console.error(`\nFAILED ${name}\n${why}`);
for (const name of secondTries) console.error(`\nOnly the second try passed: ${name}`);
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
